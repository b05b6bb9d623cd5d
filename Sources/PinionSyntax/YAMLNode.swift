/// A value of a YAML text that knows its bytes.
///
/// A scalar is its text, whatever YAML would make of it. In the place of an alias stands the value
/// that it stands for, and merged keys stand behind the mapping's own.
package struct YAMLNode: Hashable, Sendable {
    /// What a value is, with what it holds in source order.
    package enum Kind: Hashable, Sendable {
        /// A text, unescaped, and how it is written.
        case scalar(String, ScalarStyle)
        /// A list.
        case sequence([YAMLNode])
        /// Keys with their values; keys are scalars, and no two are the same.
        case mapping([Entry])
    }

    /// How a scalar is written.
    package enum ScalarStyle: Hashable, Sendable {
        /// Without quotes; also the empty text of a key without a value.
        case plain
        /// In single quotes.
        case single
        /// In double quotes.
        case double
        /// As a block after `|`.
        case literal
        /// As a block after `>`.
        case folded
    }

    /// One key of a mapping with its value.
    package struct Entry: Hashable, Sendable {
        /// The key, always a scalar.
        package let key: YAMLNode
        package let value: YAMLNode

        /// The text of the key.
        package var name: String { key.scalar ?? "" }
    }

    /// What the value is.
    package let kind: Kind
    /// Its tag as it is written, such as `!Ref`.
    package let tag: String?
    /// The bytes of the value without its tag and anchor; where an alias leads to it, at the
    /// anchor.
    ///
    /// Quotes and brackets are included. A block collection goes from its first key or dash to the
    /// end of its last value.
    package let range: Range<Int>
    /// Where the value starts, with its tag or anchor.
    package let position: Position
    /// Whether the value is a collection in flow style.
    ///
    /// That is in brackets, or the single pair of `[a: b]`.
    package let isFlow: Bool
    /// The bytes of the alias, such as `*base`, that led to the value, also through a merge key.
    package var alias: Range<Int>?

    /// The bytes of a scalar between its quotes; nil for a block of text, which has no such bytes,
    /// and where nothing is written.
    package var content: Range<Int>? {
        switch kind {
        case .scalar(_, .plain) where !range.isEmpty: range
        case .scalar(_, .single), .scalar(_, .double): range.lowerBound + 1..<range.upperBound - 1
        case .scalar, .sequence, .mapping: nil
        }
    }

    /// The byte after the value where it is used: after the alias, if one stands for it.
    var end: Int { (alias ?? range).upperBound }

    /// The text of a scalar.
    package var scalar: String? {
        guard case .scalar(let value, _) = kind else { return nil }
        return value
    }

    /// The elements of a sequence.
    package var elements: [YAMLNode]? {
        guard case .sequence(let elements) = kind else { return nil }
        return elements
    }

    /// The entries of a mapping.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = kind else { return nil }
        return entries
    }

    /// Whether the value is missing or says `null` without quotes (YAML 1.2 core schema).
    package var isNull: Bool {
        guard case .scalar(let value, .plain) = kind else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(value)
    }

    /// The value under a key of a mapping; passes over the entries.
    package subscript(key: String) -> YAMLNode? {
        entries?.first { $0.name == key }?.value
    }

    /// What the value is in words, for messages: "a mapping", "a list", "nothing" or "a text".
    package var noun: String {
        switch kind {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar: isNull ? "nothing" : "a text"
        }
    }
}
