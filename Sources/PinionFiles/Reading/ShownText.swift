/// A text of a file made fit for a message: short, in backticks, and without characters that act on a
/// terminal or cannot be seen; those appear as `\u{…}`.
struct ShownText: CustomStringConvertible {
    static let longest = 80

    let description: String

    init(_ text: some StringProtocol) {
        var shown = "`"
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < Self.longest else {
                shown += "…"
                break
            }
            shown +=
                Self.isPlain(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        description = shown + "`"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            false
        default:
            true
        }
    }
}

/// Words as a list in a sentence: `a`, `a or b`, `a, b or c`.
func listed(_ words: [String], _ conjunction: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}
