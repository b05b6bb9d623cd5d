/// A service that a pipeline may deploy.
package struct WatchedService: Hashable, Sendable {
    /// Its name in the cluster.
    package let name: String
    /// Whether CodeDeploy replaces its tasks, so that only actions of CodeDeploy reach it.
    package let isDeployedByCodeDeploy: Bool
    /// The stacks whose updates change it.
    package let stacks: [WatchedStack]

    /// Names a service.
    package init(
        _ name: String, isDeployedByCodeDeploy: Bool = false, stacks: [WatchedStack] = []
    ) {
        self.name = name
        self.isDeployedByCodeDeploy = isDeployedByCodeDeploy
        self.stacks = stacks
    }
}

/// A stack whose update changes a service.
package struct WatchedStack: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// The parameters that images of the service are made of; nil where that is not known.
    package let parameters: Set<String>?

    /// Names a stack.
    package init(_ name: String, parameters: Set<String>?) {
        self.name = name
        self.parameters = parameters
    }
}
