extension Edit {
    /// Replaces a value of any kind with a text; a comment after the value is kept.
    ///
    /// The text must be YAML on one line that means the same in a block and in brackets.
    package static func replacing(
        value node: YAMLNode, with text: String, in source: SourceText
    ) -> Edit {
        Edit(node.range.lowerBound..<source.contentEnd(of: node), text)
    }

    /// Writes texts before and after a value on its line, for example braces around it.
    ///
    /// The one line of a block scalar takes the place of its indicator, since braces cannot hold a
    /// block; the texts must quote it where it needs that.
    ///
    /// - Throws: if the value is missing, or is another block scalar.
    package static func surrounding(
        value node: YAMLNode, with before: String, _ after: String, in source: SourceText
    ) throws(SyntaxError) -> [Edit] {
        if node.isBlockScalar {
            let start = node.range.lowerBound
            let header = start..<(source.lineFeed(from: start) ?? node.range.upperBound)
            guard let line = node.content, !source.bytes[header].contains(Byte.hash) else {
                throw node.block(in: source)
            }
            return [
                Edit(start..<line.lowerBound, before),
                Edit(line.upperBound..<line.upperBound, after),
            ]
        }
        guard !node.range.isEmpty else {
            throw SyntaxError(
                path: source.path, node.position, "there is no value", "write one by hand first")
        }
        let range = node.range
        return [
            Edit(range.lowerBound..<range.lowerBound, before),
            Edit(range.upperBound..<range.upperBound, after),
        ]
    }

    /// Adds lines of entries to the end of a block mapping, below its last value.
    ///
    /// The lines are given without the mapping's indentation and without line ends. They are not
    /// checked here, but when the result is parsed.
    package static func inserting(
        lines: [String], intoBlock mapping: YAMLNode, in source: SourceText
    ) -> [Edit] {
        let end = source.contentEnd(of: mapping)
        let ending = source.lineEnding(at: end)
        let indentation = String(repeating: " ", count: mapping.position.column - 1)
        let lines = lines.map { indentation + $0 }
        guard let feed = source.lineFeed(from: end) else {
            let place = source.bytes.endIndex
            return [Edit(place..<place, lines.map { ending + $0 }.joined())]
        }
        return [Edit(feed + 1..<feed + 1, lines.map { $0 + ending }.joined())]
    }

    /// Adds entries, each `key: value`, to the end of a mapping in braces: on lines of their own if
    /// the last entry has its own line.
    ///
    /// - Throws: if the mapping has no braces.
    package static func inserting(
        entries texts: [String], intoFlow mapping: YAMLNode, in source: SourceText
    ) throws(SyntaxError) -> [Edit] {
        guard source.bytes[mapping.range.lowerBound] == Byte.openBrace else {
            throw SyntaxError(
                path: source.path, mapping.position, "a pair without braces takes no second key",
                "write it in braces")
        }
        guard let last = mapping.entries?.last else {
            let inside = mapping.range.lowerBound + 1
            return [Edit(inside..<inside, texts.joined(separator: ", "))]
        }
        let end = last.end
        let start = last.key.range.lowerBound
        let next = source.nextToken(from: end)
        let hasComma = source.bytes[next] == Byte.comma
        guard source.isFirstOfLine(start), source.isLastOfLine(hasComma ? next + 1 : end),
            let feed = source.lineFeed(from: hasComma ? next : end)
        else { return [Edit(end..<end, texts.map { ", \($0)" }.joined())] }
        let indentation = source.text(in: source.lineStart(of: start)..<start)
        let ending = source.lineEnding(at: end)
        let lines = texts.map { indentation + $0 }.joined(separator: "," + ending)
        return (hasComma ? [] : [Edit(end..<end, ",")])
            + [Edit(feed + 1..<feed + 1, lines + (hasComma ? "," : "") + ending)]
    }

    /// Removes an entry: from a block mapping its lines, with a comment after it; from a mapping in
    /// braces the entry and its comma.
    ///
    /// - Throws: if there is no such key, no entry would be left, or its lines hold other text.
    package static func removing(
        key: String, from mapping: YAMLNode, in source: SourceText
    ) throws(SyntaxError) -> Edit {
        let entries = mapping.entries ?? []
        guard let index = entries.firstIndex(where: { $0.name == key }), entries.count > 1 else {
            throw SyntaxError(
                path: source.path, mapping.position,
                "\(ShownText(key)) cannot be removed from \(mapping.noun)", "edit it by hand")
        }
        if mapping.isFlow { return flowRemoval(of: index, entries, source) }
        return try blockRemoval(of: entries[index], source)
    }

    private static func blockRemoval(
        of entry: YAMLNode.Entry, _ source: SourceText
    ) throws(SyntaxError) -> Edit {
        let start = entry.key.range.lowerBound
        guard source.isFirstOfLine(start) else {
            throw SyntaxError(
                path: source.path, entry.key.position,
                "the key does not stand at the start of its line", "remove it by hand")
        }
        let end = max(entry.key.range.upperBound, source.contentEnd(of: entry.value))
        let line = source.lineStart(of: start)
        if let feed = source.lineFeed(from: end) { return Edit(line..<feed + 1, "") }
        // A last line without a line end is removed together with the line end before it.
        var place = max(line - 1, 0)
        if place > 0, source.bytes[place - 1] == Byte.carriageReturn { place -= 1 }
        return Edit(place..<source.bytes.endIndex, "")
    }

    private static func flowRemoval(
        of index: Int, _ entries: [YAMLNode.Entry], _ source: SourceText
    ) -> Edit {
        let entry = entries[index]
        let start = entry.key.range.lowerBound
        let next = source.nextToken(from: entry.end)
        if source.bytes[next] == Byte.comma { return tidyRemoval(of: start..<next + 1, source) }
        guard index > 0 else { return Edit(start..<entry.end, "") }
        let former = entries[index - 1].end
        let comma = source.nextToken(from: former)
        guard source.isBlank(former..<comma), source.isBlank(comma + 1..<start) else {
            return tidyRemoval(of: start..<entry.end, source)
        }
        // A comment after the entry is removed with it.
        let isAlone = source.isFirstOfLine(start) && source.isLastOfLine(entry.end)
        let feed = source.lineFeed(from: entry.end)
        let end = isAlone ? feed.map { source.endOfText(before: $0) } ?? entry.end : entry.end
        return Edit(former..<max(end, entry.end), "")
    }

    /// Removes the whole line if it holds nothing else, otherwise also the blanks on one side.
    private static func tidyRemoval(of range: Range<Int>, _ source: SourceText) -> Edit {
        if source.isFirstOfLine(range.lowerBound), source.isLastOfLine(range.upperBound),
            let feed = source.lineFeed(from: range.upperBound)
        {
            return Edit(source.lineStart(of: range.lowerBound)..<feed + 1, "")
        }
        var (start, end) = (range.lowerBound, range.upperBound)
        let isBlank = { (byte: UInt8) in byte == Byte.space || byte == Byte.tab }
        while end < source.bytes.count, isBlank(source.bytes[end]) { end += 1 }
        if end < source.bytes.count, Byte.isSpace(source.bytes[end]) {
            while start > 0, isBlank(source.bytes[start - 1]) { start -= 1 }
        }
        return Edit(start..<end, "")
    }
}

extension SourceText {
    /// Returns the end of a line's text: its line feed, or the carriage return before that.
    fileprivate func endOfText(before feed: Int) -> Int {
        feed > 0 && bytes[feed - 1] == Byte.carriageReturn ? feed - 1 : feed
    }
}

extension YAMLNode.Entry {
    /// The byte after the value, or after the key if there is no value.
    fileprivate var end: Int { max(key.range.upperBound, value.range.upperBound) }
}

extension YAMLNode {
    fileprivate func block(in source: SourceText) -> SyntaxError {
        SyntaxError(
            path: source.path, position, "the value is written as a block of text",
            "write it on one line, plain or in quotes")
    }
}
