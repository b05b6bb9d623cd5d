extension String {
    /// The text in quotation marks, with control characters made visible.
    var quoted: String { "“\(printable)”" }

    /// The text with its control characters replaced, since they could control a terminal.
    var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 }))
    }
}
