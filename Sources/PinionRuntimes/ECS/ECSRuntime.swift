import PinionAWS
import PinionModel
import PinionSyntax

/// The runtime of one ECS cluster.
struct ECSRuntime: Runtime {
    let cluster: ECSCluster
    let settings: ECSSettings
    let definitions: TaskDefinitionCache
    let stacks: StackReader
    let pipelines: PipelineRiskCache

    /// Makes a runtime; `client` is for the cluster's region, and `cache` stores data between runs.
    init(client: AWSClient, settings: ECSSettings, cache: (any TaskDefinitionStore)? = nil) {
        cluster = ECSCluster(client: client, name: settings.cluster)
        self.settings = settings
        pipelines = PipelineRiskCache(
            PipelineWatch(client: client, pipelines: settings.pipelines), cluster: settings.cluster)
        definitions = TaskDefinitionCache(cache)
        stacks = StackReader(client: StackClient(client: client), settings: settings)
    }

    func identity() async throws(RuntimeError) -> String? { try await cluster.arn() }

    /// Reads services, task definitions and tasks; more only if a tag floats or a rollout runs.
    func observe(_ selection: ServiceSelection) async throws(RuntimeError) -> Inventory {
        let listing = try await cluster.listing(selection, in: settings.scope)
        let chosen = listing.services.filter {
            settings.scope.exclusion(name: $0.name, tags: $0.tags) == nil
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
                settings.scope.exclusion(name: name, tags: service?.tags ?? [:])
                ?? (service?.isLeaving == true
                    ? "it is being deleted (DRAINING): create it again, or remove the pin" : nil)
            return reason.map { OutOfScope(name: name, reason: $0) }
        }
    }
}
