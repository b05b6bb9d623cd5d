package import PinionModel

/// What one command wants to change, decided anew for each commit that it is planned on.
package protocol ChangePlanner: Sendable {
    /// What its proposals are for.
    var purpose: Proposal.Purpose { get }
    /// Whether a run adds to what its open branch proposes.
    var accumulates: Bool { get }
    /// Whether `proposals: direct` of the file is enough to commit to the tracked branch.
    var isAutomatic: Bool { get }

    /// What is to change on a commit of the tracked branch.
    func plan(
        on base: ProposalGround, _ context: ProposalContext
    ) async throws -> PlannedChanges
}

extension ChangePlanner {
    package var isAutomatic: Bool { false }
}
