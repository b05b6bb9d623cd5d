/// Text from outside as Markdown shows it: letter for letter, whatever it holds.
///
/// CommonMark 0.31 section 2.4 lets a backslash stand before any ASCII punctuation. Forges look for
/// `@team`, `#12` and `!12` in what is rendered, where no escape is left, and never in code: there
/// the signs are a code span of their own. What steers a terminal, or turns the direction of
/// writing, appears as `\u{…}`.
package enum Markdown {
    /// Text in a paragraph, a list or a table's cell.
    package static func escaped(_ text: String) -> String {
        var escaped = ""
        var rest = scalars(of: text)[...]
        while let scalar = rest.first {
            let signs = rest.prefix(while: calling.contains)
            if let next = rest.dropFirst(signs.count).first, !signs.isEmpty,
                !next.properties.isWhitespace
            {
                escaped += "`" + signs.map { "\($0)" }.joined() + "`"
                rest = rest.dropFirst(signs.count)
            } else {
                escaped += Self.escaped(scalar)
                rest = rest.dropFirst()
            }
        }
        return escaped
    }

    /// Text in a code span, which nothing in it can end; a `|` in it would end a table's cell.
    package static func code(_ text: String) -> String {
        let shown = printable(text)
        let fence = String(repeating: "`", count: longestRun(in: shown) + 1)
        let pad = shown.hasPrefix("`") || shown.hasSuffix("`") || shown.isEmpty ? " " : ""
        return fence + pad + shown + pad + fence
    }

    /// Lines in a block of code, which nothing in them can end.
    package static func block(_ lines: [String]) -> [String] {
        let longest = lines.map(longestRun).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return [fence + "text"] + lines + [fence]
    }

    /// What calls people, issues, labels or milestones on one of the forges.
    private static let calling: Set<Unicode.Scalar> = ["@", "#", "!", "~", "%", "$", "&", "^"]

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        // A colon and a slash make an address of what is around them, and a bar ends a cell; a
        // reference does neither.
        case ":", "/", "&", "|": "&#\(scalar.value);"
        default: scalar.isPunctuation ? "\\\(scalar)" : "\(scalar)"
        }
    }

    private static func printable(_ text: String) -> String {
        scalars(of: text).reduce(into: "") { $0.unicodeScalars.append($1) }
    }

    private static func scalars(of text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.flatMap { scalar in
            scalar.isShown
                ? [scalar] : Array("\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
        }
    }

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
