import PinionModel

/// What the named pipelines may do to services, looked at once for all looks of a run.
actor PipelineShelf {
    private let watch: PipelineWatch
    private let cluster: String
    private var known: [String: [Risk]]?

    init(_ watch: PipelineWatch, cluster: String) {
        self.watch = watch
        self.cluster = cluster
    }

    /// The risks of services, by name; a look at the whole scope asks anew, one at a few takes what is known.
    func risks(
        of services: [ECSService], _ stacks: [String: StackSurface], isWhole: Bool
    ) async -> [String: [Risk]] {
        if let known, !isWhole { return known }
        let risks = await watch.risks(
            cluster: cluster,
            services: services.map {
                WatchedService(
                    $0.name, isDeployedByCodeDeploy: $0.controller == .codeDeploy,
                    stacks: stacks[$0.name]?.owners ?? [])
            })
        if isWhole { known = risks }
        return risks
    }
}
