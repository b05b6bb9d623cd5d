/// A scan of a node's tag and anchor, which libyaml's start marks include.
///
/// A node starts with `&` or `!` only if it has properties (YAML 1.1, section 6.9).
struct YAMLProperties {
    private let source: SourceText
    /// The byte after the last property read.
    private(set) var place: Int

    init(_ source: SourceText, from start: Int) { (self.source, place) = (source, start) }

    /// Returns the bytes of the next property on this line or, if `anywhere`, on a later one.
    mutating func next(anywhere: Bool) -> Range<Int>? {
        let bytes = source.bytes
        let start = source.nextToken(from: place)
        guard start < bytes.count, Self.start(bytes[start]),
            anywhere || !bytes[place..<start].contains(Byte.lineFeed)
        else { return nil }
        place = start
        while place < bytes.count, !Self.ends(bytes[place]) { place += 1 }
        return start..<place
    }

    /// Whether a byte starts a property.
    static func start(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!")
    }

    private static func ends(_ byte: UInt8) -> Bool {
        switch byte {
        case Byte.space, Byte.tab, Byte.carriageReturn, Byte.lineFeed, Byte.comma,
            Byte.openBrace, Byte.closeBrace, Byte.openBracket, Byte.closeBracket:
            true
        default: false
        }
    }
}
