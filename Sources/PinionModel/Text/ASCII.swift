/// The classes of ASCII bytes in names and numbers.
extension UInt8 {
    package var isDigit: Bool { 0x30...0x39 ~= self }
    package var isLowercase: Bool { 0x61...0x7a ~= self }
    package var isUppercase: Bool { 0x41...0x5a ~= self }
    package var isLetter: Bool { isLowercase || isUppercase }
    package var isAlphanumeric: Bool { isLetter || isDigit }
    /// Whether it is a hexadecimal digit as Pinion writes it: `0` to `9`, `a` to `f`.
    package var isHexDigit: Bool { isDigit || 0x61...0x66 ~= self }

    /// Makes the lower-case digit of a number below 16.
    init(hexDigit nibble: UInt8) { self = nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10 }

    /// The value of a lower-case hexadecimal digit; `nil` for any other byte.
    var nibble: UInt8? {
        guard isHexDigit else { return nil }
        return isDigit ? self - 0x30 : self - 0x61 + 10
    }
}

/// Reads up to 18 ASCII digits as a number; `nil` for more digits or any other byte.
func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.count <= 18, digits.allSatisfy(\.isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}
