/// Judges whether a new container has proved itself: by its own health check, or by running on.
package struct Probation: Hashable, Sendable {
    /// How long one without a health check must run without a restart.
    package let probation: Duration

    /// Takes the time that a container without a health check must run.
    package init(probation: Duration) { self.probation = probation }

    /// What can be said of a container that was watched for some time.
    package func verdict(
        on container: DockerContainer, after watched: Duration
    ) -> Recreation.Verdict {
        let memory = container.wasOutOfMemory ? ", out of memory" : ""
        let words = memory + (container.complaint.isEmpty ? "" : ": \(container.complaint)")
        guard container.restarts == 0, container.listed.state != .restarting else {
            // A container that runs again has no exit code any more.
            let code = container.exitCode == 0 ? "" : " with exit code \(container.exitCode)"
            return .bad("the new container ended\(code) and was restarted\(words)")
        }
        guard container.isUp else {
            return .bad("the new container ended with exit code \(container.exitCode)\(words)")
        }
        switch container.health {
        case .healthy: return .good
        case .unhealthy: return .bad("the health check of the new container fails")
        case .starting: return .open
        case nil: return watched >= probation ? .good : .open
        }
    }
}
