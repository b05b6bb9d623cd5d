/// Orders lists of texts by their bytes: one order in every process, whatever letters they hold.
///
/// The order of `String` compares normal forms, which names that others chose need not have.
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
