extension String {
    /// The text between quotation marks, with control characters made visible.
    var quoted: String { "“\(printable)”" }

    /// The text without control characters, which could command a terminal.
    var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 }))
    }
}
