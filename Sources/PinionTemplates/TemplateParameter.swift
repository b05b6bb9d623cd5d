import PinionSyntax

/// A parameter of a template ("CloudFormation template Parameters syntax", User Guide).
struct TemplateParameter: Hashable, Sendable {
    /// The value of a parameter that is given none.
    enum Default: Hashable, Sendable {
        /// The parameter has no default: a creation must be given a value.
        case none
        /// A text at a position.
        case text(String, Position)
        /// A text at a position; the text is not kept, because the parameter is `NoEcho`.
        case hidden(Position)
        /// An unquoted number or truth value at a position, which may be read in another form.
        case ambiguous(String, Position)
    }

    let name: String
    let position: Position
    /// The type as written: `String`, `CommaDelimitedList`, `AWS::SSM::Parameter::Value<String>`.
    let type: String
    /// The value of the parameter if none is given.
    let defaultValue: Default
    /// The only values that it may have; `nil` if any is allowed.
    let allowedValues: [String]?
    /// The regular expression that its values must match; it is not evaluated here.
    let allowedPattern: String?
    /// Whether its values are never shown.
    let noEcho: Bool

    /// Whether its value names a parameter of Systems Manager, which is read anew at each use.
    var isReadFromSSM: Bool { type.hasPrefix("AWS::SSM::Parameter::Value<") }

    /// Whether its value is a list.
    var isList: Bool {
        type == "CommaDelimitedList" || type.hasPrefix("List<")
            || type.hasPrefix("AWS::SSM::Parameter::Value<List<")
            || type == "AWS::SSM::Parameter::Value<CommaDelimitedList>"
    }

    init?(_ entry: TemplateNode.Entry, _ problems: inout ProblemList) {
        let shown = ShownText(entry.name)
        guard entry.value.entries != nil else {
            problems.add(
                entry.value.position, "the parameter \(shown) is \(entry.value.noun)",
                "write a mapping with its Type")
            return nil
        }
        guard let type = entry.value["Type"]?.text else {
            problems.add(
                entry.position, "the parameter \(shown) has no Type",
                "write Type: String, or its type")
            return nil
        }
        name = entry.name
        position = entry.position
        self.type = type
        let echo = entry.value["NoEcho"]?.scalar
        noEcho = Self.isTrue(echo)
        allowedValues = entry.value["AllowedValues"]?.elements.map { $0.compactMap(\.shownText) }
        allowedPattern = entry.value["AllowedPattern"]?.text
        defaultValue = Self.defaultValue(of: entry.value, noEcho: noEcho)
        check(entry.value["Default"], &problems)
    }

    private static func isTrue(_ scalar: TemplateScalar?) -> Bool {
        switch scalar {
        case .text(let text), .ambiguous(let text):
            ["true", "yes", "on", "y"].contains(text.lowercased())
        case .nothing, nil: false
        }
    }

    private static func defaultValue(of parameter: TemplateNode, noEcho: Bool) -> Default {
        guard let node = parameter["Default"], let scalar = node.scalar else { return .none }
        if noEcho { return .hidden(node.position) }
        return switch scalar {
        case .text(let text): .text(text, node.position)
        case .ambiguous(let text): .ambiguous(text, node.position)
        case .nothing: .none
        }
    }

    private func check(_ node: TemplateNode?, _ problems: inout ProblemList) {
        guard let node else { return }
        let subject = "the default of the parameter \(ShownText(name))"
        guard node.scalar != nil else {
            problems.add(
                node.position, "\(subject) is \(node.noun)",
                isList ? "write one text with commas between the values" : "write one text")
            return
        }
        guard !noEcho, let text = node.shownText else { return }
        if type == "Number", Double(text) == nil {
            problems.add(
                node.position, "\(subject) is \(ShownText(text)), no number",
                "write a number, or make the parameter's type String")
        }
        guard !isReadFromSSM, !isList, let allowedValues, !allowedValues.contains(text) else {
            return
        }
        problems.add(
            node.position, "\(subject), \(ShownText(text)), is none of its AllowedValues",
            "write one of them, or add it to them")
    }
}

extension TemplateNode {
    /// The text of a scalar as it is written, even if it may be read in another form.
    var shownText: String? {
        switch scalar {
        case .text(let text), .ambiguous(let text): text
        case .nothing, nil: nil
        }
    }
}
