/// A whole number with any number of digits; leading zeros are ignored.
package struct Numeral: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let digits: [UInt8]

    /// Reads ASCII digits; `nil` if there are none, or if any other byte occurs.
    package init?(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty, bytes.allSatisfy(\.isDigit) else { return nil }
        digits = Array(bytes.drop { $0 == 0x30 })
    }

    /// The digits without leading zeros.
    package var description: String {
        digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self)
    }

    /// Orders by value.
    package static func < (one: Numeral, other: Numeral) -> Bool {
        guard one.digits.count == other.digits.count else {
            return one.digits.count < other.digits.count
        }
        return one.digits.lexicographicallyPrecedes(other.digits)
    }
}
