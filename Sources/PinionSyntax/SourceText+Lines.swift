extension SourceText {
    /// Returns the first byte of the line that holds a byte.
    func lineStart(of offset: Int) -> Int {
        bytes[..<offset].lastIndex(of: Byte.lineFeed).map { $0 + 1 } ?? 0
    }

    /// Returns the line feed that ends a byte's line; `nil` if the last line has none.
    func lineFeed(from offset: Int) -> Int? { bytes[offset...].firstIndex(of: Byte.lineFeed) }

    /// Returns the line end of a byte's line; for a last line without one, that of the first line.
    func lineEnding(at offset: Int) -> String {
        guard let feed = lineFeed(from: offset) else {
            return String(decoding: lineEnding, as: UTF8.self)
        }
        return feed > 0 && bytes[feed - 1] == Byte.carriageReturn ? "\r\n" : "\n"
    }

    /// Whether a range holds only spaces, tabs and line ends.
    func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(Byte.isSpace) }

    /// Whether only blanks or a comment follow up to the end of the line.
    func isLastOfLine(_ offset: Int) -> Bool {
        let rest = bytes[offset..<(lineFeed(from: offset) ?? bytes.count)]
        return rest.first { !Byte.isSpace($0) }.map { $0 == Byte.hash } ?? true
    }

    /// Whether only blanks precede a byte on its line.
    func isFirstOfLine(_ offset: Int) -> Bool { isBlank(lineStart(of: offset)..<offset) }

    /// Returns the first byte from an offset on that is not blank, a line end or in a comment.
    func nextToken(from offset: Int) -> Int {
        var place = offset
        while place < bytes.count {
            if bytes[place] == Byte.hash {
                place = lineFeed(from: place) ?? bytes.count
            } else if Byte.isSpace(bytes[place]) {
                place += 1
            } else {
                break
            }
        }
        return place
    }

    /// Returns the bytes of the only line of a block scalar below its indicator; `nil` if its value
    /// has a line end, is folded of several lines, or starts with a space.
    func onlyLine(of value: String, in range: Range<Int>) -> Range<Int>? {
        guard let first = value.utf8.first, !Byte.isSpace(first),
            let header = bytes[range].firstIndex(of: Byte.lineFeed),
            let start = bytes[header..<range.upperBound].firstIndex(where: { !Byte.isSpace($0) })
        else { return nil }
        let end = start + value.utf8.count
        guard end <= range.upperBound, bytes[start..<end].elementsEqual(value.utf8),
            !value.utf8.contains(Byte.lineFeed), isBlank(end..<range.upperBound)
        else { return nil }
        return start..<end
    }

    /// Returns the end of a value without the blanks and line ends that a block scalar includes.
    func contentEnd(of node: YAMLNode) -> Int {
        var end = node.range.upperBound
        while end > node.range.lowerBound, Byte.isSpace(bytes[end - 1]) { end -= 1 }
        return end
    }
}
