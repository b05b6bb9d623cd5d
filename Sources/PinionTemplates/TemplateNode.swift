import PinionSyntax

/// A value of a template, parsed from YAML or JSON.
///
/// The short tags of YAML, the long `Fn::` keys and JSON give the same tree.
struct TemplateNode: Hashable, Sendable {
    /// The kind of a value, with its contents in source order.
    indirect enum Kind: Hashable, Sendable {
        /// A text, a number, a truth value or null.
        case scalar(TemplateScalar)
        case sequence([TemplateNode])
        /// The entries of a mapping, no two with the same key.
        case mapping([Entry])
        /// An intrinsic function with its argument.
        case call(TemplateFunction, TemplateNode)
    }

    struct Entry: Hashable, Sendable {
        let name: String
        let position: Position
        let value: TemplateNode
    }

    let kind: Kind
    /// The bytes of the value, with quotes and brackets and without its tag.
    let range: Range<Int>
    /// The bytes of a text without its quotes; `nil` if they cannot be replaced in place.
    let content: Range<Int>?
    /// The start of the value, including its tag.
    let position: Position

    var scalar: TemplateScalar? {
        guard case .scalar(let scalar) = kind else { return nil }
        return scalar
    }

    /// The text of a scalar; `nil` if it may be read in another form.
    var text: String? { scalar?.text }

    var elements: [TemplateNode]? {
        guard case .sequence(let elements) = kind else { return nil }
        return elements
    }

    var entries: [Entry]? {
        guard case .mapping(let entries) = kind else { return nil }
        return entries
    }

    /// The value of a mapping's key, found by searching the entries.
    subscript(key: String) -> TemplateNode? {
        entries?.first { $0.name == key }?.value
    }

    /// The kind of the value in words, for messages.
    var noun: String {
        switch kind {
        case .scalar(.nothing): "nothing"
        case .scalar: "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .call(let function, _): "a call of \(function.name)"
        }
    }
}

extension TemplateNode {
    /// Counts the references to a name in this value, by `Ref` or in `Fn::Sub`.
    func references(to name: String) -> Int {
        switch kind {
        case .scalar: 0
        case .sequence(let elements): elements.reduce(0) { $0 + $1.references(to: name) }
        case .mapping(let entries): entries.reduce(0) { $0 + $1.value.references(to: name) }
        case .call(.ref, let argument): argument.text == name ? 1 : argument.references(to: name)
        case .call(.sub, let argument): argument.substitutions(of: name)
        case .call(_, let argument): argument.references(to: name)
        }
    }

    /// Counts the references to a name in the argument of `Fn::Sub`: in its text and its values.
    private func substitutions(of name: String) -> Int {
        let text = elements?.first?.text ?? text ?? ""
        let named = SubText(text).parts.count { $0 == .variable(name) }
        return named + (elements ?? []).dropFirst().reduce(0) { $0 + $1.references(to: name) }
    }
}

extension StackTemplate {
    /// Counts the references to some parameters in the whole template.
    package func references(to parameters: [String]) -> Int {
        parameters.reduce(0) { $0 + root.references(to: $1) }
    }
}
