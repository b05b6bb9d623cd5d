/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// Reads the escape that starts at a backslash; returns its character and the byte after it.
    ///
    /// - Returns: `nil` for an unknown escape and for a lone surrogate.
    static func read(_ bytes: ArraySlice<UInt8>, at start: Int)
        -> (scalar: Unicode.Scalar, end: Int)?
    {
        guard start + 1 < bytes.endIndex else { return nil }
        let simple: Unicode.Scalar
        switch bytes[start + 1] {
        case Byte.quote: simple = "\""
        case Byte.backslash: simple = "\\"
        case UInt8(ascii: "/"): simple = "/"
        case UInt8(ascii: "b"): simple = "\u{8}"
        case UInt8(ascii: "f"): simple = "\u{C}"
        case UInt8(ascii: "n"): simple = "\n"
        case UInt8(ascii: "r"): simple = "\r"
        case UInt8(ascii: "t"): simple = "\t"
        case UInt8(ascii: "u"): return unicode(bytes, at: start)
        default: return nil
        }
        return (simple, start + 2)
    }

    private static func unicode(_ bytes: ArraySlice<UInt8>, at start: Int)
        -> (scalar: Unicode.Scalar, end: Int)?
    {
        guard let first = unit(bytes, at: start) else { return nil }
        if let scalar = Unicode.Scalar(first) { return (scalar, start + 6) }
        guard UTF16.isLeadSurrogate(first), let second = unit(bytes, at: start + 6),
            UTF16.isTrailSurrogate(second)
        else { return nil }
        let code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        return Unicode.Scalar(code).map { ($0, start + 12) }
    }

    /// Reads the UTF-16 code unit of a `\u` escape.
    private static func unit(_ bytes: ArraySlice<UInt8>, at start: Int) -> UInt16? {
        guard start + 6 <= bytes.endIndex, bytes[start] == Byte.backslash,
            bytes[start + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[start + 2..<start + 6] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Returns the bytes of a valid string with its escapes replaced.
    static func unescaped(_ content: ArraySlice<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(content.count)
        var place = content.startIndex
        while place < content.endIndex {
            if content[place] == Byte.backslash, let escape = read(content, at: place) {
                plain += UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter
                place = escape.end
            } else {
                plain.append(content[place])
                place += 1
            }
        }
        return plain
    }

    /// Returns the text of a valid string.
    static func decoded(_ content: ArraySlice<UInt8>) -> String {
        String(decoding: unescaped(content), as: UTF8.self)
    }
}
