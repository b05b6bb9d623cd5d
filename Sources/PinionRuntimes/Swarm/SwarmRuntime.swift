import PinionHTTP
package import PinionModel
import PinionSyntax

/// The services of one Swarm, through the engine of one of its managers.
package struct SwarmRuntime: Runtime {
    let client: EngineClient
    let scope: SwarmScope
    let authorization: RegistryAuthorization

    /// Makes a runtime; asks nothing yet.
    ///
    /// - Parameters:
    ///   - client: The manager's engine.
    ///   - scope: What of the Swarm belongs to the environment.
    ///   - authorization: Credentials that the manager and its nodes pull with; without any, those
    ///     that the service's spec holds are kept.
    package init(
        client: EngineClient, scope: EngineScope,
        authorization: @escaping RegistryAuthorization = { _ in nil }
    ) {
        self.client = client
        self.scope = SwarmScope(scope)
        self.authorization = authorization
    }

    /// The Swarm's cluster id.
    package func identity() async throws(RuntimeError) -> String? {
        let info = try await client.send(.get, "/info").document("ask the engine about itself")
        let swarm = info["Swarm"]
        if swarm?["ControlAvailable"]?.bool == true, let id = swarm?["Cluster"]?["ID"]?.string,
            !id.isEmpty
        {
            return id
        }
        let isWorker = swarm?["LocalNodeState"]?.string == "active"
        throw .refused(
            operation: "ask the Swarm at \(client.endpoint)",
            reason: isWorker
                ? "this engine is a worker of its Swarm" : "this engine is not part of a Swarm",
            remedy: "name the endpoint of one of the Swarm's managers")
    }

    /// Asks for services, tasks and nodes, and for more only where something floats or is under way.
    package func observe(
        _ selection: ServiceSelection
    ) async throws(RuntimeError) -> Inventory {
        let all = try await services(selection)
        let chosen = all.filter { isChosen($0, selection) }
        guard !chosen.isEmpty else {
            return Inventory(services: [], outOfScope: outside(selection, all))
        }
        let tasks = try await runningTasks(of: chosen)
        let first = SwarmSnapshot(services: chosen, tasks: tasks)
        let snapshot = SwarmSnapshot(
            services: chosen, tasks: tasks, failures: try await failures(of: first.unsettled),
            cutOff: try await cutOffTasks(of: chosen, selection),
            engine: try await nodeEngine(of: first.floating))
        return Inventory(
            services: snapshot.observations(in: scope), outOfScope: outside(selection, all))
    }
}

extension SwarmRuntime {
    /// How many ids go into one filter before everything is asked for instead: they stand in the
    /// URL.
    private static let mostFiltered = 64

    private func isChosen(_ service: SwarmService, _ selection: ServiceSelection) -> Bool {
        guard let name = scope.name(of: service) else { return false }
        return switch selection {
        case .inScope: true
        case .only(let names): names.contains(name)
        }
    }

    private func outside(
        _ selection: ServiceSelection, _ services: [SwarmService]
    ) -> [OutOfScope] {
        switch selection {
        case .inScope(let pinned): scope.outside(pinned, of: services)
        case .only: []
        }
    }

    private func services(
        _ selection: ServiceSelection
    ) async throws(RuntimeError) -> [SwarmService] {
        var query = [("status", "true")]
        if case .only(let names) = selection, names.count <= Self.mostFiltered {
            let full = names.flatMap(scope.fullNames(of:))
            query.append(EngineFilters.query([("name", full)]))
        }
        let list = try await client.send(.get, "/services", query: query)
            .list("list the Swarm's services")
        return (list.array ?? []).compactMap(SwarmService.init)
    }

    private func runningTasks(
        of services: [SwarmService]
    ) async throws(RuntimeError) -> [SwarmTask] {
        try await tasks([("desired-state", ["running", "complete"])], of: services)
    }

    private func failures(of services: [SwarmService]) async throws(RuntimeError) -> [SwarmTask] {
        guard !services.isEmpty else { return [] }
        return try await tasks([("desired-state", ["shutdown"])], of: services)
            .filter(\.hasFailed)
    }

    /// The tasks that nobody wants any more on nodes that the managers do not reach, while a change is not watched: only
    /// what is wanted proves that.
    private func cutOffTasks(
        of services: [SwarmService], _ selection: ServiceSelection
    ) async throws(RuntimeError) -> [(task: SwarmTask, node: String)] {
        guard case .inScope = selection, services.contains(where: { $0.mode != .replicated(0) })
        else { return [] }
        let list = try await client.send(.get, "/nodes").list("list the Swarm's nodes")
        let nodes = (list.array ?? []).compactMap(SwarmNode.init).filter(\.isCutOff)
        guard !nodes.isEmpty else { return [] }
        let names = Dictionary(grouping: nodes, by: \.id)
        var filters: [(key: String, values: [String])] = [
            ("desired-state", ["shutdown", "remove"])
        ]
        if nodes.count <= Self.mostFiltered { filters.append(("node", nodes.map(\.id))) }
        return try await tasks(filters, of: services).compactMap { task in
            guard task.mayStillRun, let node = task.nodeID.flatMap({ names[$0]?.first }) else {
                return nil
            }
            return (task, node.name)
        }
    }

    private func tasks(
        _ filters: [(key: String, values: [String])], of services: [SwarmService]
    ) async throws(RuntimeError) -> [SwarmTask] {
        var filters = filters
        if services.count <= Self.mostFiltered {
            filters.append(("service", services.map(\.id)))
        }
        let list = try await client.send(
            .get, "/tasks", query: [EngineFilters.query(filters)]
        )
        .list("list the Swarm's tasks")
        return (list.array ?? []).compactMap(SwarmTask.init)
    }

    /// What the node's engine knows of tasks that float; nil where none does.
    ///
    /// The images are asked for one by one: a list fails as a whole while one image of the host is incomplete.
    private func nodeEngine(
        of tasks: [SwarmTask]
    ) async throws(RuntimeError) -> SwarmNodeEngine? {
        guard !tasks.isEmpty else { return nil }
        let filter = EngineFilters.query([("label", [EngineLabel.swarmTask])])
        let containers = try await client.send(.get, "/containers/json", query: [filter])
            .list("list the engine's containers")
        let engine = SwarmNodeEngine(containers: containers, of: tasks)
        guard !engine.openImages.isEmpty else { return engine }
        let images = try await BoundImages(client).images(withIDs: engine.openImages)
        return engine.knowing(images.known, obstacles: images.obstacles)
    }
}
