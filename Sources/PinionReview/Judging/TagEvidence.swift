package import PinionModel

/// The evidence about the tags beside the digests of a change.
package struct TagEvidence: Hashable, Sendable {
    /// What the tags name now, with its manifests; a tag that was not asked for has no answer.
    package var answers = RegistryAnswers()
    /// The tags with digests that the base pins, or pinned before: the change did not move them.
    package var known: Set<TaggedDigest> = []

    /// The relation of a tag to the digest beside it.
    enum State: Hashable {
        /// The tag names the digest, or was not asked for.
        case agrees
        /// The digest is one platform's manifest in the index that the tag names.
        case platform(of: Digest)
        /// The tag names something else.
        case differs(Digest)
        /// There is no such tag.
        case missing
        /// The registry could not be asked.
        case unknown(Obstacle)
    }

    /// Returns the relation of an image's tag to its digest.
    func state(of image: PinnedImage) -> State {
        guard let question = image.tagQuestion, answers.holds(question) else { return .agrees }
        switch answers[question] {
        case .digest(image.digest): return .agrees
        case .digest(let named):
            let index = PinnedImage(repository: image.repository, digest: named)
            guard case .members(let members) = answers[.members(index)] else {
                return .differs(named)
            }
            return members.contains(image.digest) ? .platform(of: named) : .differs(named)
        case .absent: return .missing
        case .unanswered(let obstacle): return .unknown(obstacle)
        case .members, .present, .expiry: return .agrees
        }
    }

    /// Whether the base pins this tag with this digest, or did before.
    func isKnown(_ image: PinnedImage) -> Bool { TaggedDigest(image).map(known.contains) ?? false }
}

/// A tag with the digest beside it, in any repository.
package struct TaggedDigest: Hashable, Sendable {
    private let tag: ImageReference.Tag
    private let digest: Digest

    /// Creates the pair of an image; `nil` if it has no tag.
    package init?(_ image: PinnedImage) {
        guard let tag = image.tag else { return nil }
        self.tag = tag
        digest = image.digest
    }
}

extension PinDifference {
    /// The image whose tag, digest or repository the change writes; `nil` if it writes none.
    package var written: PinnedImage? {
        switch kind {
        case .added(let image), .moved(_, let image), .retagged(_, let image): image
        case .removed, .held, .released, .tracked, .renamed: nil
        }
    }
}
