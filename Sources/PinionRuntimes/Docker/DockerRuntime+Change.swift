import PinionHTTP
import PinionModel
import PinionProcess

extension DockerRuntime {
    /// Re-creates a service's containers one by one, and returns once each has proved itself.
    ///
    /// The work of a killed run is completed first, or undone if its image is no longer wanted.
    func change(_ change: ImageChange, permit: WritePermit) async throws(RuntimeError) {
        let name = change.observed.name
        guard let wanted = change.images.first?.image, change.images.count == 1 else {
            throw .unchangeable(service: name, reason: "a container has one image")
        }
        let (snapshot, listed) = try await survey(.only([name]))
        guard !snapshot.containers.isEmpty,
            DockerSnapshot.version(of: snapshot.containers) == change.observed.version
        else { throw .conflict(service: name) }
        if isDone(snapshot, wanted) { return }
        try await refuseShared(snapshot.containers, listed, name)
        let source = ImageSource(
            image: wanted, authorization: await authorization(wanted.repository),
            timeout: change.timeout)
        let recreations = try await recreations(of: snapshot, from: source, name)
        do throws(RuntimeError) {
            try await fetch(source, for: recreations.map(\.platform), permit)
            for recreation in recreations { try await recreation.refuseDeparture() }
        } catch .refused(let operation, let reason, let remedy) {
            // If a killed run stopped a container, that one is restored first.
            try await bringBack(recreations, "cannot \(operation): \(reason)", permit)
            throw .refused(operation: operation, reason: reason, remedy: remedy)
        } catch .unchangeable(let service, let reason) {
            try await bringBack(recreations, reason, permit)
            throw .unchangeable(service: service, reason: reason)
        }
        for recreation in recreations { try await recreation.run(permit: permit) }
    }

    private func bringBack(
        _ recreations: [RecreationRun], _ reason: String, _ permit: WritePermit
    ) async throws(RuntimeError) {
        for recreation in recreations where recreation.isUnfinished {
            try await recreation.run(.unchangeable(reason), permit: permit)
        }
    }

    /// Whether all containers run the wanted image and no leftover exists.
    private func isDone(_ snapshot: DockerSnapshot, _ wanted: PinnedImage) -> Bool {
        snapshot.containers.allSatisfy { container in
            container.leftover == nil && container.isUp
                && snapshot.images.isBound(container, to: wanted)
        }
    }

    /// A new image with the credentials and the time limit for pulling it.
    struct ImageSource: Sendable {
        let image: PinnedImage
        let authorization: Secret?
        let timeout: Duration
    }

    /// Returns one re-creation for each name of the service's containers.
    private func recreations(
        of snapshot: DockerSnapshot, from source: ImageSource, _ service: String
    ) async throws(RuntimeError) -> [RecreationRun] {
        let deadline = client.clock.now + source.timeout
        // The images are read again, because a pull gives existing ones further digests.
        let images = BoundImages(client)
        let store = try await images.engineStore()
        var recreations: [RecreationRun] = []
        for (name, isUnfinished) in Self.names(snapshot.containers) {
            let own = snapshot.platform(under: name, on: store)
            let hasChoice =
                if own == nil { false } else {
                    await client.isIndex(source.image, authorization: source.authorization)
                }
            recreations.append(
                RecreationRun(
                    runtime: self, service: service, name: name, image: source.image,
                    deadline: deadline, images: images, platform: hasChoice ? own : nil,
                    isUnfinished: isUnfinished))
        }
        return recreations
    }

    /// Pulls the image once for each platform of the service's containers.
    private func fetch(
        _ source: ImageSource, for platforms: [ImagePlatform?], _ permit: WritePermit
    ) async throws(RuntimeError) {
        let store = try await BoundImages(client).engineStore()
        for platform in Set(platforms) {
            try await client.pull(
                source.image, for: platform, on: store, authorization: source.authorization,
                deadline: source.timeout, permit: permit)
        }
    }

    /// Refuses containers that share resources; any of the engine's may use one's, so all are read.
    private func refuseShared(
        _ own: [DockerContainer], _ listed: [ListedContainer], _ service: String
    ) async throws(RuntimeError) {
        let ids = Set(own.map(\.id))
        var others: [DockerContainer] = own
        for id in listed.map(\.id) where !ids.contains(id) {
            if let container = try await inspect(id) { others.append(container) }
        }
        for container in own {
            let rest = others.filter { $0.id != container.id }
            if let reason = container.obstacleToChange(others: rest) {
                throw .unchangeable(service: service, reason: reason)
            }
        }
    }

    /// Returns a service's container names, ordered, and whether a re-creation is unfinished there.
    private static func names(
        _ containers: [DockerContainer]
    ) -> [(name: String, isUnfinished: Bool)] {
        let unfinished = Set(containers.compactMap { $0.leftover?.realName })
        let ordinary = containers.filter { $0.leftover == nil }
        return unfinished.union(ordinary.map(\.name)).sorted().map { name in
            (name: name, isUnfinished: unfinished.contains(name))
        }
    }
}
