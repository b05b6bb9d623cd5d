/// Returns untrusted text on one line: a second line could pass for a trailer of a commit.
///
/// White space of any kind becomes one space; control, format (zero-width, bidirectional), private
/// and unassigned characters are dropped; text longer than `limit` characters ends with `…`.
package func oneLine(_ text: some StringProtocol, atMost limit: Int) -> String {
    var line = ""
    var count = 0
    var isSpaceDue = false
    for scalar in text.unicodeScalars {
        if scalar.properties.isWhitespace {
            isSpaceDue = count > 0
            continue
        }
        guard scalar.isShown else { continue }
        guard count + (isSpaceDue ? 2 : 1) <= limit else { return line + "…" }
        if isSpaceDue {
            line += " "
            count += 1
            isSpaceDue = false
        }
        line.unicodeScalars.append(scalar)
        count += 1
    }
    return line
}

extension Unicode.Scalar {
    /// Whether the character is visible and has no other effect.
    var isShown: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            false
        default: true
        }
    }
}
