import PinionSyntax

/// An intrinsic function of CloudFormation ("Intrinsic function reference", Template Reference).
enum TemplateFunction: Hashable, Sendable {
    /// The evaluated functions; `condition` is the short form that names another condition.
    case ref, condition, sub, join, select, split, findInMap, `if`, equals, and, or, not
    /// Any other function, by its long name; only CloudFormation knows its value.
    case other(String)

    private static let known: [(name: String, function: TemplateFunction)] = [
        ("Ref", .ref), ("Condition", .condition), ("Fn::Sub", .sub), ("Fn::Join", .join),
        ("Fn::Select", .select), ("Fn::Split", .split), ("Fn::FindInMap", .findInMap),
        ("Fn::If", .if), ("Fn::Equals", .equals), ("Fn::And", .and), ("Fn::Or", .or),
        ("Fn::Not", .not),
    ]

    /// The functions that are recognised but not evaluated.
    private static let others = [
        "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "GetAtt", "GetAZs",
        "GetStackOutput", "ImportValue", "Length", "RefAll", "ToJsonString", "Transform",
        "ValueOf", "ValueOfAll",
    ]

    /// The YAML of templates ("CloudFormation template format", User Guide: YAML 1.1), with aliases
    /// and merge keys, which `aws cloudformation package` and SAM expand before sending.
    static let dialect = YAMLDialect(
        name: "CloudFormation",
        tags: Set(
            known.map { "!" + $0.name.replacingPrefix("Fn::") } + others.map { "!" + $0 }
                + plainTags))

    /// YAML's own tags, which do not change how values are read here.
    static let plainTags = ["!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"]

    /// Reads the function from a key such as `Fn::Sub`; `nil` for any other key.
    init?(key: String) {
        if key == "Condition" { return nil }
        if let known = Self.known.first(where: { $0.name == key }) {
            self = known.function
        } else if key.hasPrefix("Fn::") {
            self = .other(key)
        } else {
            return nil
        }
    }

    /// Reads the function from a tag such as `!Sub` that the dialect allows.
    init(tag: String) {
        let name = String(tag.dropFirst())
        let found = Self.known.first { $0.name.replacingPrefix("Fn::") == name }
        self = found?.function ?? .other("Fn::" + name)
    }

    /// The long name, such as `Fn::Sub`.
    var name: String {
        if case .other(let name) = self { return name }
        return Self.known.first { $0.function == self }?.name ?? ""
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
