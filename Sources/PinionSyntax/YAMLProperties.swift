/// The tags and anchors in front of a node: libyaml's start marks include them.
///
/// A node starts with `&` or `!` only where it has them (YAML 1.1, section 6.9).
struct YAMLProperties {
    private let source: SourceText
    private var place: Int

    init(_ source: SourceText, from start: Int) {
        self.source = source
        place = start
    }

    /// The bytes of the next property, if there is one.
    mutating func next() -> Range<Int>? {
        let bytes = source.bytes
        while place < bytes.count, bytes[place] == Byte.space || bytes[place] == Byte.tab {
            place += 1
        }
        guard place < bytes.count,
            bytes[place] == UInt8(ascii: "&") || bytes[place] == UInt8(ascii: "!")
        else { return nil }
        let start = place
        while place < bytes.count, !Self.ends(bytes[place]) { place += 1 }
        return start..<place
    }

    private static func ends(_ byte: UInt8) -> Bool {
        switch byte {
        case Byte.space, Byte.tab, Byte.carriageReturn, Byte.lineFeed, Byte.comma,
            Byte.openBrace, Byte.closeBrace, Byte.openBracket, Byte.closeBracket:
            true
        default:
            false
        }
    }
}
