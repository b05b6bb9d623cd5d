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
        case refused(String)
        /// It went wrong.
        case failed(String)
    }

    /// Puts a report together.
    package init(environment: String, purpose: Proposal.Purpose, ending: Ending) {
        self.environment = environment
        self.purpose = purpose
        self.ending = ending
    }

    /// The exit code that it gives.
    package var exitCode: ExitCode {
        switch ending {
        case .done(let outcome): ExitCode(worstOf: outcome.left.map(\.code))
        case .refused: .refused
        case .failed: .failure
        }
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
    /// Where it is now.
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
        /// On its branch, where it stood before.
        case standing(CommitID, branch: String)
    }

    /// Puts an outcome together; what was left out is ordered here.
    package init(
        base: CommitID, proposal: Proposal? = nil, left: [LeftOut] = [],
        landing: Landing = .nothing, request: PullRequest? = nil, notes: [String] = []
    ) {
        self.base = base
        self.proposal = proposal
        self.left = left.sorted()
        self.landing = landing
        self.request = request
        self.notes = notes
    }

    /// The same with one more thing that people should know.
    package func noting(_ note: String) -> ProposalOutcome {
        ProposalOutcome(
            base: base, proposal: proposal, left: left, landing: landing, request: request,
            notes: notes + [note])
    }
}

/// Something that a run did not propose.
package struct LeftOut: Hashable, Sendable, Comparable {
    /// `SERVICE` or `SERVICE/CONTAINER`, or the name that the runtime gives.
    package let name: String
    /// Why, as a clause.
    package let reason: String
    /// What it does to the exit code: 3 where a rule stands against it, 1 where something could not be asked.
    package let code: ExitCode

    /// Names something left out.
    package init(_ name: String, _ reason: String, code: ExitCode = .success) {
        self.name = name
        self.reason = reason
        self.code = code
    }

    /// Orders by name.
    package static func < (one: LeftOut, other: LeftOut) -> Bool {
        ByteOrder(one.name, one.reason) < ByteOrder(other.name, other.reason)
    }
}

extension ExitCode {
    /// The code of the commands that write to git: done, or nothing to do.
    package static func proposing(_ reports: some Sequence<ProposalReport>) -> ExitCode {
        ExitCode(worstOf: reports.map(\.exitCode))
    }
}
