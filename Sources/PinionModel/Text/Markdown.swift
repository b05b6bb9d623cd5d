/// Renders foreign text in Markdown literally, whatever it contains.
///
/// By CommonMark 0.31, section 2.4, a backslash may precede any ASCII punctuation. Forges search
/// the rendered text, which has no escapes left, for `@team`, `#12` and `!12`, but not in code: so
/// these signs become a code span. Control and bidirectional characters appear as `\u{…}`.
package enum Markdown {
    /// Returns text for a paragraph, a list or a table's cell.
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

    /// Returns text in a code span, which it cannot end; but a `|` in it would end a table's cell.
    package static func code(_ text: String) -> String {
        let shown = printable(text)
        let fence = String(repeating: "`", count: longestRun(in: shown) + 1)
        let pad = shown.hasPrefix("`") || shown.hasSuffix("`") || shown.isEmpty ? " " : ""
        return fence + pad + shown + pad + fence
    }

    /// Returns lines in a code block, which nothing in them can end.
    package static func block(_ lines: [String]) -> [String] {
        let longest = lines.map(longestRun).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return [fence + "text"] + lines + [fence]
    }

    /// The signs by which some forge mentions users, issues, labels or milestones.
    private static let calling: Set<Unicode.Scalar> = ["@", "#", "!", "~", "%", "$", "&", "^"]

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        // A colon and a slash make a link, and a bar ends a cell; character references do neither.
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
    /// Whether Markdown may give the character a meaning.
    fileprivate var isPunctuation: Bool {
        isASCII && value > 0x20 && value < 0x7f && !properties.isAlphabetic
            && properties.numericType == nil && !",;?'".unicodeScalars.contains(self)
    }
}
