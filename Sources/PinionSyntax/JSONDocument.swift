/// A JSON text and the flat table of its values, which all of its nodes share.
final class JSONDocument: Sendable {
    let path: String
    let bytes: [UInt8]
    let slots: [JSONSlot]

    init(path: String, bytes: [UInt8], slots: [JSONSlot]) {
        (self.path, self.bytes, self.slots) = (path, bytes, slots)
    }
}

/// One entry of the table, in the order of the text; a key is a string entry before its value.
struct JSONSlot {
    enum Kind: UInt8 {
        case object, array, string, escapedString, number, yes, no, null
    }

    let kind: Kind
    let start: UInt32
    /// The byte after the value.
    var end: UInt32
    /// The index of the first slot after the value and everything inside it.
    var next: UInt32

    var range: Range<Int> { Int(start)..<Int(end) }

    /// The range of a string between its quotes.
    var content: Range<Int> { Int(start) + 1..<Int(end) - 1 }
}
