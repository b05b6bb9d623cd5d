/// One of several copies of a container that each have surfaces of their own: a replica of a Docker service.
package struct Copy: Hashable, Sendable {
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
    /// The copies that run; where none does, all of them.
    package var leadingCopies: [Copy] {
        let up = copies.filter { $0.dormancy == nil }
        return up.isEmpty ? copies : up
    }

    /// The copies that do not run and are started again, beside others that run.
    package var dormantCopies: [Copy] {
        copies.contains { $0.dormancy == nil } ? copies.filter { $0.dormancy != nil } : []
    }
}
