/// A whole number with any number of digits; leading zeros are ignored.
package struct Numeral: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let digits: [UInt8]

    /// Reads ASCII digits; `nil` if there are none, or if any other byte occurs.
    package init?(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty, bytes.allSatisfy(\.isDigit) else { return nil }
        digits = Array(bytes.drop { $0 == 0x30 })
    }

    private init(significant digits: [UInt8]) { self.digits = digits }

    package var isZero: Bool { digits.isEmpty }

    /// The next number.
    package var successor: Numeral {
        var digits = digits
        for index in digits.indices.reversed() {
            guard digits[index] == 0x39 else {
                digits[index] += 1
                return Numeral(significant: digits)
            }
            digits[index] = 0x30
        }
        return Numeral(significant: [0x31] + digits)
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
