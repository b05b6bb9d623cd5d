import PinionModel
package import PinionSyntax

/// The containers and images of the one node whose engine was asked.
package struct SwarmNodeEngine: Sendable {
    private let containers: [String: (imageID: String, manifest: Digest?)]
    private let images: [String: EngineImage]

    /// Reads `GET /containers/json` and `GET /images/json`.
    package init(containers: JSONNode, images: JSONNode) {
        let seen = (containers.array ?? []).compactMap { node in
            node["Id"]?.string.map { id in
                (
                    id,
                    (
                        imageID: node["ImageID"]?.string ?? "",
                        manifest: node["ImageManifestDescriptor"]?["digest"]?.string
                            .flatMap { Digest(seen: $0) }
                    )
                )
            }
        }
        self.containers = Dictionary(seen) { first, _ in first }
        self.images = EngineImage.list(images)
    }

    /// What a task's container runs, as far as this engine has it.
    func bits(of task: SwarmTask, repository: ImageReference.Repository) -> Instance.Bits {
        guard let container = task.containerID.flatMap({ containers[$0] }) else {
            let node = task.nodeID.map { "node \($0)" } ?? "another node"
            return .unknown(
                Obstacle("it runs on \(node), another engine, and its task names no digest"))
        }
        if let manifest = container.manifest {
            let index = Digest(seen: container.imageID)
            return .known(Set([manifest, index].compactMap(\.self)).sorted())
        }
        let digests = images[container.imageID]?.digests(in: repository) ?? []
        guard !digests.isEmpty else {
            return .unknown(
                Obstacle("the engine has no digest of \(repository.familiar) for its image"))
        }
        return .known(digests)
    }
}
