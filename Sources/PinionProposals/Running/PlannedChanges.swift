package import PinionDecisions
package import PinionModel

/// The commit that a proposal is planned on, and what it says.
package struct ProposalBase: Sendable {
    package let commit: CommitID
    /// Everything that it asks for.
    package let project: Project
    /// The proposal's environment.
    package let environment: Environment
    /// All files that were read.
    package let files: [RepositoryFile]
}

/// What a run wants to change.
package struct PlannedChanges: Sendable {
    package private(set) var changes: [PinChange]
    /// Where each comes from.
    package let origins: [PinKey: ChangeOrigin]
    /// Pins that the run decides on: what the open branch proposed for them is void.
    package let settles: Set<PinKey>
    /// Why a window or freeze was overridden; nil where none was.
    package private(set) var override: OverrideReason?
    /// What is not proposed, and why.
    package private(set) var left: [LeftOut]
    /// What people should know besides.
    package private(set) var notes: [String]

    package init(
        changes: [PinChange], origins: [PinKey: ChangeOrigin] = [:], settles: Set<PinKey> = [],
        override: OverrideReason? = nil, left: [LeftOut] = [], notes: [String] = []
    ) {
        self.changes = changes.inOrder
        self.settles = settles.union(changes.map(\.key))
        (self.origins, self.override, self.left, self.notes) = (origins, override, left, notes)
    }

    /// The changes of a proposal that a planner made.
    init(
        _ proposal: Proposal, settles: Set<PinKey> = [], left: [LeftOut] = [], notes: [String] = []
    ) {
        self.init(
            changes: proposal.changes, origins: proposal.origins, settles: settles,
            override: proposal.override, left: left, notes: notes)
    }

    /// The same without pins that are left out for a reason, and with more that people should know.
    func leaving(_ more: [LeftOut], noting notes: [String] = []) -> PlannedChanges {
        var rest = self
        rest.notes += notes
        guard !more.isEmpty else { return rest }
        let names = Set(more.map(\.name))
        rest.changes.removeAll { names.contains($0.key.description) }
        if rest.changes.isEmpty { rest.override = nil }
        rest.left += more.sorted()
        return rest
    }
}
