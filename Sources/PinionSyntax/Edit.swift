/// A replacement of a range of bytes in a text; all other bytes are kept.
package struct Edit: Hashable, Sendable {
    /// The bytes to replace; empty for an insertion.
    package let range: Range<Int>
    /// The bytes to write there; empty for a removal.
    package let replacement: [UInt8]

    package init(range: Range<Int>, replacement: [UInt8]) {
        (self.range, self.replacement) = (range, replacement)
    }

    init(_ range: Range<Int>, _ replacement: String) {
        self.init(range: range, replacement: Array(replacement.utf8))
    }
}

extension [UInt8] {
    /// Returns the bytes after all edits, which may be given in any order.
    ///
    /// Insertions at the same place are made in the given order.
    ///
    /// - Throws: if edits overlap or reach beyond the end.
    package func applying(_ edits: [Edit], named path: String) throws(SyntaxError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(edits.reduce(count) { $0 + $1.replacement.count })
        var place = 0
        for edit in Self.ordered(edits) {
            guard edit.range.lowerBound >= place, edit.range.upperBound <= count else {
                throw SyntaxError(
                    path: path, Position(offset: edit.range.lowerBound, in: self),
                    edit.range.upperBound > count
                        ? "an edit reaches beyond the end of the text" : "two edits overlap",
                    "read the text again and make the edits one by one")
            }
            result += self[place..<edit.range.lowerBound]
            result += edit.replacement
            place = edit.range.upperBound
        }
        return result + self[place...]
    }

    private static func ordered(_ edits: [Edit]) -> [Edit] {
        edits.enumerated()
            .sorted { one, other in
                (one.element.range.lowerBound, one.element.range.upperBound, one.offset)
                    < (other.element.range.lowerBound, other.element.range.upperBound, other.offset)
            }
            .map(\.element)
    }
}
