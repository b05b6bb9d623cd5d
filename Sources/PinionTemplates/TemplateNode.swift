import PinionSyntax

/// A value of a template, whether it was written as YAML or as JSON.
///
/// The short tags of YAML, the long `Fn::` keys and JSON give the same tree.
struct TemplateNode: Hashable, Sendable {
    /// What a value is, with what it holds in source order.
    indirect enum Kind: Hashable, Sendable {
        /// A text, a number, a truth value or nothing.
        case scalar(TemplateScalar)
        case sequence([TemplateNode])
        /// Keys with their values, no two keys the same.
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
    /// The bytes of the value, quotes and brackets included, its tag not.
    let range: Range<Int>
    /// The bytes of a text without its quotes; nil if they cannot be replaced in place.
    let content: Range<Int>?
    /// Where the value starts, with its tag.
    let position: Position

    var scalar: TemplateScalar? {
        guard case .scalar(let scalar) = kind else { return nil }
        return scalar
    }

    /// The text of a scalar whose text is certain.
    var text: String? { scalar?.text }

    var elements: [TemplateNode]? {
        guard case .sequence(let elements) = kind else { return nil }
        return elements
    }

    var entries: [Entry]? {
        guard case .mapping(let entries) = kind else { return nil }
        return entries
    }

    /// The value under a key of a mapping; passes over the entries.
    subscript(key: String) -> TemplateNode? {
        entries?.first { $0.name == key }?.value
    }

    /// What the value is in words, for messages.
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
    /// How often a name is referred to, by `Ref` or in `Fn::Sub`, anywhere below.
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

    /// How often the argument of `Fn::Sub` names something, in its text or its values.
    private func substitutions(of name: String) -> Int {
        let text = elements?.first?.text ?? text ?? ""
        let named = SubText(text).parts.count { $0 == .variable(name) }
        return named + (elements ?? []).dropFirst().reduce(0) { $0 + $1.references(to: name) }
    }
}

extension StackTemplate {
    /// How often the template refers to parameters, anywhere.
    package func references(to parameters: [String]) -> Int {
        parameters.reduce(0) { $0 + root.references(to: $1) }
    }
}
