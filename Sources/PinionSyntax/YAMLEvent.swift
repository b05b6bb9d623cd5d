/// One event of libyaml with its marks mapped to bytes.
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
    /// How many properties its node has, tag and anchor; the tag `!` alone is not counted.
    let properties: Int
    /// Where the event starts, its tag or anchor included.
    let start: Position
    /// The byte after the event; for the end of a block collection, where the next thing stands.
    let end: Int
}

/// Maps libyaml's character indexes to bytes.
///
/// libyaml asks nearly in order, so moving from the last answer costs one pass in all.
struct CharacterCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let isASCII: Bool
    private var character = 0
    private var byte = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) {
        (self.bytes, self.isASCII) = (bytes, isASCII)
    }

    /// The byte at which a character starts, or the end of the text.
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
