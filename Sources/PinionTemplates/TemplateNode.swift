package import PinionSyntax

/// A value of a template, whether it was written as YAML or as JSON.
///
/// The short tags of YAML, the long `Fn::` keys and JSON give the same tree.
package struct TemplateNode: Hashable, Sendable {
    /// What a value is, with what it holds in source order.
    package indirect enum Kind: Hashable, Sendable {
        /// A text, a number, a truth value or nothing.
        case scalar(TemplateScalar)
        /// A list.
        case sequence([TemplateNode])
        /// Keys with their values, no two keys the same.
        case mapping([Entry])
        /// An intrinsic function with its argument.
        case call(TemplateFunction, TemplateNode)
    }

    /// One key of a mapping with its value.
    package struct Entry: Hashable, Sendable {
        /// The key.
        package let name: String
        /// Where the key stands.
        package let position: Position
        /// The value.
        package let value: TemplateNode
    }

    /// What the value is.
    package let kind: Kind
    /// The bytes of the value, quotes and brackets included, its tag not.
    package let range: Range<Int>
    /// The bytes of a text without its quotes; nil where they cannot be replaced in place.
    let content: Range<Int>?
    /// Where the value starts, with its tag.
    package let position: Position

    /// The scalar, where the value is one.
    package var scalar: TemplateScalar? {
        guard case .scalar(let scalar) = kind else { return nil }
        return scalar
    }

    /// The text of a scalar whose text is certain.
    package var text: String? { scalar?.text }

    /// The elements of a list.
    package var elements: [TemplateNode]? {
        guard case .sequence(let elements) = kind else { return nil }
        return elements
    }

    /// The entries of a mapping.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = kind else { return nil }
        return entries
    }

    /// The value under a key of a mapping; passes over the entries.
    package subscript(key: String) -> TemplateNode? {
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
