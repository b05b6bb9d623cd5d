package import PinionModel

extension DockerRuntime {
    /// Re-creates the containers of a service one after the other, and returns once each has proved itself.
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
        let deadline = ContinuousClock.now + change.timeout
        let workshops = Self.names(snapshot.containers).map { place in
            (
                isUnfinished: place.isUnfinished,
                workshop: Workshop(
                    runtime: self, service: name, name: place.name, image: wanted,
                    deadline: deadline)
            )
        }
        do throws(RuntimeError) {
            try await client.pull(
                wanted, authorization: await authorization(wanted.repository.registry),
                deadline: change.timeout, permit: permit)
        } catch .refused(let operation, let reason, let remedy) {
            // Nothing may run where a run was killed: what ran before comes back first.
            for (isUnfinished, workshop) in workshops where isUnfinished {
                try await workshop.run(.bad("cannot \(operation): \(reason)"), permit: permit)
            }
            throw .refused(operation: operation, reason: reason, remedy: remedy)
        }
        for (_, workshop) in workshops { try await workshop.run(permit: permit) }
    }

    /// Whether every container runs the wanted image already and nothing is left over.
    private func isDone(_ snapshot: DockerSnapshot, _ wanted: PinnedImage) -> Bool {
        snapshot.containers.allSatisfy { container in
            Leftover.realName(of: container.name, id: container.id) == nil
                && container.isUp && snapshot.images.isBound(container, to: wanted)
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
