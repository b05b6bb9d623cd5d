import PinionHTTP
import PinionModel
import PinionSyntax

/// The images of an engine that containers are bound to, each asked for once.
///
/// `GET /images/json` is not asked: it counts the size of every image of the host (about 8 ms
/// each), and fails as a whole while any of them is removed.
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

    /// What is known of the images that containers are bound to.
    func images(of containers: [DockerContainer]) async throws(RuntimeError) -> DockerImages {
        guard !containers.isEmpty else { return DockerImages(images: [:], isContainerd: false) }
        let store = try await engineStore()
        let (known, obstacles) = try await images(withIDs: Set(containers.map(\.imageID)))
        return DockerImages(images: known, isContainerd: store.isContainerd, obstacles: obstacles)
    }

    /// The images with these ids, and why some cannot be shown; one that is gone is in neither.
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

    /// An image that the engine cannot show is an obstacle, and not an error for all.
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

/// How an engine keeps its images, and what it runs on.
struct DockerStore: Hashable, Sendable {
    /// Whether it is containerd's store: ids are digests, and one image has several platforms.
    let isContainerd: Bool
    /// What the engine itself runs on; nil if it does not say.
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
