/// Texts shortened to the lengths that a forge accepts.
///
/// Forges count characters in different ways. UTF-16 units are counted here, of which there are
/// never fewer than of Unicode scalars. No character is ever split.
enum FittedText {
    /// The note at the end of a body that was cut.
    static let note = "*The rest is left out: it is longer than the forge takes.*"

    /// Returns one line; a longer one is cut and ends with `…`.
    static func line(
        _ text: String, longest: Int, count: (Character) -> Int = { $0.utf16.count }
    ) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ").trimmed
        guard line.reduce(0, { $0 + count($1) }) > longest else { return line }
        return prefix(of: line, longest: longest - count("…"), count: count) + "…"
    }

    /// Returns Markdown; a longer text is cut at the end of a line, and a note says so.
    ///
    /// An open block of code or `<details>` is closed; an open comment is left out.
    static func markdown(_ text: String, longest: Int) -> String {
        guard text.utf16.count > longest else { return text }
        var room = longest - note.utf16.count - 200
        var lines: [Substring] = []
        var outline = MarkdownOutline()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            room -= line.utf16.count + 1
            guard room >= 0 else { break }
            lines.append(line)
            outline.read(line)
        }
        if lines.isEmpty, let first = text.split(separator: "\n").first {
            let part = prefix(of: String(first), longest: longest - note.utf16.count - 200)
            return "\(part)…\n\n\(note)\n"
        }
        if let start = outline.commentStart { lines = Array(lines.prefix(start)) }
        return (lines.map(String.init) + outline.ends + ["", note, ""]).joined(separator: "\n")
    }

    /// Returns Markdown in which no line outside code begins with `/`, and that looks the same.
    static func withoutCommands(_ text: String) -> String {
        var outline = MarkdownOutline()
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let isText = outline.fence == nil
            outline.read(line)
            return isText && line.hasPrefix("/") ? "\\" + line : String(line)
        }
        .joined(separator: "\n")
    }

    /// Returns Markdown without HTML, which Bitbucket shows as text; comments become unused links.
    static func withoutMarkup(_ text: String) -> String {
        var outline = MarkdownOutline()
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let isText = outline.fence == nil
            outline.read(line)
            guard isText else { return String(line) }
            if line.hasPrefix("<!-- "), line.hasSuffix(" -->") {
                return "[//]: # (\(line.dropFirst(5).dropLast(4)))"
            }
            return line.split(separator: "<br>", omittingEmptySubsequences: false)
                .joined(separator: ", ")
        }
        .joined(separator: "\n")
    }

    private static func prefix(
        of text: String, longest: Int, count: (Character) -> Int = { $0.utf16.count }
    ) -> String {
        var left = longest
        return String(
            text.prefix { character in
                left -= count(character)
                return left >= 0
            })
    }
}

/// The open blocks after some lines of Markdown (CommonMark, "Fenced code blocks", "HTML blocks").
struct MarkdownOutline {
    /// The fence of the open block of code.
    private(set) var fence: Substring?
    /// The index of the line where the open comment begins.
    private(set) var commentStart: Int?
    private var details = 0
    private var count = 0

    /// The lines that close the open blocks.
    var ends: [String] {
        (fence.map { [String($0)] } ?? [])
            + (details > 0 ? [""] + Array(repeating: "</details>", count: min(details, 10)) : [])
    }

    /// Reads the next line.
    mutating func read(_ line: Substring) {
        defer { count += 1 }
        let text = line.drop { $0 == " " }
        let run = text.prefix { $0 == "`" || $0 == "~" }
        if let open = fence {
            let isEnd = run.count >= open.count && run.first == open.first
            if isEnd, text.dropFirst(run.count).allSatisfy(\.isWhitespace) { fence = nil }
            return
        }
        if run.count >= 3, commentStart == nil {
            fence = run
            return
        }
        if commentStart != nil || line.utf8.contains(UInt8(ascii: "<")) { readMarkup(line) }
    }

    private mutating func readMarkup(_ line: Substring) {
        var rest = line
        while !rest.isEmpty {
            if commentStart != nil {
                guard let end = rest.firstRange(of: "-->") else { return }
                commentStart = nil
                rest = rest[end.upperBound...]
            } else if rest.hasPrefix("<!--") {
                commentStart = count
                rest = rest.dropFirst(4)
            } else {
                if rest.hasPrefix("<details") { details += 1 }
                if rest.hasPrefix("</details>") { details = max(details - 1, 0) }
                rest = rest.dropFirst()
            }
        }
    }
}

extension StringProtocol {
    /// The text without white space at both ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
