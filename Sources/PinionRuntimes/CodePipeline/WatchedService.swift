/// A service that a pipeline may deploy.
package struct WatchedService: Hashable, Sendable {
    /// Its name in the cluster.
    package let name: String
    /// Whether CodeDeploy replaces its tasks, so that only actions of CodeDeploy reach it.
    package let isDeployedByCodeDeploy: Bool

    /// Names a service.
    package init(_ name: String, isDeployedByCodeDeploy: Bool = false) {
        self.name = name
        self.isDeployedByCodeDeploy = isDeployedByCodeDeploy
    }
}
