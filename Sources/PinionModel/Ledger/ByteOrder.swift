/// Orders lists of texts by their bytes, so that the order is the same in every process.
///
/// `String` compares normal forms, and the names that others chose may have several.
package struct ByteOrder: Comparable {
    private let texts: [String]

    package init(_ texts: String...) { self.texts = texts }

    package static func < (one: ByteOrder, other: ByteOrder) -> Bool {
        for (text, other) in zip(one.texts, other.texts)
        where !text.utf8.elementsEqual(other.utf8) {
            return text.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return one.texts.count < other.texts.count
    }
}
