/// A foreign text made fit for a message: short, and without characters that act on a terminal.
///
/// Control, format (zero-width, bidirectional) and separator characters appear as `\u{…}`.
struct ShownText: CustomStringConvertible {
    static let longest = 64

    let description: String

    init(_ text: String) {
        var shown = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < Self.longest else {
                shown += "…"
                break
            }
            shown +=
                Self.isPlain(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        description = shown
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
