extension SourceText {
    /// Where the line of a byte starts.
    func lineStart(of offset: Int) -> Int {
        bytes[..<offset].lastIndex(of: Byte.lineFeed).map { $0 + 1 } ?? 0
    }

    /// The line feed that ends the line of a byte; nil for the last line without one.
    func lineFeed(from offset: Int) -> Int? { bytes[offset...].firstIndex(of: Byte.lineFeed) }

    /// How the line of a byte ends; the last one without an end counts as the first line's.
    func lineEnding(at offset: Int) -> String {
        guard let feed = lineFeed(from: offset) else {
            return String(decoding: lineEnding, as: UTF8.self)
        }
        return feed > 0 && bytes[feed - 1] == Byte.carriageReturn ? "\r\n" : "\n"
    }

    /// Whether a range holds nothing but spaces, tabs and line ends.
    func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(Byte.isSpace) }

    /// Whether only blanks, or a comment, stand between a byte and the end of its line.
    func isLastOfLine(_ offset: Int) -> Bool {
        let rest = bytes[offset..<(lineFeed(from: offset) ?? bytes.count)]
        return rest.first { !Byte.isSpace($0) }.map { $0 == Byte.hash } ?? true
    }

    /// Whether nothing but blanks stands before a byte on its line.
    func isFirstOfLine(_ offset: Int) -> Bool { isBlank(lineStart(of: offset)..<offset) }

    /// The first byte from a place on that is no blank, no line end and not in a comment.
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

    /// The end of a value without the blanks and line ends that a block of text takes in.
    func contentEnd(of node: YAMLNode) -> Int {
        var end = node.range.upperBound
        while end > node.range.lowerBound, Byte.isSpace(bytes[end - 1]) { end -= 1 }
        return end
    }
}
