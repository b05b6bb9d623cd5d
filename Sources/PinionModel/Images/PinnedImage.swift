/// An image reference that certainly has a digest: the only kind that Pinion ever writes.
package struct PinnedImage: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Where the image lives.
    package let repository: ImageReference.Repository
    /// The readable name of the version, for people.
    package let tag: ImageReference.Tag?
    /// What is run.
    package let digest: Digest

    package init(
        repository: ImageReference.Repository, tag: ImageReference.Tag? = nil, digest: Digest
    ) {
        (self.repository, self.tag, self.digest) = (repository, tag, digest)
    }

    /// The pinned image of a reference; nil where the reference has no digest.
    package init?(_ reference: ImageReference) {
        guard let digest = reference.digest else { return nil }
        self.init(repository: reference.repository, tag: reference.tag, digest: digest)
    }

    /// The same image as a reference.
    package var reference: ImageReference {
        ImageReference(repository: repository, tag: tag, digest: digest)
    }

    /// The canonical form: `registry/repository:tag@sha256:…`.
    package var description: String { reference.description }

    /// Whether both name the same bits at the same place: another tag is not a difference, another
    /// repository is.
    package func isSameImage(as other: ImageReference) -> Bool {
        repository == other.repository && digest == other.digest
    }

    /// Orders by text.
    package static func < (one: PinnedImage, other: PinnedImage) -> Bool {
        one.description < other.description
    }
}

extension PinnedImage {
    /// `1.8.3 (sha256:0f3c…)`: the tag where there is one.
    package var nameForPeople: String { tag.map { "\($0) (\(digest.short))" } ?? digest.short }
}

extension PinnedImage {
    /// The same image without its readable tag.
    package var withoutTag: PinnedImage { PinnedImage(repository: repository, digest: digest) }
}
