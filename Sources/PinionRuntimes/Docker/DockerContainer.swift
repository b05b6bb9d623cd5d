import PinionModel
import PinionSyntax

/// The parts of `GET /containers/{id}/json` that are needed to observe and change a container.
struct DockerContainer: Sendable {
    enum Health: String, Hashable, Sendable {
        case starting
        case healthy
        case unhealthy
    }

    /// The values that `GET /containers/json` reports too.
    private(set) var listed: ListedContainer
    /// The id in the engine's store of the image that it runs.
    let imageID: String
    /// The reference that it was created with; outdated once the tag moves.
    let creationReference: String
    /// The digest of the platform manifest that it runs; only known with containerd's image store.
    let manifest: Digest?
    /// The platform of that manifest; only known with containerd's image store.
    let platform: ImagePlatform?
    let created: EngineTime?
    /// The number of restarts by the engine since its last explicit start.
    let restarts: Int
    /// The state of its health check; `nil` if it has none.
    let health: Health?
    /// The engine's message about its last failed start; empty if there is none.
    let startError: String
    /// The networks that it is attached to, sorted.
    let networks: [String]
    /// Whether the engine removes it when it stops (`--rm`).
    let removesItself: Bool
    /// The containers whose network, processes, memory or volumes it uses, by name or id.
    let borrowsFrom: [String]
    /// The whole response, from which the container can be re-created.
    let document: JSONNode

    /// Reads `GET /containers/{id}/json`; `nil` if its id, name or image is missing.
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
        startError = maskedWords(state?["Error"]?.string ?? "")
        networks = (node["NetworkSettings"]?["Networks"]?.members ?? []).map(\.key).sorted()
        removesItself = host?["AutoRemove"]?.bool ?? false
        borrowsFrom = Self.lenders(host)
        document = node
    }

    /// Returns the container without the orchestrator labels inherited from its image (`image`).
    func withoutInheritedLabels(from image: [String: String]) -> DockerContainer {
        var copy = self
        copy.listed = listed.withoutInheritedLabels(from: image)
        return copy
    }

    var id: String { listed.id }
    var name: String { listed.name }
    /// The mark in its name that a re-creation set it aside; `nil` for an ordinary name.
    var leftover: Leftover? { listed.leftover }
    /// Whether it runs, or will run without intervention.
    var isUp: Bool { listed.state?.isUp ?? false }

    var exitCode: Int { document["State"]?["ExitCode"]?.int ?? 0 }
    /// Whether the kernel killed it for lack of memory.
    var wasOOMKilled: Bool { document["State"]?["OOMKilled"]?.bool ?? false }
    /// The output of its recent health checks, oldest first; may contain secrets.
    var healthOutputs: [String] {
        (document["State"]?["Health"]?["Log"]?.array ?? []).compactMap { $0["Output"]?.string }
            .filter { !$0.isEmpty }
    }
    /// Whether it has a terminal, which merges standard output and standard error.
    var hasTerminal: Bool { document["Config"]?["Tty"]?.bool ?? false }
    /// The time that the engine waits for it to stop before killing it.
    var stopTimeout: Duration {
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

    /// The names of the containers that it is linked to by the legacy option `--link`.
    var links: [String] {
        (document["HostConfig"]?["Links"]?.strings ?? []).map { link in
            String(link.drop { $0 == "/" }.prefix { $0 != ":" })
        }
    }
}
