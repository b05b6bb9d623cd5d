extension String {
    /// The text as a terminal may show it: `�` stands for whatever steers a terminal or turns the
    /// direction of writing.
    ///
    /// Names and reasons come from runtimes, registries and remotes; a line feed is steering too.
    var printable: String {
        guard unicodeScalars.contains(where: \.isSteering) else { return self }
        var text = UnicodeScalarView()
        for scalar in unicodeScalars { text.append(scalar.isSteering ? "\u{fffd}" : scalar) }
        return String(text)
    }

    /// Its lines, each as a terminal may show it.
    var printableLines: [String] {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
    }
}

extension CustomStringConvertible {
    /// Its text as a terminal may show it.
    var shown: String { description.printable }
}

extension Unicode.Scalar {
    fileprivate var isSteering: Bool {
        switch value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028...0x202e, 0x2066...0x2069, 0x200e...0x200f: true
        default: false
        }
    }
}
