package import PinionModel
package import PinionSites
package import PinionSyntax

/// Reads one file: collects all its mistakes, and takes values from its tree.
///
/// This module turns YAML into values for all code with settings of its own, without any file's
/// keys. A function that takes a value returns `nil` if it noted a mistake instead.
package struct FileReading {
    /// The maximum number of mistakes that are kept: a hostile file cannot flood a report.
    package static let mostMistakes = 100

    /// The file's path, for mistakes.
    package let path: String
    /// The mistakes that were noted so far.
    package private(set) var mistakes: [FileMistake] = []
    /// The places of the pins' images, in the order of the file; `nil` if they are not needed.
    package var sites: [ImageSite]?

    package init(path: String) { self.path = path }

    /// Returns the place of a value.
    package func site(of node: YAMLNode) -> FilePosition {
        FilePosition(path, node.position)
    }

    /// Notes a mistake.
    package mutating func refuse(_ node: YAMLNode, _ problem: String, _ remedy: String) {
        refuse(at: site(of: node), problem, remedy)
    }

    /// Notes a mistake at a place.
    package mutating func refuse(at site: FilePosition, _ problem: String, _ remedy: String) {
        guard mistakes.count < Self.mostMistakes else { return }
        mistakes.append(FileMistake(at: site, problem, remedy: remedy))
    }

    /// Notes that a value is not what its key requires.
    package mutating func refuse(_ node: YAMLNode, as key: String, want: String) {
        refuse(node, "\(Self.named(key)) is \(node.described)", "write \(want)")
    }

    /// The name of the whole file in messages.
    package static let wholeFile = "the file"
    /// The name of one element of `windows` in messages.
    package static let window = "the window"

    /// Returns a key as it appears in a message.
    package static func named(_ key: String) -> String {
        key == wholeFile || key == window ? key : QuotedText(key).description
    }

    // MARK: Scalars

    /// Reads a non-empty text; the mistake for a number or truth value says that it needs quotes.
    package mutating func text(
        _ node: YAMLNode, as key: String, want: String = "a text"
    ) -> String? {
        switch node.meaning {
        case .truth, .integer, .decimal:
            refuse(
                node, "\(Self.named(key)) is \(node.described)",
                "put it in quotes if you mean the text")
            return nil
        case .text, .null, nil: return anyText(node, as: key, want: want)
        }
    }

    /// Reads a text that is written on one line, such as a pattern.
    package mutating func line(_ node: YAMLNode, as key: String, want: String) -> String? {
        guard let value = text(node, as: key, want: want) else { return nil }
        return endsWithLineBreak(node, as: key) ? nil : value
    }

    /// Reads a text in a form that no number has, such as a digest, with or without quotes.
    package mutating func textOfForm(_ node: YAMLNode, as key: String, want: String) -> String? {
        guard let value = anyText(node, as: key, want: want) else { return nil }
        return endsWithLineBreak(node, as: key) ? nil : value
    }

    /// Whether a text ends with a line break, which is then noted: `>` and `|` alone keep the one
    /// at the end of their last line (YAML 1.2.2, section 8.1.1.2).
    private mutating func endsWithLineBreak(_ node: YAMLNode, as key: String) -> Bool {
        guard case .scalar(let value, let style) = node.kind, value.utf8.last == 0x0a else {
            return false
        }
        let remedy =
            switch style {
            case .literal: "write |- in place of |"
            case .folded: "write >- in place of >"
            case .plain, .single, .double: "take it off"
            }
        refuse(node, "\(Self.named(key)) ends with a line break", remedy)
        return true
    }

    private mutating func anyText(_ node: YAMLNode, as key: String, want: String) -> String? {
        guard node.meaning == .text, let value = node.scalar else {
            refuse(node, as: key, want: want)
            return nil
        }
        guard !isBlank(value) else {
            refuse(node, "\(Self.named(key)) is empty", "write \(want)")
            return nil
        }
        return value
    }

    private func isBlank(_ text: String) -> Bool {
        if text.utf8.contains(where: { (0x21...0x7e).contains($0) }) { return false }
        return text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }

    /// Reads a text without spaces, control characters and invisible characters.
    package mutating func word(
        _ node: YAMLNode, as key: String, want: String = "a text"
    ) -> String? {
        guard let value = line(node, as: key, want: want) else { return nil }
        guard
            value.unicodeScalars.allSatisfy({
                !$0.properties.isWhitespace && $0.properties.generalCategory != .control
                    && $0.properties.generalCategory != .format
            })
        else {
            refuse(
                node, "`\(key)` is \(QuotedText(value))",
                "write it without spaces and invisible characters")
            return nil
        }
        return value
    }

    /// Reads a whole number in a range.
    package mutating func number(_ node: YAMLNode, as key: String, in range: ClosedRange<Int>)
        -> Int?
    {
        guard case .integer(let value?) = node.meaning, range.contains(value) else {
            refuse(
                node, as: key,
                want: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// Reads `true` or `false`.
    package mutating func truth(_ node: YAMLNode, as key: String) -> Bool? {
        guard case .truth(let value) = node.meaning else {
            refuse(node, as: key, want: "true or false")
            return nil
        }
        return value
    }

    /// Reads one of some words.
    package mutating func choice(_ node: YAMLNode, as key: String, of words: [String]) -> String? {
        let want = listed(words, "or")
        guard let value = textOfForm(node, as: key, want: want) else { return nil }
        guard words.contains(value) else {
            let guess = nearest(to: value, among: words).map { "did you mean `\($0)`?" }
            refuse(node, "`\(key)` is \(QuotedText(value))", guess ?? "write \(want)")
            return nil
        }
        return value
    }

    /// Reads one of a type's words.
    package mutating func choice<Word: CaseIterable & RawRepresentable<String>>(
        _ node: YAMLNode, as key: String
    ) -> Word? {
        choice(node, as: key, of: Word.allCases.map(\.rawValue)).flatMap { Word(rawValue: $0) }
    }

    /// Reads a length of time of at least a second.
    package mutating func duration(_ node: YAMLNode, as key: String) -> Duration? {
        let want = "a number with a unit, such as 90s, 10m, 24h or 7d"
        if case .integer = node.meaning {
            refuse(node, "`\(key)` is \(node.described) without a unit", "write \(want)")
            return nil
        }
        guard let value = textOfForm(node, as: key, want: want) else { return nil }
        guard let length = DurationText(parsing: value), length.duration >= .seconds(1) else {
            refuse(node, as: key, want: want)
            return nil
        }
        return length.duration
    }

    /// Reads a day.
    package mutating func date(_ node: YAMLNode, as key: String) -> CalendarDate? {
        let want = "a day as year-month-day, such as 2027-01-04"
        guard let value = textOfForm(node, as: key, want: want) else { return nil }
        guard let day = CalendarDate(parsing: value) else {
            refuse(node, as: key, want: want)
            return nil
        }
        return day
    }

    /// Reads the elements of a non-empty list.
    package mutating func list(_ node: YAMLNode, as key: String, want: String) -> [YAMLNode]? {
        guard let elements = node.elements else {
            refuse(node, as: key, want: want)
            return nil
        }
        guard !elements.isEmpty else {
            refuse(node, "`\(key)` is an empty list", "write \(want), or remove it")
            return nil
        }
        return elements
    }
}
