import PinionSyntax

/// An intrinsic function of CloudFormation ("Intrinsic function reference", Template Reference).
enum TemplateFunction: Hashable, Sendable {
    /// `condition` is the short form: another condition by name.
    case ref, condition, sub, join, select, split, findInMap, `if`, equals, and, or, not
    /// Any other, by its long name: its value is known only once CloudFormation runs.
    case other(String)

    private static let known: [(name: String, function: TemplateFunction)] = [
        ("Ref", .ref), ("Condition", .condition), ("Fn::Sub", .sub), ("Fn::Join", .join),
        ("Fn::Select", .select), ("Fn::Split", .split), ("Fn::FindInMap", .findInMap),
        ("Fn::If", .if), ("Fn::Equals", .equals), ("Fn::And", .and), ("Fn::Or", .or),
        ("Fn::Not", .not),
    ]

    /// The functions of which only the name is known here.
    private static let others = [
        "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "GetAtt", "GetAZs",
        "GetStackOutput", "ImportValue", "Length", "RefAll", "ToJsonString", "Transform",
        "ValueOf", "ValueOfAll",
    ]

    /// The YAML of templates ("CloudFormation template format", User Guide: YAML 1.1), with aliases
    /// and merge keys, which `aws cloudformation package` and SAM write out before sending.
    static let dialect = YAMLDialect(
        name: "CloudFormation",
        tags: Set(
            known.map { "!" + $0.name.replacingPrefix("Fn::") } + others.map { "!" + $0 }
                + plainTags))

    /// YAML's own tags, which do not change what is read here.
    static let plainTags = ["!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"]

    /// The function of a key such as `Fn::Sub`; nil for a key that is none.
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

    /// The function of a tag such as `!Sub`, which the dialect has let pass.
    init(tag: String) {
        let name = String(tag.dropFirst())
        let found = Self.known.first { $0.name.replacingPrefix("Fn::") == name }
        self = found?.function ?? .other("Fn::" + name)
    }

    /// The long name: `Fn::Sub`.
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
