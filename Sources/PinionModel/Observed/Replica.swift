/// One of several replicas of a container with surfaces of their own: of a Docker service.
package struct Replica: Hashable, Sendable {
    /// The runtime's id of it: its instance has the same one.
    package let id: String
    /// What people call it.
    package let name: String
    /// What a re-creation of it would use.
    package let template: Surface
    /// What a restart of it would use.
    package let declared: Surface
    /// Who changed it last, where the runtime tells.
    package let changedBy: Attribution?
    /// Why it is started although it does not run now, as the end of "which …"; nil where it runs.
    package let dormancy: String?

    /// Puts a copy together.
    package init(
        id: String, name: String, template: Surface, declared: Surface,
        changedBy: Attribution? = nil, dormancy: String? = nil
    ) {
        self.id = id
        self.name = name
        self.template = template
        self.declared = declared
        self.changedBy = changedBy
        self.dormancy = dormancy
    }
}

extension ContainerObservation {
    /// The replicas that run; where none does, all of them.
    package var leadingReplicas: [Replica] {
        let up = replicas.filter { $0.dormancy == nil }
        return up.isEmpty ? replicas : up
    }

    /// The replicas that do not run and are started again, beside others that run.
    package var dormantReplicas: [Replica] {
        replicas.contains { $0.dormancy == nil } ? replicas.filter { $0.dormancy != nil } : []
    }
}
