package import PinionModel

/// The answer of a registry that was asked for the tags of a repository.
package enum TagListing: Hashable, Sendable {
    /// All tags.
    case listed(TagList)
    /// The registry could not be asked, or has no such repository; the clause says why.
    case unlisted(Obstacle)
}

/// The newest tags of a repository above a pin's present one, by its rule.
package struct TagRanking: Hashable, Sendable {
    /// The tags that may be proposed, best first, at most ``TrackedPin/mostCandidates``.
    ///
    /// Among tags of equal rank, those come first that are written like the present one.
    let candidates: [ImageReference.Tag]
    /// How many tags there are, and how many of them the rule cannot read.
    let count: TagCount

    package init(_ tags: TagList, by rule: TagRule) {
        let present = rule.present.flatMap(rule.reading)
        var best: [Candidate] = []
        var count = TagCount(all: tags.count, read: 0)
        for tag in tags {
            guard let reading = rule.reading(of: tag) else {
                count.note(unread: tag)
                continue
            }
            count.read += 1
            guard let present, reading.isInRange, reading.rank > present.rank else { continue }
            let candidate = Candidate(
                tag: tag, rank: reading.rank, isLikePresent: reading.form == present.form)
            let place = best.firstIndex { !(candidate < $0) } ?? best.count
            guard place < TrackedPin.mostCandidates,
                place == best.count || best[place].tag != tag
            else { continue }
            best.insert(candidate, at: place)
            if best.count > TrackedPin.mostCandidates { best.removeLast() }
        }
        candidates = best.map(\.tag)
        self.count = count
    }

    private struct Candidate: Comparable {
        let tag: ImageReference.Tag
        let rank: TagRank
        let isLikePresent: Bool

        static func < (one: Candidate, other: Candidate) -> Bool {
            guard one.rank == other.rank else { return one.rank < other.rank }
            guard one.isLikePresent == other.isLikePresent else { return other.isLikePresent }
            return one.tag < other.tag
        }
    }
}

/// How many tags of a repository a rule can read.
package struct TagCount: Hashable, Sendable {
    let all: Int
    fileprivate(set) var read: Int
    /// A tag that cannot be read: if possible one that begins with a number, and the last of these.
    private(set) var example: ImageReference.Tag?

    fileprivate mutating func note(unread tag: ImageReference.Tag) {
        guard let example else { return self.example = tag }
        let (isNumbered, wasNumbered) = (tag.isNumbered, example.isNumbered)
        if isNumbered == wasNumbered ? example < tag : isNumbered { self.example = tag }
    }

    /// A clause: "324 tags", "the 12 of 324 tags that it can read (not 1.9.9-perl)".
    var clause: String {
        guard read < all else { return plural(all, "tag") }
        return "the \(read) of \(plural(all, "tag")) that it can read"
            + (example.map { " (not \($0))" } ?? "")
    }
}

extension ImageReference.Tag {
    /// Whether it begins with a digit, if need be after a `v`.
    fileprivate var isNumbered: Bool {
        let bytes = description.utf8
        let first = bytes.first == UInt8(ascii: "v") ? bytes.dropFirst().first : bytes.first
        return first.map { (0x30...0x39).contains($0) } ?? false
    }
}
