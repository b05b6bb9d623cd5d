/// A text in the styles in which a YAML scalar can be written on one line.
struct YAMLScalarText {
    private let value: String

    init(_ value: String) { self.value = value }

    /// The text plain, or else in double quotes.
    var text: String { plain ?? double }

    /// The text without quotes; `nil` where it would read otherwise, or as `null`.
    ///
    /// What it gives is safe in a block and in brackets alike, as a value and as a key.
    var plain: String? {
        guard let first = value.utf8.first, let last = value.utf8.last, isPrintable,
            first != Byte.space, last != Byte.space, last != Byte.colon,
            !Self.indicators.contains(first), !Self.nulls.contains(value),
            !value.hasPrefix("---"), !value.hasPrefix("...")
        else { return nil }
        var previous: UInt8 = 0
        for byte in value.utf8 {
            switch byte {
            case Byte.comma, Byte.openBrace, Byte.closeBrace, Byte.openBracket, Byte.closeBracket,
                Byte.tab:
                return nil
            case Byte.space where previous == Byte.colon: return nil
            case UInt8(ascii: "#") where previous == Byte.space: return nil
            default: previous = byte
            }
        }
        return value
    }

    /// The text in single quotes; `nil` where it holds a line end or a character to be escaped.
    var single: String? {
        guard isPrintable else { return nil }
        return "'"
            + value.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "''") + "'"
    }

    /// The text in double quotes; every text can be written so (YAML 1.1, section 5.7).
    var double: String {
        var written = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": written += "\\\""
            case "\\": written += "\\\\"
            case "\n": written += "\\n"
            case "\r": written += "\\r"
            case "\t": written += "\\t"
            case _ where Self.isPrintable(scalar): written.unicodeScalars.append(scalar)
            default: written += Self.escaped(scalar)
            }
        }
        return written + "\""
    }

    private static let indicators = Set("-?:,[]{}#&*!|>'\"%@`=".utf8)
    private static let nulls: Set<String> = ["~", "null", "Null", "NULL"]

    private var isPrintable: Bool { value.unicodeScalars.allSatisfy(Self.isPrintable) }

    /// Printable on one line (YAML 1.1, section 5.1), and not a byte-order mark or line separator.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            true
        default:
            false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = scalar.value <= 0xFF ? 2 : 4
        let zeros = String(repeating: "0", count: max(0, width - digits.count))
        return (width == 2 ? "\\x" : "\\u") + zeros + digits
    }
}
