import PinionModel
import PinionSyntax

/// The containers and images of one node: the one whose engine is the endpoint.
struct SwarmNodeEngine: Sendable {
    private let containers: [String: (imageID: String, manifest: Digest?)]
    private var images: [String: EngineImage] = [:]
    private var obstacles: [String: Obstacle] = [:]

    /// Reads `GET /containers/json`, and keeps the containers of some tasks.
    init(containers list: JSONNode, of tasks: [SwarmTask]) {
        let wanted = Set(tasks.compactMap(\.containerID))
        var containers: [String: (imageID: String, manifest: Digest?)] = [:]
        for node in list.array ?? [] {
            guard let id = node["Id"]?.string, wanted.contains(id) else { continue }
            containers[id] = (
                imageID: node["ImageID"]?.string ?? "",
                manifest: node["ImageManifestDescriptor"]?["digest"]?.string
                    .flatMap { Digest(seen: $0) }
            )
        }
        self.containers = containers
    }

    /// The ids of the images of containers whose manifest is not given.
    var openImages: Set<String> {
        Set(containers.values.filter { $0.manifest == nil }.map(\.imageID)).subtracting([""])
    }

    /// Returns a copy with images and with the reasons why others could not be read.
    func with(
        images: [String: EngineImage], obstacles: [String: Obstacle]
    ) -> SwarmNodeEngine {
        var copy = self
        copy.images = images
        copy.obstacles = obstacles
        return copy
    }

    /// Returns the image that a task's container runs, if it is on this engine.
    func bits(of task: SwarmTask, repository: ImageReference.Repository) -> Instance.Bits {
        guard let container = task.containerID.flatMap({ containers[$0] }) else {
            let node = task.nodeID.map { "node \($0)" } ?? "another node"
            return .unknown(
                Obstacle("it runs on \(node), another engine, and its task names no digest"))
        }
        if let manifest = container.manifest {
            let index = Digest(seen: container.imageID)
            return .known([index, manifest].compactMap(\.self))
        }
        let digests = images[container.imageID]?.digests(in: repository) ?? []
        guard !digests.isEmpty else {
            return .unknown(
                obstacles[container.imageID]
                    ?? Obstacle("the engine has no digest of \(repository.familiar) for its image"))
        }
        return .known(digests)
    }
}

/// A node of a Swarm, as its manager describes it.
struct SwarmNode: Hashable, Sendable {
    let id: String
    /// The host name, or the id if there is none.
    let name: String
    /// The state: `ready`, `down`, `unknown`, `disconnected`.
    let state: String

    /// Reads an element of `GET /nodes`; `nil` if it has no id.
    init?(_ node: JSONNode) {
        guard let id = node["ID"]?.string else { return nil }
        self.id = id
        let host = node["Description"]?["Hostname"]?.string ?? ""
        name = host.isEmpty ? id : host
        state = node["Status"]?["State"]?.string ?? ""
    }

    /// Whether the manager cannot see what runs there: unwanted tasks may go on running.
    var isCutOff: Bool { ["down", "unknown", "disconnected"].contains(state) }
}
