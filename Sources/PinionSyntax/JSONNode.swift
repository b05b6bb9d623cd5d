/// A value of a JSON text, with its place in the text.
///
/// A node is a view into the text that all of its nodes share, so it is cheap to copy. Strings are
/// unescaped on access, and looking up a key searches the members of its object.
package struct JSONNode: Sendable {
    /// The kind of a value, with its contents in source order.
    package enum Kind: Sendable {
        /// The members in source order, no two with the same key.
        case object([Member])
        /// The elements in order.
        case array([JSONNode])
        /// The unescaped text.
        case string(String)
        /// The number as it is written.
        case number(JSONNumber)
        /// `true` or `false`.
        case bool(Bool)
        /// `null`.
        case null
    }

    /// One member of an object.
    package struct Member: Sendable {
        /// The unescaped key.
        package let key: String
        /// The bytes of the key with its quotes.
        package let keyRange: Range<Int>
        package let value: JSONNode
    }

    let document: JSONDocument
    let index: Int

    var slot: JSONSlot { document.slots[index] }

    /// The bytes of the value in its text, with quotes and brackets.
    package var range: Range<Int> { slot.range }

    /// The name of the text in messages.
    package var path: String { document.path }

    /// The position of the value's first byte.
    package var position: Position { position(at: range.lowerBound) }

    /// Returns the position of a byte of the text; counts the lines before it on every call.
    package func position(at offset: Int) -> Position {
        Position(offset: offset, in: document.bytes)
    }

    /// The bytes of a string between its quotes; `nil` for other values.
    package var content: Range<Int>? {
        slot.kind == .string || slot.kind == .escapedString ? slot.content : nil
    }

    /// The bytes of the value as it is written.
    package var source: ArraySlice<UInt8> { document.bytes[range] }

    /// The kind and contents of the value; unescapes and collects one level.
    package var kind: Kind {
        switch slot.kind {
        case .object: .object(collectedMembers())
        case .array: .array(collectedElements())
        case .string, .escapedString: .string(text)
        case .number: .number(JSONNumber(checked: source))
        case .yes: .bool(true)
        case .no: .bool(false)
        case .null: .null
        }
    }

    /// The text of a string; `nil` for other values.
    package var string: String? {
        slot.kind == .string || slot.kind == .escapedString ? text : nil
    }

    /// The digits of a number; `nil` for other values.
    package var number: JSONNumber? {
        slot.kind == .number ? JSONNumber(checked: source) : nil
    }

    /// The value of a number that is written as an integer and fits; otherwise `nil`.
    package var int: Int? { number?.integer }

    /// The value of `true` or `false`; otherwise `nil`.
    package var bool: Bool? {
        switch slot.kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }

    package var array: [JSONNode]? { slot.kind == .array ? collectedElements() : nil }

    package var members: [Member]? { slot.kind == .object ? collectedMembers() : nil }

    /// Whether the value is `null`, which an absent value is not.
    package var isNull: Bool { slot.kind == .null }

    /// The value of an object's key; `nil` for every other kind of value.
    package subscript(key: String) -> JSONNode? {
        guard slot.kind == .object else { return nil }
        var place = index + 1
        let end = Int(slot.next)
        while place < end {
            let value = JSONNode(document: document, index: place + 1)
            if isKey(place, key) { return value }
            place = Int(value.slot.next)
        }
        return nil
    }

    private func isKey(_ place: Int, _ key: String) -> Bool {
        let slot = document.slots[place]
        let content = document.bytes[slot.content]
        return slot.kind == .escapedString
            ? JSONEscapes.unescaped(content).elementsEqual(key.utf8)
            : content.count == key.utf8.count && content.elementsEqual(key.utf8)
    }

    private var text: String { Self.text(of: slot, in: document) }

    private static func text(of slot: JSONSlot, in document: JSONDocument) -> String {
        let content = document.bytes[slot.content]
        return slot.kind == .escapedString
            ? JSONEscapes.decoded(content) : String(decoding: content, as: UTF8.self)
    }

    private func collectedElements() -> [JSONNode] {
        var elements: [JSONNode] = []
        var place = index + 1
        while place < Int(slot.next) {
            let element = JSONNode(document: document, index: place)
            elements.append(element)
            place = Int(element.slot.next)
        }
        return elements
    }

    private func collectedMembers() -> [Member] {
        var members: [Member] = []
        var place = index + 1
        while place < Int(slot.next) {
            let key = document.slots[place]
            let value = JSONNode(document: document, index: place + 1)
            members.append(
                Member(key: Self.text(of: key, in: document), keyRange: key.range, value: value))
            place = Int(value.slot.next)
        }
        return members
    }
}
