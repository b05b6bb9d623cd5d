package import PinionModel

/// The answer of a registry that was asked for the tags of a repository.
package enum TagListing: Hashable, Sendable {
    /// The tags, and whether these are all.
    case listed([ImageReference.Tag], isComplete: Bool)
    /// The registry could not be asked, or has no such repository; the clause says why.
    case unlisted(Obstacle)
}

/// The tags of a repository that a `track` rule admits, newest first.
package struct TagRanking: Hashable, Sendable {
    /// The most tags that are examined; more make the list partial.
    static let mostTags = 10_000

    private let entries: [Entry]
    /// How many tags were listed, admitted or not.
    let count: Int
    /// Whether something newer may be missing.
    let isComplete: Bool

    private struct Entry: Hashable, Sendable {
        let tag: ImageReference.Tag
        let rank: TagRank
    }

    package init(_ tags: [ImageReference.Tag], isComplete: Bool, by track: Track) {
        let looked = tags.prefix(Self.mostTags)
        entries = looked.compactMap { tag in
            guard let rank = track.rank(of: tag), track.admits(rank) else { return nil }
            return Entry(tag: tag, rank: rank)
        }.sorted { ($1.rank, $1.tag) < ($0.rank, $0.tag) }
        count = tags.count
        self.isComplete = isComplete && looked.count == tags.count
    }

    /// Returns the newest tags above a present one, best first.
    ///
    /// Among tags of equal rank, those come first that have a leading `v`, or none, like it.
    func candidates(
        above present: ImageReference.Tag, of rank: TagRank, atMost most: Int
    ) -> [ImageReference.Tag] {
        let isMarked = present.isMarked
        return entries.prefix { $0.rank > rank }.prefix(most * 4).enumerated()
            .sorted { one, other in
                guard one.element.rank == other.element.rank else {
                    return one.element.rank > other.element.rank
                }
                let isLike = one.element.tag.isMarked == isMarked
                let isOtherLike = other.element.tag.isMarked == isMarked
                return isLike == isOtherLike ? one.offset < other.offset : isLike
            }
            .prefix(most).map(\.element.tag)
    }
}

extension ImageReference.Tag {
    /// Whether it begins with `v`.
    fileprivate var isMarked: Bool { description.utf8.first == UInt8(ascii: "v") }
}
