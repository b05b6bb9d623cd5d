import PinionHTTP
package import PinionModel
import PinionProcess

extension DockerRuntime {
    /// Re-creates the containers of a service one after the other, and returns once each has proved
    /// itself.
    ///
    /// What a killed run began is finished first: forwards where the wanted image still is the one
    /// that it was about, else backwards.
    package func change(
        _ change: ImageChange, permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
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
        let supply = Supply(
            image: wanted, authorization: await authorization(wanted.repository.registry),
            timeout: change.timeout)
        let workshops = try await workshops(of: snapshot, supply, name)
        do throws(RuntimeError) {
            try await fetch(supply, for: workshops.map(\.workshop.platform), permit)
            for (_, workshop) in workshops { try await workshop.refuseDeparture() }
        } catch .refused(let operation, let reason, let remedy) {
            // Nothing may run where a run was killed: what ran before comes back first.
            try await bringBack(workshops, "cannot \(operation): \(reason)", permit)
            throw .refused(operation: operation, reason: reason, remedy: remedy)
        } catch .unchangeable(let service, let reason) {
            try await bringBack(workshops, reason, permit)
            throw .unchangeable(service: service, reason: reason)
        }
        for (_, workshop) in workshops { try await workshop.run(permit: permit) }
    }

    private func bringBack(
        _ workshops: [(isUnfinished: Bool, workshop: Workshop)], _ reason: String,
        _ permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        for (isUnfinished, workshop) in workshops where isUnfinished {
            try await workshop.run(.withdrawn(reason), permit: permit)
        }
    }

    /// Whether every container runs the wanted image already and nothing is left over.
    private func isDone(_ snapshot: DockerSnapshot, _ wanted: PinnedImage) -> Bool {
        snapshot.containers.allSatisfy { container in
            Leftover.realName(of: container.name, id: container.id) == nil
                && container.isUp && snapshot.images.isBound(container, to: wanted)
        }
    }

    /// What the bits of a new image come from, and how long they may take.
    struct Supply: Sendable {
        let image: PinnedImage
        let authorization: Secret?
        let timeout: Duration
    }

    /// One workshop for each name of the service's containers, and whether a run was killed there.
    private func workshops(
        of snapshot: DockerSnapshot, _ supply: Supply, _ service: String
    ) async throws(RuntimeError) -> [(isUnfinished: Bool, workshop: Workshop)] {
        let deadline = client.clock.now + supply.timeout
        // The images are looked at anew: a pull gives those that are here further digests.
        let shelf = BoundImages(client)
        let store = try await shelf.engineStore()
        var workshops: [(isUnfinished: Bool, workshop: Workshop)] = []
        for (name, isUnfinished) in Self.names(snapshot.containers) {
            let own = snapshot.platform(under: name, on: store)
            let hasChoice =
                if own == nil { false } else {
                    await client.isIndex(supply.image, authorization: supply.authorization)
                }
            let workshop = Workshop(
                runtime: self, service: service, name: name, image: supply.image,
                deadline: deadline, shelf: shelf, platform: hasChoice ? own : nil)
            workshops.append((isUnfinished: isUnfinished, workshop: workshop))
        }
        return workshops
    }

    /// Fetches the image once for each platform that the service's containers are made for.
    private func fetch(
        _ supply: Supply, for platforms: [ImagePlatform?],
        _ permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        let store = try await BoundImages(client).engineStore()
        for platform in Set(platforms) {
            try await client.pull(
                supply.image, for: platform, on: store, authorization: supply.authorization,
                deadline: supply.timeout, permit: permit)
        }
    }

    /// Looks at every container of the engine, since any may use what one of the service's has.
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

    /// The names of a service's containers, ordered, and under which of them a run was killed.
    private static func names(
        _ containers: [DockerContainer]
    ) -> [(name: String, isUnfinished: Bool)] {
        let unfinished = Set(
            containers.compactMap { Leftover.realName(of: $0.name, id: $0.id) })
        let ordinary = containers.filter { Leftover.realName(of: $0.name, id: $0.id) == nil }
        return unfinished.union(ordinary.map(\.name)).sorted().map { name in
            (name: name, isUnfinished: unfinished.contains(name))
        }
    }
}
