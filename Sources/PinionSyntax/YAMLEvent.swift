/// One libyaml event, with its marks converted to byte offsets.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd
        case documentStart(hasDirectives: Bool)
        case documentEnd
        case alias
        case scalar(String, YAMLNode.ScalarStyle)
        case sequenceStart(isFlow: Bool)
        case mappingStart(isFlow: Bool)
        case sequenceEnd, mappingEnd
    }

    let kind: Kind
    /// The number of properties (tag and anchor) of its node; the tag `!` alone is not counted.
    let properties: Int
    /// The start of the event, including its tag or anchor.
    let start: Position
    /// The byte after the event; for the end of a block collection, the start of what follows.
    let end: Int
}

/// Converts libyaml's character indexes to byte offsets.
///
/// libyaml's indexes come nearly in order, so moving on from the last one takes about one pass.
struct CharacterCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let isASCII: Bool
    private var character = 0
    private var byte = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) {
        (self.bytes, self.isASCII) = (bytes, isASCII)
    }

    /// Returns the byte at which a character starts, or the end of the text.
    mutating func byte(ofCharacter index: Int) -> Int {
        if isASCII { return min(index, bytes.count) }
        while character < index, byte < bytes.count {
            byte += 1
            while byte < bytes.count, Byte.isContinuation(bytes[byte]) { byte += 1 }
            character += 1
        }
        while character > index, byte > 0 {
            byte -= 1
            while byte > 0, Byte.isContinuation(bytes[byte]) { byte -= 1 }
            character -= 1
        }
        return byte
    }
}
