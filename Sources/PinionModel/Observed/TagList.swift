/// The tags of a repository, in the order in which its registry lists them.
///
/// They are kept in one text, so that a million of them takes some 30 MB.
package struct TagList: Hashable, Sendable {
    /// The number of entries, whether they are tags or not.
    package private(set) var count = 0
    private var text: [UInt8] = []

    package init(_ tags: some Sequence<ImageReference.Tag> = []) { for tag in tags { append(tag) } }

    package mutating func append(_ tag: ImageReference.Tag) {
        text += tag.description.utf8
        text.append(Self.lineBreak)
        count += 1
    }

    /// Counts an entry that is no tag, so that nobody can pull by it.
    package mutating func countInvalid() { count += 1 }

    private static let lineBreak = UInt8(ascii: "\n")
}

extension TagList: Sequence {
    package struct Iterator: IteratorProtocol {
        fileprivate var rest: ArraySlice<UInt8>

        package mutating func next() -> ImageReference.Tag? {
            guard let end = rest.firstIndex(of: TagList.lineBreak) else { return nil }
            let tag = ImageReference.Tag(
                unchecked: String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
            rest = rest[(end + 1)...]
            return tag
        }
    }

    package func makeIterator() -> Iterator { Iterator(rest: text[...]) }
}
