import PinionHTTP
import PinionModel
package import PinionSyntax

/// The images of an engine that containers are bound to, each asked for once.
///
/// `GET /images/json` is not asked: it counts the size of every image of the host (about 8 ms each),
/// and fails as a whole while any of them is removed.
actor BoundImages {
    private let client: EngineClient
    private var store: DockerStore?
    private var images: [String: Sight] = [:]

    /// What came of asking for an image.
    private enum Sight {
        case here(EngineImage)
        case gone
        case unclear(Obstacle)
    }

    /// Takes the engine; asks nothing yet.
    init(_ client: EngineClient) { self.client = client }

    /// How the engine keeps its images.
    func engineStore() async throws(RuntimeError) -> DockerStore {
        if let store { return store }
        let info = try await client.send(.get, "/info").document("ask the engine about itself")
        let found = DockerStore(info: info, api: try await client.version())
        store = found
        return found
    }

    /// What is known of the images that containers are bound to.
    package func images(of containers: [DockerContainer]) async throws(RuntimeError) -> DockerImages {
        guard !containers.isEmpty else { return DockerImages([:], isContainerd: false) }
        let store = try await engineStore()
        let (known, obstacles) = try await images(withIDs: Set(containers.map(\.imageID)))
        return DockerImages(known, isContainerd: store.isContainerd, obstacles: obstacles)
    }

    /// The images with these ids, and why some cannot be shown; one that is gone is in neither.
    package func images(
        withIDs ids: Set<String>
    ) async throws(RuntimeError) -> (known: [String: EngineImage], obstacles: [String: Obstacle]) {
        let store = try await engineStore()
        var known: [String: EngineImage] = [:]
        var obstacles: [String: Obstacle] = [:]
        for id in ids {
            let sight: Sight
            if let seen = images[id] { sight = seen } else { sight = try await image(id, store) }
            images[id] = sight
            switch sight {
            case .here(let image): known[id] = image
            case .unclear(let obstacle): obstacles[id] = obstacle
            case .gone: break
            }
        }
        return (known, obstacles)
    }

    /// An image that is gone is none; one that the engine cannot show is an obstacle, and no more.
    private func image(
        _ id: String, _ store: DockerStore
    ) async throws(RuntimeError) -> Sight {
        let answer = try await client.send(.get, "/images/\(id)/json")
        if answer.status == 404 { return .gone }
        do throws(RuntimeError) {
            let node = try answer.document("look at the image \(id.prefix(19))")
            let image = EngineImage(node, containerd: store.isContainerd)
            return image.map(Sight.here) ?? .gone
        } catch .refused(let operation, let reason, _) {
            return .unclear(Obstacle("cannot \(operation): \(reason)"))
        } catch {
            throw error
        }
    }
}

/// How an engine keeps its images, and what it runs on.
package struct DockerStore: Hashable, Sendable {
    /// Whether they are in containerd's store: then ids are digests, and one image has several
    /// platforms.
    package let isContainerd: Bool
    /// What the engine itself runs on; nil where it does not say.
    package let host: ImagePlatform?
    /// The version that is spoken with it.
    package let api: APIVersion

    /// Reads an answer of `GET /info`.
    package init(info: JSONNode, api: APIVersion) {
        isContainerd = (info["DriverStatus"]?.array ?? []).contains {
            $0.strings == ["driver-type", "io.containerd.snapshotter.v1"]
        }
        host = ImagePlatform(info: info)
        self.api = api
    }
}
