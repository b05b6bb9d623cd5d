import PinionModel
import PinionSyntax

/// An image in an engine's store.
struct EngineImage: Hashable, Sendable {
    /// A config digest in the classic store, a manifest or index digest in containerd's.
    let id: String
    /// The digests under which it is known, each with a repository.
    let repositoryDigests: [ImageReference]
    /// The image's current names.
    let repositoryTags: [ImageReference]
    /// Whether it is kept in containerd's store, where the id itself is a manifest's digest.
    let isInContainerd: Bool
    /// The platform, if given; if containerd's store has several, the engine's own.
    let platform: ImagePlatform?
    /// The labels that all of its containers get.
    let labels: [String: String]

    /// Reads an answer of `GET /images/{name}/json`; `nil` if it has no id.
    ///
    /// Newer engines add `Descriptor` in containerd's store (Docker documentation, "containerd
    /// image store").
    init?(_ node: JSONNode, containerd: Bool = false) {
        guard let id = node["Id"]?.string else { return nil }
        self.id = id
        repositoryDigests = Self.references(node["RepoDigests"])
        repositoryTags = Self.references(node["RepoTags"])
        isInContainerd =
            containerd || node["Descriptor"]?.members != nil
            || repositoryDigests.contains { $0.digest?.description == id }
        platform = ImagePlatform(image: node)
        labels = node["Config"]?["Labels"]?.texts ?? [:]
    }

    /// Returns the digests under which a repository has the image, ordered.
    func digests(in repository: ImageReference.Repository) -> [Digest] {
        let named = repositoryDigests.filter { $0.repository == repository }.compactMap(\.digest)
        let own = isInContainerd ? Digest(seen: id) : nil
        return Set(named + [own].compactMap(\.self)).sorted()
    }

    /// Reads names; skips those that cannot be parsed, such as `<none>@<none>` of unnamed images.
    private static func references(_ node: JSONNode?) -> [ImageReference] {
        (node?.strings ?? []).compactMap { ImageReference(seen: $0) }
    }
}
