import PinionModel
import PinionSyntax

/// A container as `GET /containers/{id}/json` shows it, as far as observing and changing need it.
struct DockerContainer: Sendable {
    enum Health: String, Hashable, Sendable {
        case starting
        case healthy
        case unhealthy
    }

    /// What the list says of it too.
    private(set) var listed: ListedContainer
    /// What it is bound to: the id of an image of the engine's store.
    let imageID: String
    /// The reference that it was created with; it lies once a tag moves.
    let creationReference: String
    /// The platform's manifest that it runs; only containerd's store says it.
    let manifest: Digest?
    /// What that manifest is made for; only containerd's store says it.
    let platform: ImagePlatform?
    let created: EngineTime?
    /// How often the engine started it again since it was started by somebody.
    let restarts: Int
    /// Its health check's outcome; nil if it has none.
    let health: Health?
    /// The engine's words about its last failed start.
    let complaint: String
    /// The networks that it is attached to, ordered.
    let networks: [String]
    /// Whether the engine removes it when it stops.
    let removesItself: Bool
    /// The containers whose network, processes, memory or volumes it uses, by name or id.
    let borrowsFrom: [String]
    /// The whole answer, for a re-creation.
    let document: JSONNode

    /// Reads `GET /containers/{id}/json`; nil if what identifies a container is missing.
    init?(_ node: JSONNode) {
        guard let id = node["Id"]?.string, let name = node["Name"]?.string,
            let image = node["Image"]?.string
        else { return nil }
        let (config, state, host) = (node["Config"], node["State"], node["HostConfig"])
        listed = ListedContainer(
            id: id, name: String(name.drop { $0 == "/" }), labels: config?["Labels"]?.texts ?? [:],
            state: state?["Status"]?.string.flatMap(ListedContainer.State.init), imageID: image)
        imageID = image
        creationReference = config?["Image"]?.string ?? ""
        manifest = node["ImageManifestDescriptor"]?["digest"]?.string.flatMap { Digest(seen: $0) }
        platform = ImagePlatform(descriptor: node["ImageManifestDescriptor"]?["platform"])
        created = node["Created"]?.time
        restarts = node["RestartCount"]?.int ?? 0
        health = state?["Health"]?["Status"]?.string.flatMap(Health.init)
        complaint = maskedWords(state?["Error"]?.string ?? "")
        networks = (node["NetworkSettings"]?["Networks"]?.members ?? []).map(\.key).sorted()
        removesItself = host?["AutoRemove"]?.bool ?? false
        borrowsFrom = Self.lenders(host)
        document = node
    }

    /// The same with only its own orchestrator labels; `image` are its image's labels.
    func owningLabels(besides image: [String: String]) -> DockerContainer {
        var copy = self
        copy.listed = listed.owningLabels(besides: image)
        return copy
    }

    var id: String { listed.id }
    var name: String { listed.name }
    /// What its name says of a re-creation that set it aside; nil for an ordinary name.
    var leftover: Leftover? { listed.leftover }
    /// Whether it runs, or will without anybody doing anything.
    var isUp: Bool { listed.state?.isUp ?? false }

    var exitCode: Int { document["State"]?["ExitCode"]?.int ?? 0 }
    /// Whether the kernel ended it because it had no memory left.
    var wasOutOfMemory: Bool { document["State"]?["OOMKilled"]?.bool ?? false }
    /// What its health check printed, the oldest first; it may hold secrets.
    var healthOutputs: [String] {
        (document["State"]?["Health"]?["Log"]?.array ?? []).compactMap { $0["Output"]?.string }
            .filter { !$0.isEmpty }
    }
    /// Whether it has a terminal, which mixes its outputs.
    var hasTerminal: Bool { document["Config"]?["Tty"]?.bool ?? false }
    /// How long it may take to stop before the engine kills it.
    var stopPatience: Duration {
        .seconds(max(document["Config"]?["StopTimeout"]?.int ?? 10, 0))
    }

    private static func lenders(_ host: JSONNode?) -> [String] {
        let modes = ["NetworkMode", "IpcMode", "PidMode"].compactMap { key in
            host?[key]?.string.flatMap { mode in
                mode.hasPrefix("container:") ? String(mode.dropFirst("container:".count)) : nil
            }
        }
        let volumes = (host?["VolumesFrom"]?.strings ?? []).map { text in
            String(text.prefix { $0 != ":" })
        }
        return modes + volumes
    }

    /// The containers that it is linked to in the old way (`--link`), by name.
    var links: [String] {
        (document["HostConfig"]?["Links"]?.strings ?? []).map { link in
            String(link.drop { $0 == "/" }.prefix { $0 != ":" })
        }
    }
}
