package import PinionModel

/// A proposal that changes one file and no pin.
package struct FileChange: Sendable {
    /// The proposal.
    let proposal: Proposal
    /// The path of the file.
    let path: String
    /// Returns the file with the change.
    let edit: @Sendable (RepositoryFile?) throws -> RepositoryFile

    package init(
        _ proposal: Proposal, path: String,
        edit: @escaping @Sendable (RepositoryFile?) throws -> RepositoryFile
    ) { (self.proposal, self.path, self.edit) = (proposal, path, edit) }
}

// Retiring or moving an environment: a change of one file, always for review.
extension Proposer {
    /// Makes the proposal; stops retrying lost races after 30 s without progress by anyone.
    package func propose(_ change: FileChange) async throws -> ProposalOutcome {
        var tip = context.port.tip.id
        var backoff = RetryBackoff(context.port.clock)
        while true {
            if let outcome = try await attempt(change, on: tip) { return outcome }
            let branch = change.proposal.branch
            let present = try await context.publisher.branch(branch, against: tip)?.tip
            try await backoff.wait(after: PublishError.moved(branch: branch), at: present)
            tip = try await context.source.tip().id
        }
    }

    /// Attempts the proposal once; returns `nil` if another process moved the branch first.
    private func attempt(_ change: FileChange, on tip: CommitID) async throws -> ProposalOutcome? {
        let proposal = change.proposal
        let former = try await file(of: tip, change)
        let edited = try change.edit(former)
        guard edited != former else { return ProposalOutcome(base: tip) }
        let branch = try await context.publisher.branch(proposal.branch, against: tip)
        let request = try await context.forge()?.pullRequest(from: proposal.branch)
        let theirs = try await branch.asyncMap { try await file(of: $0.tip, change) } ?? nil
        let began = try await branch?.mergeBase.asyncMap { try await file(of: $0, change) }
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
            let standing = ProposalOutcome.Landing.unchanged(branch.tip, branch: proposal.branch)
            return outcome(standing, try await openPullRequest(proposal, request).request)
        case .create, .replace: draft = (tip, edited)
        case .addOnTop(let parent): draft = (parent, try change.edit(theirs))
        }
        let commit = try await context.publisher.write(
            CommitDraft(
                parent: draft.parent, files: [draft.file],
                message: proposal.message(intent: proposal.intent), at: context.now))
        let landed = try await push(
            commit, to: proposal.branch, expecting: branch?.tip, base: tip, proposal)
        guard let landed else { return nil }
        let pushed = ProposalOutcome.Landing.pushed(landed, branch: proposal.branch)
        return outcome(pushed, try await openPullRequest(proposal, request).request)
    }

    private func file(
        of commit: CommitID, _ change: FileChange
    ) async throws(SourceError) -> RepositoryFile? {
        try await context.source.files(of: commit, at: [change.path])
            .first { $0.path == change.path }
    }
}
