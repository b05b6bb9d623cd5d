import PinionSyntax

extension Palette {
    /// The codes that this palette writes itself.
    private static let codes: Set<Substring> = ["0", "1", "2", "31;1", "32", "33", "35", "36"]

    /// One line with its line end, fit for a terminal whatever names and messages of others it holds.
    ///
    /// Characters that act on a terminal, line breaks among them, appear as `\u{…}`; only the palette's
    /// own colours pass.
    func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { !ShownText.isPlain($0) }) else {
            return text + "\n"
        }
        var shown = ""
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.first {
            if let colour = colour(at: rest) {
                shown += colour
                rest = rest.dropFirst(colour.unicodeScalars.count)
            } else {
                shown += ShownText(String(scalar)).description
                rest = rest.dropFirst()
            }
        }
        return shown + "\n"
    }

    /// ECMA-48, 8.3.117: `ESC [`, parameters, `m`.
    private func colour(at scalars: Substring.UnicodeScalarView) -> String? {
        guard hasColour, scalars.starts(with: "\u{1b}[".unicodeScalars) else { return nil }
        let code = Substring(scalars.dropFirst(2).prefix { $0 != "m" })
        return Self.codes.contains(code) ? "\u{1b}[\(code)m" : nil
    }
}
