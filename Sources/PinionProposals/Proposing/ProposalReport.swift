package import PinionDecisions
package import PinionModel

/// What a run that proposes changes did to one environment.
package struct ProposalReport: Hashable, Sendable {
    /// The environment's folder.
    package let environment: String
    /// What it was for.
    package let purpose: Proposal.Purpose
    /// How it ended.
    package let ending: Ending

    /// How a run ended.
    package enum Ending: Hashable, Sendable {
        /// It was done, or nothing was to do.
        case done(ProposalOutcome)
        /// A rule refused, and nothing was pushed.
        case refused(RuleRefusal)
        /// It went wrong.
        case failed(Failure)
    }

    package init(environment: String, purpose: Proposal.Purpose, ending: Ending) {
        (self.environment, self.purpose, self.ending) = (environment, purpose, ending)
    }
}

/// What became of a proposal.
package struct ProposalOutcome: Hashable, Sendable {
    /// The commit of the tracked branch that it was planned on.
    package let base: CommitID
    /// All that stands proposed or committed by it; nil where nothing was to do.
    package let proposal: Proposal?
    /// What was not proposed, and why; ordered.
    package let left: [LeftOut]
    /// Where the proposal is now.
    package let landing: Landing
    /// The pull request; nil where there is none.
    package let request: PullRequest?
    /// What people should know besides.
    package let notes: [String]

    /// Where a proposal is.
    package enum Landing: Hashable, Sendable {
        /// Nothing was to do.
        case nothing
        /// On the tracked branch.
        case committed(CommitID, branch: String)
        /// On its branch, by this run.
        case pushed(CommitID, branch: String)
        /// On its branch, where it was before.
        case standing(CommitID, branch: String)
    }

    /// Puts an outcome together; what was left out is ordered here.
    package init(
        base: CommitID, proposal: Proposal? = nil, left: [LeftOut] = [],
        landing: Landing = .nothing, request: PullRequest? = nil, notes: [String] = []
    ) {
        (self.base, self.proposal, self.left) = (base, proposal, left.sorted())
        (self.landing, self.request, self.notes) = (landing, request, notes)
    }

    /// The same with one more thing that people should know.
    package func noting(_ note: String) -> ProposalOutcome {
        ProposalOutcome(
            base: base, proposal: proposal, left: left, landing: landing, request: request,
            notes: notes + [note])
    }
}
