import PinionHTTP
package import PinionModel
import PinionSyntax

/// The runtime of one Swarm, reached through one of its manager nodes.
package struct SwarmRuntime: Runtime {
    let client: EngineClient
    let scope: SwarmScope
    let authorization: RegistryAuthorization

    /// Makes a runtime for a manager's `client`; without `authorization`, services keep
    /// credentials.
    package init(
        client: EngineClient, scope: EngineScope,
        authorization: @escaping RegistryAuthorization = { _ in nil }
    ) {
        (self.client, self.authorization) = (client, authorization)
        self.scope = SwarmScope(scope)
    }

    /// Returns the Swarm's cluster id.
    package func identity() async throws(RuntimeError) -> String? {
        let info = try await client.info()
        let swarm = info["Swarm"]
        if swarm?["ControlAvailable"]?.bool == true, let id = swarm?["Cluster"]?["ID"]?.string,
            !id.isEmpty
        {
            return id
        }
        if swarm?["ControlAvailable"]?.bool == true {
            let words = maskedWords(swarm?["Error"]?.string ?? "", atMost: 500)
            throw .unreachable(
                endpoint: client.endpoint.description,
                reason: words.isEmpty ? "this manager does not know the id of its Swarm" : words,
                remedy: EngineAnswer.leaderless)
        }
        let operation = "ask the Swarm at \(client.endpoint)"
        let state = swarm?["LocalNodeState"]?.string ?? ""
        guard ["active", "inactive", ""].contains(state) else {
            // For example `locked` after a restart, or `pending` while it cannot join.
            throw .refused(
                operation: operation, reason: "this engine's part in its Swarm is `\(state)`",
                remedy: "see `docker info`; a locked manager opens with `docker swarm unlock`")
        }
        throw .notMember(
            operation: operation,
            reason: state == "active"
                ? "this engine is a worker of its Swarm" : "this engine is not part of a Swarm",
            remedy: "name the endpoint of one of the Swarm's managers")
    }

    /// Reads services and all their tasks; more only if a task has no digest or is ending.
    package func observe(_ selection: ServiceSelection) async throws(RuntimeError) -> Inventory {
        let all = try await services(selection)
        let chosen = all.filter { scope.name(of: $0).map(selection.covers) == true }
        guard !chosen.isEmpty else {
            return Inventory(services: [], outOfScope: outside(selection, all))
        }
        let (tasks, now) = try await runningTasks(of: chosen)
        let former = try await self.tasks(
            [("desired-state", ["shutdown", "remove"])], of: chosen
        ).list.filter(\.isFormer)
        let removed = selection.isWhole ? try await removedServiceTasks(former, chosen, all) : []
        // Only reachable tasks count when a change is verified: a lost node must not block it.
        let cutOff = try await cutOffTasks(of: former)
        let lost = Set(cutOff.map(\.task.id))
        let first = SwarmSnapshot(
            services: chosen, tasks: tasks, former: former.filter { !lost.contains($0.id) },
            cutOff: selection.isWhole ? cutOff : [], removed: removed, now: now)
        let snapshot = first.knowing(try await nodeEngine(of: first.floating))
        return Inventory(
            services: snapshot.observations(in: scope), outOfScope: outside(selection, all))
    }
}

extension SwarmRuntime {
    /// The most ids in a filter, since they are part of the URL; above, the filter is omitted.
    private static let maximumFilterIDs = 64

    private func outside(
        _ selection: ServiceSelection, _ services: [SwarmService]
    ) -> [OutOfScope] {
        guard case .inScope(let pinned) = selection else { return [] }
        return scope.outside(pinned, of: services)
    }

    private func services(
        _ selection: ServiceSelection
    ) async throws(RuntimeError) -> [SwarmService] {
        var query = [("status", "true")]
        if case .only(let names) = selection, names.count <= Self.maximumFilterIDs {
            let full = names.flatMap(scope.fullNames(of:))
            query.append(EngineClient.filters([("name", full)]))
        }
        let list = try await client.send(.get, "/services", query: query)
            .list("list the Swarm's services")
        return (list.array ?? []).compactMap(SwarmService.init)
    }

    func runningTasks(
        of services: [SwarmService]
    ) async throws(RuntimeError) -> (list: [SwarmTask], at: Timestamp?) {
        try await tasks([("desired-state", ["running", "complete"])], of: services)
    }

    /// Returns unwanted tasks that may still run on nodes that the managers cannot reach.
    ///
    /// If the manager refuses to list its nodes, all of them count as unreachable.
    private func cutOffTasks(
        of former: [SwarmTask]
    ) async throws(RuntimeError) -> [(task: SwarmTask, node: String)] {
        let open = former.filter(\.mayStillRun)
        guard !open.isEmpty else { return [] }
        let answer = try await client.send(.get, "/nodes")
        let list = answer.isSuccess ? try answer.list("list the Swarm's nodes").array : nil
        let nodes = Dictionary(grouping: (list ?? []).compactMap(SwarmNode.init), by: \.id)
        return open.compactMap { task in
            guard let id = task.nodeID else { return nil }
            let node = nodes[id]?.first
            return node?.isCutOff ?? true ? (task, node?.name ?? id) : nil
        }
    }

    /// Returns running tasks of services that were removed, and perhaps created again.
    ///
    /// `former` already contains them if it was listed without a service filter.
    private func removedServiceTasks(
        _ former: [SwarmTask], _ chosen: [SwarmService], _ all: [SwarmService]
    ) async throws(RuntimeError) -> [SwarmTask] {
        let known = Set(all.map(\.id))
        let tasks =
            chosen.count > Self.maximumFilterIDs
            ? former : try await tasks([("desired-state", ["remove"])], of: nil).list
        return tasks.filter { $0.isEnding && !known.contains($0.serviceID) }
    }

    /// Returns tasks, with the time of the list by the engine's clock.
    private func tasks(
        _ filters: [(key: String, values: [String])], of services: [SwarmService]?
    ) async throws(RuntimeError) -> (list: [SwarmTask], at: Timestamp?) {
        var filters = filters
        if let services, services.count <= Self.maximumFilterIDs {
            filters.append(("service", services.map(\.id)))
        }
        let answer = try await client.send(.get, "/tasks", query: [EngineClient.filters(filters)])
        let list = try answer.list("list the Swarm's tasks")
        return ((list.array ?? []).compactMap(SwarmTask.init), answer.date)
    }

    /// Returns the node's containers and images for tasks without a digest; `nil` without any.
    ///
    /// Images are requested one by one, since a list fails entirely if one image is incomplete.
    private func nodeEngine(of tasks: [SwarmTask]) async throws(RuntimeError) -> SwarmNodeEngine? {
        guard !tasks.isEmpty else { return nil }
        let filter = EngineClient.filters([("label", [EngineLabel.swarmTask])])
        let containers = try await client.send(.get, "/containers/json", query: [filter])
            .list("list the engine's containers")
        let engine = SwarmNodeEngine(containers: containers, of: tasks)
        guard !engine.openImages.isEmpty else { return engine }
        let images = try await BoundImages(client).images(withIDs: engine.openImages)
        return engine.with(images: images.known, obstacles: images.obstacles)
    }
}
