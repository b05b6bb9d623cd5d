package import PinionSyntax

/// The type that other YAML readers give a scalar: the core schema (YAML 1.2, section 10.3.2).
///
/// If a text is required, a plain number or truth value is refused: `1.10` without quotes is the
/// number 1.1 to every other tool that reads the file.
package enum ScalarMeaning: Hashable {
    case text
    case null
    case truth(Bool)
    case integer(Int?)
    case decimal

    /// Finds the type of a scalar with this style.
    package init(_ value: String, _ style: YAMLNode.ScalarStyle) {
        guard style == .plain else {
            self = .text
            return
        }
        switch value {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .truth(true)
        case "false", "False", "FALSE": self = .truth(false)
        default: self = Self.number(value) ?? .text
        }
    }

    private static func number(_ value: String) -> ScalarMeaning? {
        let text = value.utf8
        guard let first = text.first, couldStartNumber(first) else { return nil }
        var digits = text[...]
        if first == 0x2b || first == 0x2d { digits = digits.dropFirst() }
        if !digits.isEmpty, digits.allSatisfy(Byte.isDigit) {
            return .integer(Int(value))
        }
        if isRadix(text, letter: "o", digits: "01234567") { return .integer(nil) }
        if isRadix(text, letter: "x", digits: "0123456789abcdefABCDEF") { return .integer(nil) }
        return isDecimal(digits) ? .decimal : nil
    }

    private static func couldStartNumber(_ byte: UInt8) -> Bool {
        Byte.isDigit(byte) || byte == 0x2b || byte == 0x2d || byte == 0x2e
    }

    private static func isRadix(_ text: String.UTF8View, letter: String, digits: String) -> Bool {
        guard text.starts(with: "0\(letter)".utf8), text.count > 2 else { return false }
        return text.dropFirst(2).allSatisfy(digits.utf8.contains)
    }

    /// Whether it is `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, `.inf` or `.nan`.
    private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(Substring(text)) {
            return true
        }
        var rest = text
        let whole = rest.prefix(while: Byte.isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.first == 0x2e {
            rest = rest.dropFirst()
            let fraction = rest.prefix(while: Byte.isDigit)
            guard !(whole.isEmpty && fraction.isEmpty) else { return false }
            rest = rest.dropFirst(fraction.count)
        } else if whole.isEmpty {
            return false
        }
        guard let exponent = rest.first else { return true }
        guard exponent == 0x65 || exponent == 0x45 else { return false }
        rest = rest.dropFirst()
        if rest.first == 0x2b || rest.first == 0x2d { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(Byte.isDigit)
    }
}

extension YAMLNode {
    /// The type of the scalar; `nil` for a collection.
    package var meaning: ScalarMeaning? {
        guard case .scalar(let value, let style) = kind else { return nil }
        return ScalarMeaning(value, style)
    }

    /// The value in words, for "`key` is …".
    package var described: String {
        switch kind {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar(let value, let style):
            switch ScalarMeaning(value, style) {
            case .null: return "empty"
            case .truth: return "the truth value \(value)"
            case .integer, .decimal: return "the number \(value)"
            case .text: return QuotedText(value).description
            }
        }
    }
}
