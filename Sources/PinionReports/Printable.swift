import PinionSyntax

extension String {
    /// The text as a terminal may show it: what steers a terminal, or turns the direction of writing,
    /// appears as `\u{…}`.
    ///
    /// Names and reasons come from runtimes, registries and remotes; a line feed is steering too.
    var printable: String { ShownText(self, longest: .max).description }

    /// Its lines, each as a terminal may show it.
    var printableLines: [String] {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
    }
}

extension CustomStringConvertible {
    /// Its text as a terminal may show it.
    var shown: String { description.printable }
}
