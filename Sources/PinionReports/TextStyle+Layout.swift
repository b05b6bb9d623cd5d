extension TextStyle {
    // MARK: Lines

    /// The text between two places where a line may end.
    private struct Word {
        /// The blanks before it, unless it begins a line.
        let gap: Int
        var text: String
        var width: Int
    }

    /// Returns the lines of a text; what does not fit the width continues with an indent.
    func wrapped(_ pieces: [Piece], _ indent: Int) -> [String] {
        let start = String(repeating: " ", count: indent)
        guard let width else {
            return [start + pieces.map { painted($0.text, $0.colour) }.joined()]
        }
        var lines: [String] = []
        var (line, column) = (start, indent)
        for (number, word) in words(of: pieces).enumerated() {
            if number > 0, column + word.gap + word.width > width {
                lines.append(line)
                (line, column) = (start + "  ", indent + 2)
            } else {
                line += String(repeating: " ", count: word.gap)
                column += word.gap
            }
            line += word.text
            column += word.width
        }
        return lines + [line]
    }

    private func words(of pieces: [Piece]) -> [Word] {
        var words: [Word] = []
        var gap = 0
        var isEnded = true
        for piece in pieces {
            let parts = piece.isWords ? Self.parts(of: piece.text) : [piece.text[...]]
            for (number, part) in parts.enumerated() {
                if number > 0 { (gap, isEnded) = (gap + 1, true) }
                if part.isEmpty { continue }
                if isEnded { words.append(Word(gap: gap, text: "", width: 0)) }
                words[words.count - 1].text += painted(part, piece.colour)
                words[words.count - 1].width += part.count
                (gap, isEnded) = (0, false)
            }
        }
        return words
    }

    /// Splits a text at its blanks; a command between backticks stays whole, since it is copied.
    private static func parts(of text: String) -> [Substring] {
        let hasCommands = text.count { $0 == "`" }.isMultiple(of: 2)
        var isCommand = false
        return text.split(omittingEmptySubsequences: false) { character in
            if character == "`", hasCommands { isCommand.toggle() }
            return character == " " && !isCommand
        }
    }

    // MARK: Tables

    /// Returns the rows, each on one line; it fits the width if columns of eight characters do.
    func table(_ rows: [[[Piece]]]) -> [String] {
        let columns = rows.first?.count ?? 0
        let natural = (0..<columns).map { column in rows.map { Self.width($0[column]) }.max() ?? 0 }
        let widths = fitted(natural)
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = column == columns - 1 ? 0 : widths[column] - Self.width(cell)
                return cut(cell, widths[column]) + String(repeating: " ", count: max(0, padding))
            }.joined(separator: "  ")
        }
    }

    private static func width(_ cell: [Piece]) -> Int { cell.reduce(0) { $0 + $1.text.count } }

    /// Narrows the widest columns until the table fits, none below eight characters.
    private func fitted(_ natural: [Int]) -> [Int] {
        guard let width else { return natural }
        var widths = natural
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > 8
        {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func cut(_ cell: [Piece], _ width: Int) -> String {
        let isWhole = Self.width(cell) <= width
        var rest = isWhole ? width : max(0, width - 1)
        let shown = cell.map { piece in
            let text = piece.text.prefix(rest)
            rest -= text.count
            return text.isEmpty ? "" : painted(text, piece.colour)
        }
        return shown.joined() + (isWhole ? "" : "…")
    }
}
