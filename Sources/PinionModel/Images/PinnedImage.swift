/// An image reference that has a digest: the only kind that Pinion ever writes.
package struct PinnedImage: Hashable, Sendable, OrderedByText {
    /// The repository of the image.
    package let repository: ImageReference.Repository
    /// The readable name of the version, for display.
    package let tag: ImageReference.Tag?
    /// The digest that is run.
    package let digest: Digest

    package init(
        repository: ImageReference.Repository, tag: ImageReference.Tag? = nil, digest: Digest
    ) {
        (self.repository, self.tag, self.digest) = (repository, tag, digest)
    }

    /// Makes the pinned image of a reference; `nil` if the reference has no digest.
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

    /// Whether both name the same bits in the same repository, whatever their tags.
    package func isSameImage(as other: ImageReference) -> Bool {
        repository == other.repository && digest == other.digest
    }
    /// `1.8.3 (sha256:0f3c…)`, or the short digest alone if there is no tag.
    package var nameForPeople: String { tag.map { "\($0) (\(digest.short))" } ?? digest.short }
    /// The same image without its readable tag.
    package var withoutTag: PinnedImage { PinnedImage(repository: repository, digest: digest) }
}
