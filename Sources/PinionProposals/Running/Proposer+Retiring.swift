package import PinionModel

/// What a proposal is about that changes one file and no pin.
package struct FileBrief: Sendable {
    /// What is proposed.
    let proposal: Proposal
    /// The run's start, which dates its commits.
    let at: Timestamp
    /// The tracked branch's tip, as the run found it.
    let tip: CommitID
    /// The path of the file.
    let path: String
    /// The file with the change.
    let edit: @Sendable (RepositoryFile?) throws -> RepositoryFile

    /// Puts a brief together.
    package init(
        _ proposal: Proposal, at: Timestamp, tip: CommitID, path: String,
        edit: @escaping @Sendable (RepositoryFile?) throws -> RepositoryFile
    ) {
        self.proposal = proposal
        self.at = at
        self.tip = tip
        self.path = path
        self.edit = edit
    }
}

// Giving an environment up, or moving it: a change of one file, always for review.
extension Proposer {
    /// Makes the proposal; gives up after lost races when nobody gets on for 30 s.
    package func change(_ brief: FileBrief) async throws -> ProposalOutcome {
        var tip = brief.tip
        var patience = Patience(ports)
        while true {
            if let outcome = try await attempt(brief, on: tip) { return outcome }
            let branch = brief.proposal.branch
            let stand = try await ports.publisher.branch(branch, against: tip)?.tip
            try await patience.wait(after: PublishError.moved(branch: branch), at: stand)
            tip = try await ports.source.tip().id
        }
    }

    /// Nil where somebody else moved the branch first.
    private func attempt(
        _ brief: FileBrief, on tip: CommitID
    ) async throws -> ProposalOutcome? {
        let proposal = brief.proposal
        let former = try await settings(of: tip, brief)
        let edited = try brief.edit(former)
        guard edited != former else { return ProposalOutcome(base: tip) }
        let branch = try await ports.publisher.branch(proposal.branch, against: tip)
        let request = try await ports.forge()?.pullRequest(from: proposal.branch)
        let theirs = try await branch.asyncMap { try await settings(of: $0.tip, brief) } ?? nil
        let began = try await branch?.mergeBase.asyncMap { try await settings(of: $0, brief) }
        let decision = BranchMove(
            on: BranchSituation(
                branch: branch, request: request, intent: proposal.intent,
                holdsAll: theirs == edited, holdsWanted: theirs == edited,
                isCurrent: began == former))
        let outcome = { (landing: ProposalOutcome.Landing, request: PullRequest?) in
            ProposalOutcome(base: tip, proposal: proposal, landing: landing, request: request)
        }
        let draft: (parent: CommitID, file: RepositoryFile)
        switch decision {
        case .refuse(let refusal): throw ProposalError.branch(proposal.branch, refusal)
        case .upToDate:
            guard let branch else { return nil }
            let standing = ProposalOutcome.Landing.standing(branch.tip, branch: proposal.branch)
            return outcome(standing, try await review(proposal, request).request)
        case .create, .replace: draft = (tip, edited)
        case .addOnTop(let parent): draft = (parent, try brief.edit(theirs))
        }
        let commit = try await ports.publisher.write(
            CommitDraft(
                parent: draft.parent, files: [draft.file],
                message: proposal.message(intent: proposal.intent), at: brief.at))
        let landed = try await push(
            commit, to: proposal.branch, expecting: branch?.tip, base: tip, proposal)
        guard let landed else { return nil }
        let pushed = ProposalOutcome.Landing.pushed(landed, branch: proposal.branch)
        return outcome(pushed, try await review(proposal, request).request)
    }

    private func settings(
        of commit: CommitID, _ brief: FileBrief
    ) async throws(SourceError) -> RepositoryFile? {
        try await ports.source.files(of: commit, at: [brief.path]).first { $0.path == brief.path }
    }
}
