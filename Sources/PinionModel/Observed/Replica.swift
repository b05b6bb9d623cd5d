/// One of several replicas of a container, each with surfaces of its own, as in compose.
package struct Replica: Hashable, Sendable {
    /// The runtime's id of the replica, which is also its instance's id.
    package let id: String
    /// The name shown to operators.
    package let name: String
    /// The image that a re-creation of it would use.
    package let template: Surface
    /// The image that a restart of it would use.
    package let declared: Surface
    /// The author of the last change, if the runtime reports one.
    package let changedBy: Attribution?
    /// Why it will start although it does not run, as the end of "which …"; `nil` if it runs.
    package let reasonStopped: String?

    package init(
        id: String, name: String, template: Surface, declared: Surface,
        changedBy: Attribution? = nil, reasonStopped: String? = nil
    ) {
        (self.id, self.name, self.template, self.declared) = (id, name, template, declared)
        (self.changedBy, self.reasonStopped) = (changedBy, reasonStopped)
    }
}

extension ContainerObservation {
    /// The replicas that run; all replicas if none runs.
    package var leadingReplicas: [Replica] {
        let up = replicas.filter { $0.reasonStopped == nil }
        return up.isEmpty ? replicas : up
    }

    /// The replicas that do not run but will start again, beside others that run.
    package var dormantReplicas: [Replica] {
        replicas.contains { $0.reasonStopped == nil }
            ? replicas.filter { $0.reasonStopped != nil } : []
    }
}
