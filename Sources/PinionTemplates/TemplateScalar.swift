import PinionSyntax

/// A value of a template that is neither a list nor a mapping.
enum TemplateScalar: Hashable, Sendable {
    /// A text; or a number or truth value that CloudFormation reads in only one way.
    case text(String)
    /// An unquoted text that YAML 1.1 or JSON reads as a number or truth value, and that
    /// CloudFormation may write differently: `1.10` becomes 1.1, `yes` becomes true.
    case ambiguous(String)
    /// An empty value or `null`.
    case nothing

    /// The text; `nil` if it may be read in another form.
    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// Reads an unquoted YAML scalar (YAML 1.1, "Language-Independent Types").
    init(plain text: String) {
        if ["", "~", "null", "Null", "NULL"].contains(text) {
            self = .nothing
        } else if Self.words.contains(text.lowercased()) || Self.mayChangeForm(text) {
            self = .ambiguous(text)
        } else {
            self = .text(text)
        }
    }

    /// Lower-case `true` and `false` are missing: they are written back in the same form.
    private static let words: Set<String> = ["yes", "no", "on", "off", "y", "n"]

    /// Whether YAML reads a number or truth value here that may be written in another form.
    ///
    /// An integer or decimal without leading or trailing zeros keeps its form.
    private static func mayChangeForm(_ text: String) -> Bool {
        let lower = text.lowercased()
        if lower != text, ["true", "false"].contains(lower) { return true }
        if [".inf", "-.inf", "+.inf", ".nan"].contains(lower) { return true }
        let digits = lower.drop { $0 == "-" || $0 == "+" }
        guard let first = digits.utf8.first, Byte.isDigit(first) || first == UInt8(ascii: ".")
        else { return false }
        if lower.hasPrefix("+") { return isNumeric(digits) }
        return isNumeric(digits) && !isCanonical(digits)
    }

    /// Whether YAML 1.1 may read the text as a number, also hexadecimal, in base 60 or with `e`.
    private static func isNumeric(_ digits: Substring) -> Bool {
        if digits.hasPrefix("0x") || digits.hasPrefix("0b") || digits.hasPrefix("0o") {
            return digits.dropFirst(2).utf8.allSatisfy {
                Byte.isDigit($0) || (0x61...0x66).contains($0) || $0 == 0x5f
            }
        }
        var rest = digits.utf8.filter { $0 != UInt8(ascii: "_") }[...]
        guard rest.contains(where: Byte.isDigit) else { return false }
        rest = rest.drop { Byte.isDigit($0) || $0 == UInt8(ascii: ":") }
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop(while: Byte.isDigit) }
        if rest.first == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
                rest = rest.dropFirst()
            }
            return rest.allSatisfy(Byte.isDigit)
        }
        return rest.isEmpty
    }

    /// Whether every parser would write the number back in the same form.
    private static func isCanonical(_ digits: Substring) -> Bool {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, digits.utf8.count <= 15,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Byte.isDigit) })
        else { return false }
        let hasZeroInFront = parts[0].count > 1 && parts[0].hasPrefix("0")
        let hasZeroBehind = parts.count == 2 && parts[1].hasSuffix("0")
        return !hasZeroInFront && !hasZeroBehind
    }
}
