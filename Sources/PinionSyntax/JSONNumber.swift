/// A number as JSON writes it: the digits are kept and never rounded.
package struct JSONNumber: Hashable, Sendable {
    /// The number as it is written.
    package let text: String

    /// Reads a number of RFC 8259, section 6; returns `nil` for any other text.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard let end = Self.end(of: bytes, from: 0), end == bytes.count else { return nil }
        self.text = text
    }

    package init(_ integer: Int) { text = String(integer) }

    /// Takes the bytes of a number that a scanner has checked.
    init(checked bytes: ArraySlice<UInt8>) { text = String(decoding: bytes, as: UTF8.self) }

    /// The number as an integer, if it is written as one and fits.
    package var integer: Int? { Int(text) }

    /// Returns the byte after the number that starts at a place; `nil` if no number starts there.
    static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var place = start
        if place < bytes.count, bytes[place] == UInt8(ascii: "-") { place += 1 }
        let whole = place
        guard digits(&place) else { return nil }
        if bytes[whole] == UInt8(ascii: "0"), place > whole + 1 { return nil }
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
            place += 1
            guard digits(&place) else { return nil }
        }
        if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[place]) {
                place += 1
            }
            guard digits(&place) else { return nil }
        }
        return place

        func digits(_ place: inout Int) -> Bool {
            let first = place
            while place < bytes.count, Byte.isDigit(bytes[place]) { place += 1 }
            return place > first
        }
    }
}
