extension JSONNode {
    /// Parses a JSON text strictly by RFC 8259.
    ///
    /// It also refuses bytes that are not UTF-8, a byte-order mark, two equal keys in an object,
    /// escapes of lone surrogates, and everything beyond the limits.
    ///
    /// - Parameters:
    ///   - bytes: The text, which is kept and not copied.
    ///   - path: The name of the text in messages.
    ///   - maximumSize: The largest size of the text in bytes, never more than 1 GiB.
    ///   - maximumDepth: The deepest nesting of objects and arrays.
    /// - Throws: the first problem in the text.
    package init(
        parsing bytes: [UInt8], named path: String, maximumSize: Int = 64 << 20,
        maximumDepth: Int = 64
    ) throws(SyntaxError) {
        try Self.check(bytes, named: path, maximumSize: min(maximumSize, 1 << 30))
        var scanner = JSONScanner(bytes, deepest: maximumDepth)
        do throws(JSONScanner.Fault) { try scanner.read() } catch {
            if let error = LFSPointer.error(for: bytes, named: path) { throw error }
            let position = Position(offset: error.offset, in: bytes)
            throw SyntaxError(path: path, position, error.problem, error.remedy)
        }
        document = JSONDocument(path: path, bytes: bytes, slots: scanner.slots)
        index = 0
    }

    private static func check(_ bytes: [UInt8], named path: String, maximumSize: Int)
        throws(SyntaxError)
    {
        let start = Position(line: 1, column: 1, offset: 0)
        guard bytes.count <= maximumSize else {
            throw SyntaxError(
                path: path, start,
                "the text has \(bytes.count) bytes, more than the limit of \(maximumSize)",
                "ask for less at once")
        }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw SyntaxError(
                path: path, start, "the text starts with a byte-order mark", "send it without one")
        }
        do throws(UTF8.ValidationError) { _ = try UTF8Span(validating: bytes.span) } catch {
            throw SyntaxError(
                path: path, Position(offset: error.byteOffsets.lowerBound, in: bytes),
                "the bytes from here are not UTF-8", "encode the text as UTF-8")
        }
    }
}
