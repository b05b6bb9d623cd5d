package import PinionDecisions
package import PinionModel

/// The commit on which a proposal is planned, with its content.
package struct ProposalBase: Sendable {
    package let commit: CommitID
    /// The project in the commit.
    package let project: Project
    /// The proposal's environment.
    package let environment: Environment
    /// All files that were read.
    package let files: [RepositoryFile]
}

/// The changes that a run wants.
package struct PlannedChanges: Sendable {
    package private(set) var changes: [PinChange]
    /// The origin of each change.
    package let origins: [PinKey: ChangeOrigin]
    /// Pins that the run decides on; the open branch's changes of them are void.
    package let settles: Set<PinKey>
    /// Why a window or freeze was overridden; `nil` if none was.
    package private(set) var override: OverrideReason?
    /// The pins that are not proposed, and why.
    package private(set) var leftOut: [LeftOut]
    /// Further notes for the operator.
    package private(set) var notes: [String]

    package init(
        changes: [PinChange], origins: [PinKey: ChangeOrigin] = [:], settles: Set<PinKey> = [],
        override: OverrideReason? = nil, leftOut: [LeftOut] = [], notes: [String] = []
    ) {
        (self.changes, self.origins) = (changes.inOrder, origins)
        self.settles = settles.union(changes.map(\.key))
        (self.override, self.leftOut, self.notes) = (override, leftOut, notes)
    }

    /// Creates the changes of a planner's proposal.
    init(
        _ proposal: Proposal, settles: Set<PinKey> = [], leftOut: [LeftOut] = [],
        notes: [String] = []
    ) {
        self.init(
            changes: proposal.changes, origins: proposal.origins, settles: settles,
            override: proposal.override, leftOut: leftOut, notes: notes)
    }

    /// Returns a copy without the pins that are left out, and with further notes.
    func leaving(_ more: [LeftOut], noting notes: [String] = []) -> PlannedChanges {
        var rest = self
        rest.notes += notes
        guard !more.isEmpty else { return rest }
        let names = Set(more.map(\.name))
        rest.changes.removeAll { names.contains($0.key.description) }
        if rest.changes.isEmpty { rest.override = nil }
        rest.leftOut += more.sorted()
        return rest
    }
}
