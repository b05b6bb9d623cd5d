import PinionSyntax

/// A text as a YAML scalar on one line: plain if every reader takes it for a text, else in double
/// quotes (YAML 1.2.2, section 7.3).
package struct YAMLText: CustomStringConvertible {
    /// The scalar.
    package let description: String

    package init(_ text: String) {
        description = Self.isPlain(text) ? text : Self.quoted(text)
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, Byte.isLetter(first) || Byte.isDigit(first),
            ScalarMeaning(text, .plain) == .text, text.utf8.last != 0x3a
        else { return false }
        // YAML 1.1 takes these words for truth values.
        guard !["y", "n", "yes", "no", "on", "off"].contains(text.lowercased()) else {
            return false
        }
        return text.utf8.allSatisfy {
            Byte.isLetter($0) || Byte.isDigit($0) || ".-_/:@+=".utf8.contains($0)
        }
    }

    private static func quoted(_ text: String) -> String {
        text.unicodeScalars.reduce("\"") { $0 + escaped($1) } + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case " "..."~": return String(scalar)
        case _ where scalar.properties.isAlphabetic && scalar.value < 0xfffe: return String(scalar)
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let (letter, width) = scalar.value <= 0xffff ? ("u", 4) : ("U", 8)
            return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
        }
    }
}
