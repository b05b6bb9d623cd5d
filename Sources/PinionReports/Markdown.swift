/// Text from outside as Markdown shows it: letter for letter, whatever it holds.
///
/// CommonMark 0.31 section 2.4 lets a backslash stand before any ASCII punctuation. Forges look for `@team`, `#12`
/// and `!12` in what is rendered, where no escape is left, and never in code: there the sign is a code span of its own.
enum Markdown {
    /// Text in a paragraph or a list.
    static func escaped(_ text: String) -> String {
        let scalars = Array(text.printable.unicodeScalars)
        return scalars.indices.map { index in
            let scalar = scalars[index]
            let next = scalars.dropFirst(index + 1).first
            if calling.contains(scalar), next.map({ !$0.properties.isWhitespace }) ?? false {
                return "`\(scalar)`"
            }
            // A colon and a slash make an address of what is around them; a reference does not.
            if scalar == ":" || scalar == "/" || scalar == "&" { return "&#\(scalar.value);" }
            return scalar.isPunctuation ? "\\\(scalar)" : "\(scalar)"
        }.joined()
    }

    /// Text in a code span, which nothing in it can end.
    static func code(_ text: String) -> String {
        let shown = text.printable
        let fence = String(repeating: "`", count: longestRun(in: shown) + 1)
        let pad = shown.hasPrefix("`") || shown.hasSuffix("`") || shown.isEmpty ? " " : ""
        return fence + pad + shown + pad + fence
    }

    /// Lines in a block of code, which nothing in them can end.
    static func block(_ lines: [String]) -> [String] {
        let longest = lines.map(longestRun).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return [fence + "text"] + lines + [fence]
    }

    /// What calls people, issues, labels or milestones on one of the forges.
    private static let calling: Set<Unicode.Scalar> = ["@", "#", "!", "~", "%", "$", "&", "^"]

    private static func longestRun(in text: String) -> Int {
        text.split { $0 != "`" }.map(\.count).max() ?? 0
    }
}

extension Unicode.Scalar {
    /// Whether it may mean something to Markdown.
    fileprivate var isPunctuation: Bool {
        isASCII && value > 0x20 && value < 0x7f && !properties.isAlphabetic
            && properties.numericType == nil && !",;?'".unicodeScalars.contains(self)
    }
}
