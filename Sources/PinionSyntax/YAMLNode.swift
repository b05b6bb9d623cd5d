/// A value of a YAML text, with its place in the text.
///
/// A scalar is its text, whatever type YAML gives it. An alias is replaced by its value, and merged
/// entries follow the mapping's own.
package struct YAMLNode: Hashable, Sendable {
    /// The kind of a value, with its contents in source order.
    package enum Kind: Hashable, Sendable {
        /// The unescaped text and the way it is written.
        case scalar(String, ScalarStyle)
        /// The elements of a list.
        case sequence([YAMLNode])
        /// The entries of a mapping; keys are scalars, and no two are the same.
        case mapping([Entry])
    }

    /// The way a scalar is written.
    package enum ScalarStyle: Hashable, Sendable {
        /// Without quotes; also the empty text of a missing value.
        case plain
        /// In single quotes.
        case single
        /// In double quotes.
        case double
        /// As a block scalar after `|`.
        case literal
        /// As a block scalar after `>`.
        case folded
    }

    /// A key of a mapping and its value.
    package struct Entry: Hashable, Sendable {
        /// The key, which is always a scalar.
        package let key: YAMLNode
        package let value: YAMLNode

        /// The text of the key.
        package var name: String { key.scalar ?? "" }
    }

    /// The kind and contents of the value.
    package let kind: Kind
    /// The tag as it is written, such as `!Ref`.
    package let tag: String?
    /// The bytes of the value without its tag and anchor; of an aliased value, those at the anchor.
    ///
    /// Quotes and brackets are included. A block collection extends from its first key or dash to
    /// the end of its last value.
    package let range: Range<Int>
    /// The start of the value, including its tag or anchor.
    package let position: Position
    /// Whether the value is a collection in brackets or braces, or the single pair of `[a: b]`.
    package let isFlow: Bool
    /// The bytes of the only line of text of a block scalar that is that line and no line end.
    var blockLine: Range<Int>?
    /// The bytes of the alias that leads to the value, such as `*base`, also through a merge key.
    package var alias: Range<Int>?

    /// The bytes of a scalar between its quotes, or of the one line of a block scalar; `nil` for a
    /// block scalar of several lines or with a line end, and for an empty value.
    ///
    /// Another text on one line that does not start with a space may be written there: behind `|-`
    /// and `>-` a line is its own value (YAML 1.2.2, section 8.1), as js-yaml writes long texts.
    package var content: Range<Int>? {
        switch kind {
        case .scalar(_, .literal), .scalar(_, .folded): blockLine
        case .scalar(_, .plain) where !range.isEmpty: range
        case .scalar(_, .single), .scalar(_, .double): range.lowerBound + 1..<range.upperBound - 1
        case .scalar, .sequence, .mapping: nil
        }
    }

    /// The byte after the value where it is used, which may be the byte after its alias.
    var end: Int { (alias ?? range).upperBound }

    /// Whether the value is a block scalar, whose text is below an indicator such as `>-`.
    package var isBlockScalar: Bool {
        switch kind {
        case .scalar(_, .literal), .scalar(_, .folded): true
        case .scalar, .sequence, .mapping: false
        }
    }

    /// The text of a scalar; `nil` for other values.
    package var scalar: String? {
        guard case .scalar(let value, _) = kind else { return nil }
        return value
    }

    /// The elements of a sequence; `nil` for other values.
    package var elements: [YAMLNode]? {
        guard case .sequence(let elements) = kind else { return nil }
        return elements
    }

    /// The entries of a mapping; `nil` for other values.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = kind else { return nil }
        return entries
    }

    /// Whether the value is missing or an unquoted `null` (YAML 1.2 core schema).
    package var isNull: Bool {
        guard case .scalar(let value, .plain) = kind else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(value)
    }

    /// The value of a mapping's key, found by searching the entries.
    package subscript(key: String) -> YAMLNode? {
        entries?.first { $0.name == key }?.value
    }

    /// The kind of the value in words, for messages: "a mapping", "a list", "nothing" or "a text".
    package var noun: String {
        switch kind {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar: isNull ? "nothing" : "a text"
        }
    }
}
