/// A value of a JSON text that knows its bytes.
///
/// A node is a view into the text that all nodes of it share; strings are unescaped on access.
/// Cheap to pass about; looking a key up passes over the members of its object.
package struct JSONNode: Sendable {
    /// What a value is, with what it holds in source order.
    package enum Kind: Sendable {
        /// Members in source order, no two with the same key.
        case object([Member])
        /// Elements in order.
        case array([JSONNode])
        /// A text, unescaped.
        case string(String)
        /// A number as it is written.
        case number(JSONNumber)
        /// `true` or `false`.
        case bool(Bool)
        /// `null`.
        case null
    }

    /// One member of an object.
    package struct Member: Sendable {
        /// The key, unescaped.
        package let key: String
        /// The bytes of the key with its quotes.
        package let keyRange: Range<Int>
        /// The value.
        package let value: JSONNode
    }

    let document: JSONDocument
    let index: Int

    var slot: JSONSlot { document.slots[index] }

    /// The bytes of the value in its text, quotes and brackets included.
    package var range: Range<Int> { slot.range }

    /// What its text is called in messages.
    package var path: String { document.path }

    /// Where the value starts.
    package var position: Position { position(at: range.lowerBound) }

    /// Where a byte of its text stands; reads everything before it.
    package func position(at offset: Int) -> Position {
        Position(offset: offset, in: document.bytes)
    }

    /// The bytes of a string between its quotes.
    package var content: Range<Int>? {
        slot.kind == .string || slot.kind == .escapedString ? slot.content : nil
    }

    /// The value as it is written.
    package var source: ArraySlice<UInt8> { document.bytes[range] }

    /// What the value is; unescapes and collects one level.
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

    /// The text of a string.
    package var string: String? {
        slot.kind == .string || slot.kind == .escapedString ? text : nil
    }

    /// The digits of a number.
    package var number: JSONNumber? {
        slot.kind == .number ? JSONNumber(checked: source) : nil
    }

    /// The value of a number that is written as an integer and fits.
    package var int: Int? { number?.integer }

    /// The value of `true` or `false`.
    package var bool: Bool? {
        switch slot.kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }

    /// The elements of an array.
    package var array: [JSONNode]? { slot.kind == .array ? collectedElements() : nil }

    /// The members of an object.
    package var members: [Member]? { slot.kind == .object ? collectedMembers() : nil }

    /// Whether the value is `null`; an absent value is none at all.
    package var isNull: Bool { slot.kind == .null }

    /// The value under a key of an object; `nil` for every other kind of value.
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
