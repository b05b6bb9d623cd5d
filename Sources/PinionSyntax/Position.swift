/// A place in a text: line, column and byte.
///
/// Lines and columns start at 1. A column counts Unicode scalars, as compilers and most editors do,
/// so a multi-byte letter is one column wide.
package struct Position: Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// The column in Unicode scalars, from 1.
    package let column: Int
    /// The byte offset from the start of the text, from 0.
    package let offset: Int

    /// Makes a position from parts that the caller knows to be consistent.
    package init(line: Int, column: Int, offset: Int) {
        (self.line, self.column, self.offset) = (line, column, offset)
    }

    /// Finds the position of a byte by counting all lines before it; meant for single errors.
    init(offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(max(0, offset))
        let lineStart = before.lastIndex(of: Byte.lineFeed).map { $0 + 1 } ?? 0
        self.init(
            line: before.count { $0 == Byte.lineFeed } + 1,
            column: before[lineStart...].count { !Byte.isContinuation($0) } + 1,
            offset: before.count)
    }
}

extension Position: Comparable {
    /// Orders positions by byte, then by line and column.
    package static func < (one: Position, other: Position) -> Bool {
        (one.offset, one.line, one.column) < (other.offset, other.line, other.column)
    }
}

extension Position: CustomStringConvertible {
    /// The position as `line:column`.
    package var description: String { "\(line):\(column)" }
}
