package import PinionModel

/// What registries and git say of the tags beside the digests of a change.
package struct TagEvidence: Hashable, Sendable {
    /// What the tags name now, and which manifests that has; a tag that was not asked for says nothing.
    package let answers: RegistryAnswers
    /// The tags with digests that the base pins, or pinned before: what they name now is no doing of the change.
    package let known: Set<TaggedDigest>

    package init(
        answers: RegistryAnswers = RegistryAnswers(), known: Set<TaggedDigest> = []
    ) {
        (self.answers, self.known) = (answers, known)
    }

    /// How a tag and the digest beside it stand to each other.
    enum Stand: Hashable {
        /// The tag names it, or nobody asked.
        case agrees
        /// The digest is of one platform of what the tag names.
        case platform(of: Digest)
        /// The tag names something else.
        case differs(Digest)
        /// There is no such tag.
        case missing
        /// The registry could not be asked.
        case unknown(Obstacle)
    }

    /// How the tag of an image stands to its digest.
    func stand(of image: PinnedImage) -> Stand {
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
    func isKnown(_ image: PinnedImage) -> Bool {
        TaggedDigest(image).map(known.contains) ?? false
    }
}

/// A tag with the digest that stands beside it, in whatever repository.
package struct TaggedDigest: Hashable, Sendable {
    private let tag: ImageReference.Tag
    private let digest: Digest

    /// That of an image; nil where it has no tag.
    package init?(_ image: PinnedImage) {
        guard let tag = image.tag else { return nil }
        self.tag = tag
        digest = image.digest
    }
}

extension PinDifference {
    /// The image whose tag, digest or repository the change writes; nil where it writes none of them.
    package var written: PinnedImage? {
        switch kind {
        case .added(let image), .moved(_, let image), .retagged(_, let image): image
        case .removed, .held, .released, .tracked, .renamed: nil
        }
    }
}
