package import PinionModel

/// A registry in memory that counts what it is asked, and stays silent, or refuses, where told.
package actor InMemoryRegistry: Registry, TagLister, Retagger {
    /// Every question, in the order of asking.
    package private(set) var questions: [RegistryQuestion] = []
    /// Every tag that was put on a digest through the port, in order.
    package private(set) var retags: [ImageReference] = []

    private var tags: [ImageReference.Repository: [ImageReference.Tag: Digest]] = [:]
    private var manifests: Set<PinnedImage> = []
    private var indexes: [Digest: [PlatformManifest]] = [:]
    private var failures: [String: RegistryError] = [:]
    private var immutable: Set<ImageReference.Repository> = []

    /// A registry with images; a reference with a tag and a digest puts the tag on the digest.
    package init(_ images: [ImageReference] = []) {
        for image in images {
            guard let digest = image.digest else { fatalError("\(image) has no digest") }
            manifests.insert(PinnedImage(repository: image.repository, digest: digest))
            if let tag = image.tag { tags[image.repository, default: [:]][tag] = digest }
        }
    }

    /// The digest that a tag names now.
    package func resolve(_ reference: ImageReference) throws(RegistryError) -> Digest {
        try ask(.resolve(reference))
        if let digest = reference.digest { return digest }
        guard let digest = tags[reference.repository]?[reference.tag ?? .latest] else {
            throw .notFound(reference)
        }
        return digest
    }

    /// The platform manifests of an index.
    package func members(of image: PinnedImage) throws(RegistryError) -> [PlatformManifest] {
        try ask(.members(image))
        guard holds(image) else { throw .notFound(image.reference) }
        return indexes[image.digest] ?? []
    }

    /// Whether the digest is there.
    package func exists(_ image: PinnedImage) throws(RegistryError) -> Bool {
        try ask(.exists(image))
        return holds(image)
    }

    /// The tags of a repository, ordered.
    package func tags(
        of repository: ImageReference.Repository
    ) throws(RegistryError) -> (tags: [ImageReference.Tag], isComplete: Bool) {
        try answer(for: repository)
        return ((tags[repository] ?? [:]).keys.sorted(), true)
    }

    /// Puts a tag on a digest.
    package func tag(
        _ image: PinnedImage, as tag: ImageReference.Tag
    ) throws(RegistryError) {
        try answer(for: image.repository)
        let target = ImageReference(
            repository: image.repository, tag: tag, digest: image.digest)
        guard !immutable.contains(image.repository) else {
            throw .forbidden(target, reason: "its tags are immutable")
        }
        guard holds(image) else { throw .notFound(image.reference) }
        tags[image.repository, default: [:]][tag] = image.digest
        retags.append(target)
    }

    private func ask(_ question: RegistryQuestion) throws(RegistryError) {
        questions.append(question)
        try answer(for: question.repository)
    }

    private func answer(for repository: ImageReference.Repository) throws(RegistryError) {
        if let failure = failures[repository.registry] { throw failure }
    }

    private func holds(_ image: PinnedImage) -> Bool {
        manifests.contains(PinnedImage(repository: image.repository, digest: image.digest))
    }
}

// MARK: What a test does to it

extension InMemoryRegistry {
    /// Pushes a digest, and puts the reference's tag on it, as a build does.
    package func push(_ image: ImageReference) {
        guard let digest = image.digest else { fatalError("\(image) has no digest") }
        manifests.insert(PinnedImage(repository: image.repository, digest: digest))
        if let tag = image.tag { tags[image.repository, default: [:]][tag] = digest }
    }

    /// Makes a pushed digest an index of platform manifests, which are then there too.
    package func makeIndex(_ image: PinnedImage, of members: [PlatformManifest]) {
        indexes[image.digest] = members.sorted()
        for member in members {
            manifests.insert(PinnedImage(repository: image.repository, digest: member.digest))
        }
    }

    /// Deletes a digest, as a lifecycle rule does; tags on it are gone too.
    package func delete(_ image: PinnedImage) {
        manifests.remove(PinnedImage(repository: image.repository, digest: image.digest))
        tags[image.repository] = tags[image.repository]?.filter { $0.value != image.digest }
    }

    /// Lets a host answer every request with an error, or, with nil, properly again.
    package func fail(_ host: String, with error: RegistryError?) { failures[host] = error }

    /// Lets a host not answer any more.
    package func silence(_ host: String) {
        failures[host] = .unreachable(host: host, reason: "no answer within 10 s")
    }

    /// Refuses to move tags of a repository.
    package func freezeTags(of repository: ImageReference.Repository) {
        immutable.insert(repository)
    }
}
