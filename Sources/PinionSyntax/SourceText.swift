/// The bytes of one hand-written file, checked once, with a table of its lines.
///
/// The text is valid UTF-8 without a byte-order mark, at most 4 MiB, without NUL and without the
/// characters that YAML counts as line ends and git does not: a lone carriage return, U+0085,
/// U+2028 and U+2029 (YAML 1.1, section 4.2). CRLF is allowed and kept.
package struct SourceText: Hashable, Sendable {
    /// The largest size of a text in bytes: 4 MiB.
    package static let maximumSize = 4 << 20

    /// The name of the text in messages, usually its path in the repository.
    package let path: String
    /// The unchanged bytes of the text.
    package let bytes: [UInt8]

    let isASCII: Bool
    private let lineStarts: [Int]

    /// Checks the bytes and finds the lines, in one pass each.
    ///
    /// - Throws: every forbidden character of the text, or the reason why it cannot be read at all.
    package init(path: String, bytes: [UInt8]) throws(SyntaxError) {
        guard bytes.count <= Self.maximumSize else {
            throw SyntaxError(
                path: path, Position(line: 1, column: 1, offset: 0),
                "the file has \(bytes.count) bytes, more than the limit of 4 MiB",
                "split it into smaller files")
        }
        if let error = LFSPointer.error(for: bytes, named: path) { throw error }
        isASCII = try Self.validate(bytes, path: path)
        var scan = SourceScan()
        scan.read(bytes)
        (self.path, self.bytes) = (path, bytes)
        lineStarts = scan.lineStarts
        guard scan.faults.isEmpty else { throw error(listing: scan.faults) }
    }

    private static func validate(_ bytes: [UInt8], path: String) throws(SyntaxError) -> Bool {
        do throws(UTF8.ValidationError) {
            return try UTF8Span(validating: bytes.span).isKnownASCII
        } catch {
            throw SyntaxError(
                path: path, Position(offset: error.byteOffsets.lowerBound, in: bytes),
                "the bytes from here are not UTF-8", "save the file as UTF-8")
        }
    }

    private func error(listing faults: [(offset: Int, character: SourceScan.Forbidden)])
        -> SyntaxError
    {
        let problems = faults.map { offset, character in
            SyntaxProblem(
                position: position(at: offset), problem: character.problem,
                remedy: character.remedy)
        }
        return SyntaxError(path: path, problems: problems)
    }

    /// Returns the position of a byte, or of the end if the offset is beyond the text.
    ///
    /// The cost is a binary search over the lines and a pass over one line.
    package func position(at offset: Int) -> Position {
        let offset = min(max(0, offset), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let column = bytes[lineStarts[low]..<offset].count { !Byte.isContinuation($0) }
        return Position(line: low + 1, column: column + 1, offset: offset)
    }

    /// Returns the text of a range of bytes.
    package func text(in range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The line end of the text: that of its first line, or a line feed if it has only one line.
    package var lineEnding: [UInt8] {
        guard lineStarts.count > 1, lineStarts[1] >= 2,
            bytes[lineStarts[1] - 2] == Byte.carriageReturn
        else { return [Byte.lineFeed] }
        return [Byte.carriageReturn, Byte.lineFeed]
    }
}
