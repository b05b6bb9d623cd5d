/// A foreign text on one line: fit for a commit message, where a line of its own could pass for a trailer.
///
/// White space of any kind becomes one space; control, format (zero-width, bidirectional), private and
/// unassigned characters are dropped; what is longer than `limit` characters ends with `…`.
package func oneLine(_ text: some StringProtocol, atMost limit: Int) -> String {
    var line = ""
    var count = 0
    var isSpaceDue = false
    for scalar in text.unicodeScalars {
        let properties = scalar.properties
        if properties.isWhitespace {
            isSpaceDue = count > 0
            continue
        }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            continue
        default: break
        }
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
