package import PinionDecisions
package import PinionModel

/// The result of a proposing run for one environment.
package struct ProposalReport: Hashable, Sendable {
    /// The environment's folder.
    package let environment: String
    /// The purpose of the run.
    package let purpose: Proposal.Purpose
    /// The run's ending.
    package let ending: Ending

    /// The ending of a run.
    package enum Ending: Hashable, Sendable {
        /// The run succeeded, or there was nothing to do.
        case done(ProposalOutcome)
        /// A rule refused, and nothing was pushed.
        case refused(RuleRefusal)
        /// The run failed.
        case failed(Failure)
    }

    package init(environment: String, purpose: Proposal.Purpose, ending: Ending) {
        (self.environment, self.purpose, self.ending) = (environment, purpose, ending)
    }
}

/// The outcome of a proposal.
package struct ProposalOutcome: Hashable, Sendable {
    /// The commit of the tracked branch on which it was planned.
    package let base: CommitID
    /// Everything that is proposed or committed; `nil` if there was nothing to do.
    package let proposal: Proposal?
    /// The pins that were not proposed, and why; ordered.
    package let leftOut: [LeftOut]
    /// The place of the proposal now.
    package let landing: Landing
    /// The pull request; `nil` if there is none.
    package let request: PullRequest?
    /// Further notes for the operator.
    package let notes: [String]

    /// The place of a proposal.
    package enum Landing: Hashable, Sendable {
        /// There was nothing to do.
        case nothing
        /// On the tracked branch.
        case committed(CommitID, branch: String)
        /// On its branch, by this run.
        case pushed(CommitID, branch: String)
        /// On its branch, where it was before this run.
        case unchanged(CommitID, branch: String)
    }

    /// Creates an outcome, and orders what was left out.
    package init(
        base: CommitID, proposal: Proposal? = nil, leftOut: [LeftOut] = [],
        landing: Landing = .nothing, request: PullRequest? = nil, notes: [String] = []
    ) {
        (self.base, self.proposal, self.leftOut) = (base, proposal, leftOut.sorted())
        (self.landing, self.request, self.notes) = (landing, request, notes)
    }

    /// Returns a copy with one more note.
    package func noting(_ note: String) -> ProposalOutcome {
        ProposalOutcome(
            base: base, proposal: proposal, leftOut: leftOut, landing: landing, request: request,
            notes: notes + [note])
    }
}
