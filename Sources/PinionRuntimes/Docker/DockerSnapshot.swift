import PinionModel

/// The state of the containers in scope at one moment, which becomes observations.
struct DockerSnapshot: Sendable {
    /// The containers in scope, and those that a re-creation left.
    let containers: [DockerContainer]
    let images: DockerImages
    let scope: DockerScope
    /// The names of all running containers of the engine, in scope or not.
    let runningNames: Set<String>
    /// The time that a container without a health check must run to prove itself.
    let probation: Duration
    /// The ids of containers that were stopped on request, and not by Pinion.
    var stoppedByOthers: Set<String> = []
    /// Instances that are down while others run, and that start again with the engine.
    var dormant: [(container: DockerContainer, clause: String)] = []
    /// Instances that failed while others run, and that nothing starts again, in words.
    var ended: [String] = []

    init(
        containers: [DockerContainer], images: DockerImages, scope: DockerScope,
        runningNames: Set<String> = [], probation: Duration = .seconds(10)
    ) {
        self.runningNames = runningNames.union(containers.filter(\.isUp).map(\.name))
        self.containers = containers.sorted { $0.name < $1.name }
        (self.images, self.scope, self.probation) = (images, scope, probation)
    }

    /// Returns the services, each with all its containers.
    func observations() -> [ServiceObservation] {
        let services = Dictionary(grouping: containers) { scope.service(of: $0.listed) }
        let interrupted = interrupted
        return services.keys.sorted().map { name in
            observation(
                of: name, services[name] ?? [],
                interruption: Self.interruption(interrupted.filter { $0.service == name }))
        }
    }

    /// Returns the platform of the containers of a name, if it is not the host's (`--platform`).
    func platform(under name: String, on store: DockerStore) -> ImagePlatform? {
        guard let host = store.host, store.api >= .containerPlatform else { return nil }
        let former = containers.first { $0.leftover?.realName == name }
        let current = containers.first { $0.name == name }
        let own = (former ?? current).flatMap(images.platform)
        return own.flatMap { $0.isSamePlatform(as: host) ? nil : $0 }
    }

    private func observation(
        of name: String, _ all: [DockerContainer], interruption: Interruption?
    ) -> ServiceObservation {
        let leftovers = all.filter { $0.leftover != nil }
        let oldest = representative(of: all, leftovers: leftovers)
        let up = all.filter(\.isUp)
        let container = ContainerObservation(
            name: name, template: oldest.map(images.template) ?? .absent,
            declared: oldest.map(images.declared) ?? .absent,
            instances: .seen(
                up.map { Instance(id: $0.id, bits: images.bits(of: $0)) }.sorted { $0.id < $1.id }),
            replicas: replicas(of: name, all, leftovers),
            mayBeLocal: all.contains(where: images.mayBeLocal),
            isSourceUnread: all.contains(where: images.wasCreatedWithoutComposeFile))
        return ServiceObservation(
            name: name, objectID: oldest?.id ?? name, version: Self.version(of: all),
            containers: [container],
            wanted: up.isEmpty && leftovers.isEmpty ? wanted(all) : .instances,
            rollout: Self.rollout(up),
            changedBy: oldest?.created.map {
                Attribution(who: "the creation of the container", at: $0.timestamp)
            },
            unfinished: unfinished(leftovers), interruption: interruption,
            unchangeable: unchangeable(all), parts: all.map(\.id),
            aliases: Set(all.flatMap(\.uniqueNames)).sorted())
    }

    /// Returns each name's container with its images, and the dormant ones; empty for only one.
    private func replicas(
        of service: String, _ all: [DockerContainer], _ leftovers: [DockerContainer]
    ) -> [Replica] {
        let names = Dictionary(grouping: all) { $0.leftover?.realName ?? $0.name }
        let leaders = names.values.compactMap { one in
            representative(
                of: one,
                leftovers: leftovers.filter { leftover in one.contains { $0.id == leftover.id } })
        }
        let up = leaders.filter(\.isUp)
        let own = (up.isEmpty ? leaders : up).map { copy(of: $0, reasonStopped: nil) }
        let others = dormant.filter { scope.service(of: $0.container.listed) == service }
            .map { copy(of: $0.container, reasonStopped: $0.clause) }
        return own.count + others.count > 1 ? own + others : []
    }

    private func copy(of container: DockerContainer, reasonStopped: String?) -> Replica {
        Replica(
            id: container.id, name: container.name, template: images.template(of: container),
            declared: images.declared(of: container),
            changedBy: container.created.map {
                Attribution(
                    who: "the creation of the container \(container.name)", at: $0.timestamp)
            }, reasonStopped: reasonStopped)
    }

    /// Returns the container that represents the service: the oldest, which a change reaches last.
    ///
    /// With a leftover, that is the new container if it runs, otherwise the leftover.
    private func representative(
        of all: [DockerContainer], leftovers: [DockerContainer]
    ) -> DockerContainer? {
        let real = all.filter { one in !leftovers.contains { $0.id == one.id } }
        let candidates = real.contains(where: \.isUp) ? real.filter(\.isUp) : leftovers
        return (candidates.isEmpty ? all : candidates).min { one, other in
            switch (one.created, other.created) {
            case (let one?, let other?) where one != other: one < other
            default: one.id < other.id
            }
        }
    }

    /// Returns a text that changes whenever a container is added, removed or replaced.
    static func version(of containers: [DockerContainer]) -> String {
        containers.map { String($0.id.prefix(12)) }.sorted().joined(separator: "+")
    }

    private func unfinished(_ leftovers: [DockerContainer]) -> String? {
        guard !leftovers.isEmpty else { return nil }
        let names = leftovers.map(\.name).joined(separator: ", ")
        return "its re-creation left \(names)"
    }

    private static func rollout(_ up: [DockerContainer]) -> Rollout {
        for container in up {
            switch (container.listed.state, container.health) {
            case (.paused, _): return .progressing("the container \(container.name) is paused")
            case (.restarting, _):
                return .progressing("the container \(container.name) is restarting")
            case (_, .starting):
                return .progressing("the health check of \(container.name) has not passed yet")
            case (_, .unhealthy): return .progressing("the health check of \(container.name) fails")
            default: continue
            }
        }
        return .settled
    }

    /// Returns what should run of a service that has no running container.
    private func wanted(_ all: [DockerContainer]) -> Wanted {
        if let one = all.first(where: { stoppedByOthers.contains($0.id) }) {
            return .stalled("somebody stopped the container \(one.name); start it, or remove it")
        }
        guard let down = all.first(where: { !$0.hasEndedWell }) else { return .end }
        let state = down.hasStarted ? "has exited with code \(down.exitCode)" : "was never started"
        return .stalled("the container \(down.name) \(state); start it, or remove it")
    }

    private func unchangeable(_ all: [DockerContainer]) -> String? {
        if let first = all.first, all.allSatisfy({ !$0.isUp && $0.leftover == nil }) {
            return all.allSatisfy(\.hasEndedWell)
                ? "it ran to its end, and a re-creation would run it again"
                : "the container \(first.name) does not run"
        }
        for container in all {
            let others = containers.filter { $0.id != container.id }
            if let reason = container.obstacleToChange(others: others) { return reason }
        }
        return nil
    }
}

extension DockerContainer {
    /// The container's unique name on the engine, and the compose service that it belongs to.
    fileprivate var uniqueNames: [String] {
        let labels = listed.labels
        let full = ObjectName.full(leftover?.realName ?? name)
        guard let project = labels[EngineLabel.project] else { return [full] }
        let service = labels[EngineLabel.composeService] ?? name
        return [full, ObjectName.compose(project: project, service: service)]
    }

    /// Returns why a re-creation would harm this or other containers; `nil` if it would not.
    func obstacleToChange(others: [DockerContainer]) -> String? {
        if removesItself {
            return "the engine removes the container \(name) as soon as it stops (--rm)"
        }
        if listed.state == .paused { return "the container \(name) is paused" }
        if let lender = borrowsFrom.first {
            return "the container \(name) uses the network, processes or volumes of \(lender)"
        }
        let names: Set<String> = [
            name, leftover?.realName ?? name, id, String(id.prefix(12)),
        ]
        if let user = others.first(where: { !names.isDisjoint(with: $0.borrowsFrom) }) {
            return "the container \(user.name) uses the network, processes or volumes of \(name)"
        }
        if let user = others.first(where: { !names.isDisjoint(with: $0.links) }) {
            return "the container \(user.name) is linked to \(name) (--link)"
        }
        return nil
    }
}
