package import PinionModel

/// What an engine's image store says of the containers that are bound to its images.
package struct DockerImages: Sendable {
    private let images: [String: EngineImage]
    private let isContainerd: Bool
    private let obstacles: [String: Obstacle]

    /// - Parameters:
    ///   - images: The engine's images under their ids.
    ///   - isContainerd: Whether the engine keeps them in containerd's store, so that ids are digests.
    ///   - obstacles: Of images that the engine could not show, why.
    package init(
        _ images: [String: EngineImage], isContainerd: Bool, obstacles: [String: Obstacle] = [:]
    ) {
        self.images = images
        self.isContainerd = isContainerd
        self.obstacles = obstacles
    }

    /// What the bits of a container are made for; nil where the engine does not say.
    package func platform(of container: DockerContainer) -> ImagePlatform? {
        container.platform ?? images[container.imageID]?.platform
    }

    /// The reference that a container was created with; nil where that was an image's id.
    package func creationReference(of container: DockerContainer) -> ImageReference? {
        let text = container.creationReference
        guard !isID(text, of: container) else { return nil }
        return ImageReference(seen: text)
    }

    /// What a re-creation would use: the reference of the creation.
    package func template(of container: DockerContainer) -> Surface {
        isID(container.creationReference, of: container)
            ? .absent : Surface(written: container.creationReference)
    }

    /// What a restart would use: the image that the container is bound to.
    package func declared(of container: DockerContainer) -> Surface {
        guard let repository = repository(of: container) else {
            return .unknown(obstacles[container.imageID] ?? Self.noName)
        }
        let digests = digests(of: container, in: repository)
        let reference = creationReference(of: container)
        let own = reference?.digest.flatMap { digests.contains($0) ? $0 : nil }
        guard let digest = own ?? digests.first else {
            return .unknown(obstacles[container.imageID] ?? Self.noDigest(of: repository))
        }
        let image = ImageReference(repository: repository, tag: reference?.tag, digest: digest)
        return .image(SeenImage(image, alsoKnownAs: digests))
    }

    /// The bits that a container runs.
    package func bits(of container: DockerContainer) -> Instance.Bits {
        guard let repository = repository(of: container) else {
            return .unknown(obstacles[container.imageID] ?? Self.noName)
        }
        let digests = digests(of: container, in: repository)
        guard digests.isEmpty else { return .known(digests) }
        return .unknown(obstacles[container.imageID] ?? Self.noDigest(of: repository))
    }

    /// Whether a container is bound to an image, as far as can be told.
    package func isBound(_ container: DockerContainer, to image: PinnedImage) -> Bool {
        declared(of: container).image.map { seen in
            seen.reference.repository == image.repository && seen.digests.contains(image.digest)
        } ?? false
    }

    private static let noName = Obstacle(
        "it was created from an image id, and the engine does not know one repository of it")

    private static func noDigest(of repository: ImageReference.Repository) -> Obstacle {
        Obstacle(
            "the image was built or loaded here, and the engine has no digest of "
                + "\(repository.familiar) for it")
    }

    /// The creation's repository; for one from an image id the only one that the image has a digest
    /// of.
    private func repository(of container: DockerContainer) -> ImageReference.Repository? {
        if let reference = creationReference(of: container) { return reference.repository }
        let known = images[container.imageID]?.repositoryDigests.map(\.repository) ?? []
        return Set(known).count == 1 ? known.first : nil
    }

    /// Every manifest digest by which the repository knows what the container is bound to.
    ///
    /// A digest in the creation's reference counts: the engine looked the image up by it.
    private func digests(
        of container: DockerContainer, in repository: ImageReference.Repository
    ) -> [Digest] {
        var digests = images[container.imageID]?.digests(in: repository) ?? []
        if let reference = creationReference(of: container), reference.repository == repository,
            let digest = reference.digest
        {
            digests.append(digest)
        }
        if let manifest = container.manifest { digests.append(manifest) }
        if isContainerd || container.manifest != nil, let index = Digest(seen: container.imageID) {
            digests.append(index)
        }
        return Set(digests).sorted()
    }

    /// An image may be named by the first digits of its id, if nothing is called so.
    private func isID(_ text: String, of container: DockerContainer) -> Bool {
        if text.isEmpty || text == container.imageID || text.hasPrefix("sha256:") { return true }
        let hex = container.imageID.drop { $0 != ":" }.dropFirst()
        guard text.allSatisfy(\.isHexDigit), hex.hasPrefix(text) else { return false }
        let names = images[container.imageID]?.repositoryTags ?? []
        return !names.contains { $0.repository.familiar == text }
    }
}
