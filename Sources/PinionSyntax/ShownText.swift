/// A text from outside, made safe for a message: short, and unable to control a terminal.
///
/// Control, format (zero-width, bidirectional) and separator characters appear as `\u{…}`.
package struct ShownText: CustomStringConvertible {
    /// The text as shown.
    package let description: String

    /// Makes a text safe; one that is too long is cut off and ends with `…`.
    package init(_ text: some StringProtocol, longest: Int = 64) {
        var shown = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < longest else {
                shown += "…"
                break
            }
            shown +=
                Self.isPlain(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        description = shown
    }

    /// Makes each line of a text safe and keeps its full length, for messages of several lines.
    package static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { ShownText($0, longest: .max).description }
            .joined(separator: "\n")
    }

    /// Whether a character is printable and has no other effect.
    package static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            false
        default: true
        }
    }
}
