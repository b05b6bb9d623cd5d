package import PinionModel

/// A registry in memory that counts what it is asked, and stays silent, or refuses, where told.
package actor InMemoryRegistry: Registry, TagLister, ImageInspector, Retagger,
    RetentionReader
{
    /// Every question, in the order of asking.
    package private(set) var questions: [RegistryQuestion] = []
    /// Every tag that was put on a digest through the port, in order.
    package private(set) var retags: [ImageReference] = []

    /// Every repository whose tags were listed, in the order of asking.
    package private(set) var listings: [ImageReference.Repository] = []
    /// Every image whose details were asked for, in the order of asking.
    package private(set) var inspections: [PinnedImage] = []

    private var labels: [Digest: ImageLabels] = [:]
    private var tags: [ImageReference.Repository: [ImageReference.Tag: Digest]] = [:]
    private var manifests: Set<PinnedImage> = []
    private var indexes: [Digest: [PlatformManifest]] = [:]
    private var failures: [String: RegistryError] = [:]
    private var immutable: Set<ImageReference.Repository> = []
    private var expiries: [Digest: ImageExpiry] = [:]

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

    /// The labels that an image was given, and its platforms: linux/amd64 where it is no index.
    package func details(of image: PinnedImage) throws(RegistryError) -> ImageDetails {
        inspections.append(image)
        try answer(for: image.repository)
        guard holds(image) else { throw .notFound(image.reference) }
        let platforms = indexes[image.digest]?.map(\.platform)
        return ImageDetails(
            labels: labels[image.digest] ?? ImageLabels(),
            platforms: platforms ?? [Platform(os: "linux", architecture: "amd64")])
    }

    /// The tags of a repository, ordered.
    package func tags(
        of repository: ImageReference.Repository
    ) throws(RegistryError) -> TagList {
        listings.append(repository)
        try answer(for: repository)
        return TagList((tags[repository] ?? [:]).keys.sorted())
    }

    /// The rule that was made to delete an image.
    package func expiry(of image: PinnedImage) throws(RegistryError) -> ImageExpiry? {
        try ask(.expiry(image))
        return expiries[image.digest]
    }

    /// Immutable where tags were frozen.
    package func mutability(
        ofTagsIn repository: ImageReference.Repository
    ) throws(RegistryError) -> TagMutability {
        try answer(for: repository)
        return immutable.contains(repository) ? .immutable(exceptions: []) : .mutable
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

    /// Puts a tag on a digest where it still is where it was seen.
    package func move(_ write: TagWrite) throws(RegistryError) -> Bool {
        let now = tags[write.repository]?[write.tag]
        guard now != write.after else { return true }
        guard now == write.before else { return false }
        try tag(write.image, as: write.tag)
        return true
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

    /// Makes a rule that will delete an image; nil takes it away.
    package func expire(_ digest: Digest, by expiry: ImageExpiry?) { expiries[digest] = expiry }

    /// Gives an image labels.
    package func label(_ digest: Digest, _ given: ImageLabels) { labels[digest] = given }

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
