package import PinionAWS
package import PinionModel
import PinionSyntax

/// The services of one ECS cluster.
package struct ECSRuntime: Runtime {
    let cluster: ECSCluster
    let block: ECSSettings
    let shelf: TaskDefinitionShelf
    let stacks: StackReader
    let pipelines: PipelineShelf

    /// Makes a runtime; asks nothing yet.
    ///
    /// - Parameters:
    ///   - client: The client of the cluster's region.
    ///   - block: The block of the environment's file.
    ///   - cache: Keeps task definitions between runs; nil keeps them for this run only.
    package init(
        client: AWSClient, block: ECSSettings, cache: (any TaskDefinitionCache)? = nil
    ) {
        cluster = ECSCluster(client: client, name: block.cluster)
        self.block = block
        pipelines = PipelineShelf(
            PipelineWatch(client: client, pipelines: block.pipelines), cluster: block.cluster)
        shelf = TaskDefinitionShelf(cache)
        stacks = StackReader(client: StackClient(client: client), block: block)
    }

    /// The cluster's ARN.
    package func identity() async throws(RuntimeError) -> String? { try await cluster.arn() }

    /// Asks for services, task definitions and tasks, and for more only where something floats or
    /// is under way.
    package func observe(
        _ selection: ServiceSelection
    ) async throws(RuntimeError) -> Inventory {
        let listing = try await cluster.listing(selection, in: block.scope)
        let chosen = listing.services.filter {
            block.scope.exclusion(name: $0.name, tags: $0.tags) == nil
                && !($0.isLeaving && selection.names($0.name))
        }
        let snapshot = try await snapshot(of: chosen, selection)
        return Inventory(
            services: chosen.map(snapshot.observation),
            outOfScope: outside(selection, listing, chosen))
    }

    private func outside(
        _ selection: ServiceSelection, _ listing: ECSListing, _ chosen: [ECSService]
    ) -> [OutOfScope] {
        guard case .inScope(let pinned) = selection else { return [] }
        let inside = Set(chosen.map(\.name))
        return pinned.filter { !inside.contains($0) && listing.names.contains($0) }.compactMap {
            name in
            let service = listing.services.first { $0.name == name }
            let reason =
                block.scope.exclusion(name: name, tags: service?.tags ?? [:])
                ?? (service?.isLeaving == true
                    ? "it is being deleted (DRAINING): create it again, or remove the pin" : nil)
            return reason.map { OutOfScope(name: name, reason: $0) }
        }
    }
}

extension ServiceSelection {
    /// Whether a service is asked for by its name, or pinned.
    fileprivate func names(_ name: String) -> Bool {
        switch self {
        case .only(let names): names.contains(name)
        case .inScope(let pinned): pinned.contains(name)
        }
    }
}
