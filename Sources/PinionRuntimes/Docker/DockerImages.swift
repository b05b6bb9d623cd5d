import PinionModel

/// The images of an engine that containers are bound to.
struct DockerImages: Sendable {
    /// The engine's images by their ids.
    let images: [String: EngineImage]
    /// Whether the engine uses containerd's store, in which ids are digests.
    let isContainerd: Bool
    /// The reasons why the engine could not show images, by the images' ids.
    var obstacles: [String: Obstacle] = [:]

    /// Returns the platform of a container's image; `nil` if the engine does not give it.
    func platform(of container: DockerContainer) -> ImagePlatform? {
        container.platform ?? images[container.imageID]?.platform
    }

    /// Returns the reference that a container was created with; `nil` if it was an image's id.
    func creationReference(of container: DockerContainer) -> ImageReference? {
        let text = container.creationReference
        guard !isID(text, of: container) else { return nil }
        return ImageReference(seen: text)
    }

    /// Returns the image for a re-creation: the reference that the container was created with.
    func template(of container: DockerContainer) -> Surface {
        isID(container.creationReference, of: container)
            ? .absent : Surface(written: container.creationReference)
    }

    /// Whether a compose service's container was created by digest and not from its compose file.
    ///
    /// Compose labels each container with its image's id, and a re-creation omits that label.
    func wasCreatedWithoutComposeFile(_ container: DockerContainer) -> Bool {
        let labels = container.listed.labels
        guard creationReference(of: container)?.digest != nil,
            labels[EngineLabel.composeService] != nil
        else { return false }
        return labels[EngineLabel.composeImage] != container.imageID
    }

    /// Returns the image for a restart: the one that the container is bound to.
    func declared(of container: DockerContainer) -> Surface {
        guard let repository = repository(of: container) else {
            return .unknown(obstacles[container.imageID] ?? Self.noName)
        }
        let digests = digests(of: container, in: repository)
        guard let digest = digests.first else {
            return .unknown(obstacles[container.imageID] ?? Self.noDigest(of: repository))
        }
        let tag = creationReference(of: container)?.tag
        // If there are several digests, the classic store does not show which one was used.
        let isCertain = digests.count == 1 || isNamedOrBound(container, by: digest)
        let image = ImageReference(
            repository: repository, tag: tag, digest: isCertain || tag == nil ? digest : nil)
        return .image(SeenImage(image, alsoKnownAs: digests))
    }

    func bits(of container: DockerContainer) -> Instance.Bits {
        guard let repository = repository(of: container) else {
            return .unknown(obstacles[container.imageID] ?? Self.noName)
        }
        let digests = digests(of: container, in: repository)
        guard digests.isEmpty else { return .known(digests) }
        return .unknown(obstacles[container.imageID] ?? Self.noDigest(of: repository))
    }

    /// Whether a container is known to be bound to an image.
    func isBound(_ container: DockerContainer, to image: PinnedImage) -> Bool {
        declared(of: container).image.map { seen in
            seen.reference.repository == image.repository && seen.digests.contains(image.digest)
        } ?? false
    }

    private static let noName = Obstacle(
        "it was created from an image id, and the engine does not know one repository of it")

    private static func noDigest(of repository: ImageReference.Repository) -> Obstacle {
        .builtHere(
            "the image was built or loaded here, and the engine has no digest of "
                + "\(repository.familiar) for it")
    }

    /// Returns the repository of the creation; for an image id, the only one with a digest.
    private func repository(of container: DockerContainer) -> ImageReference.Repository? {
        if let reference = creationReference(of: container) { return reference.repository }
        let known = images[container.imageID]?.repositoryDigests.map(\.repository) ?? []
        return Set(known).count == 1 ? known.first : nil
    }

    /// Returns all manifest digests of the container's image in the repository, the best one first.
    ///
    /// The best is a digest in the creation's reference, because the engine looked the image up by
    /// it. Next is the digest that the container is bound to, which is the index if the image has
    /// several platforms; the last is the manifest of its own platform.
    private func digests(
        of container: DockerContainer, in repository: ImageReference.Repository
    ) -> [Digest] {
        let reference = creationReference(of: container)
        let named = reference?.repository == repository ? reference?.digest : nil
        let bound =
            isContainerd || container.manifest != nil ? Digest(seen: container.imageID) : nil
        let stored = images[container.imageID]?.digests(in: repository) ?? []
        let all =
            [named, bound].compactMap(\.self) + stored + [container.manifest].compactMap(\.self)
        var seen: Set<Digest> = []
        return all.filter { seen.insert($0).inserted }
    }

    private func isNamedOrBound(_ container: DockerContainer, by digest: Digest) -> Bool {
        creationReference(of: container)?.digest == digest
            || container.imageID == digest.description
    }

    /// Whether a container's digests may be local: containerd's store gives an image that was built
    /// here the same kind of digests as one that was pulled.
    func mayBeLocal(_ container: DockerContainer) -> Bool {
        isContainerd || container.manifest != nil
    }

    /// Whether a text is an image id; its first digits are enough unless an image has that name.
    private func isID(_ text: String, of container: DockerContainer) -> Bool {
        if text.isEmpty || text == container.imageID || text.hasPrefix("sha256:") { return true }
        let hex = container.imageID.drop { $0 != ":" }.dropFirst()
        guard text.allSatisfy(\.isHexDigit), hex.hasPrefix(text) else { return false }
        let names = images[container.imageID]?.repositoryTags ?? []
        return !names.contains { $0.repository.familiar == text }
    }
}
