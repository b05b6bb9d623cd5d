import PinionHTTP
import PinionModel
import PinionSyntax

/// The images of an engine that containers are bound to; each is requested once.
///
/// `GET /images/json` is not used: it computes the size of every image of the host (about 8 ms
/// each), and fails entirely while any of them is being removed.
actor BoundImages {
    private let client: EngineClient
    private var store: DockerStore?
    private var images: [String: Lookup] = [:]

    private enum Lookup {
        case here(EngineImage)
        case gone
        case unclear(Obstacle)
    }

    init(_ client: EngineClient) { self.client = client }

    func engineStore() async throws(RuntimeError) -> DockerStore {
        if let store { return store }
        let found = DockerStore(info: try await client.info(), api: try await client.version())
        store = found
        return found
    }

    /// Returns the images that containers are bound to.
    func images(of containers: [DockerContainer]) async throws(RuntimeError) -> DockerImages {
        guard !containers.isEmpty else { return DockerImages(images: [:], isContainerd: false) }
        let store = try await engineStore()
        let (known, obstacles) = try await images(withIDs: Set(containers.map(\.imageID)))
        return DockerImages(images: known, isContainerd: store.isContainerd, obstacles: obstacles)
    }

    /// Returns the images with these ids, and why others cannot be shown; missing ones are omitted.
    func images(
        withIDs ids: Set<String>
    ) async throws(RuntimeError) -> (known: [String: EngineImage], obstacles: [String: Obstacle]) {
        let store = try await engineStore()
        var known: [String: EngineImage] = [:]
        var obstacles: [String: Obstacle] = [:]
        for id in ids {
            let lookup: Lookup
            if let seen = images[id] { lookup = seen } else { lookup = try await image(id, store) }
            images[id] = lookup
            switch lookup {
            case .here(let image): known[id] = image
            case .unclear(let obstacle): obstacles[id] = obstacle
            case .gone: break
            }
        }
        return (known, obstacles)
    }

    /// Reads an image; one that the engine cannot show is an obstacle and not an error.
    private func image(_ id: String, _ store: DockerStore) async throws(RuntimeError) -> Lookup {
        let answer = try await client.send(.get, "/images/\(id)/json")
        if answer.status == 404 { return .gone }
        do throws(RuntimeError) {
            let node = try answer.document("look at the image \(id.prefix(19))")
            let image = EngineImage(node, containerd: store.isContainerd)
            return image.map(Lookup.here) ?? .gone
        } catch .refused(let operation, let reason, _) {
            return .unclear(Obstacle("cannot \(operation): \(reason)"))
        } catch {
            throw error
        }
    }
}

/// The image store and the platform of an engine.
struct DockerStore: Hashable, Sendable {
    /// Whether it is containerd's store: ids are digests, and one image has several platforms.
    let isContainerd: Bool
    /// The engine's own platform; `nil` if the engine does not give it.
    let host: ImagePlatform?
    let api: APIVersion

    /// Reads an answer of `GET /info`.
    init(info: JSONNode, api: APIVersion) {
        isContainerd = (info["DriverStatus"]?.array ?? []).contains {
            $0.strings == ["driver-type", "io.containerd.snapshotter.v1"]
        }
        host = ImagePlatform(info: info)
        self.api = api
    }
}
