import PinionModel

// Pull requests of a proposal.
extension Proposer {
    /// Opens the pull request, or brings it up to date.
    ///
    /// One that names this intent is left alone, with everything that people wrote into it.
    func openPullRequest(
        _ proposal: Proposal, _ request: PullRequest?, _ options: PullRequestOptions = .init(),
        hasOthersCommits: Bool = false
    ) async throws -> Reviewed {
        guard let forge = try await context.forge() else { return Reviewed() }
        let target = try await context.publisher.trackedBranch()
        do throws(ForgeError) {
            if let request, request.state == .open {
                let one = await Self.keepOnePullRequest(
                    request, from: proposal.branch, into: target, on: forge,
                    hasOthersCommits: hasOthersCommits)
                return Reviewed(request: try await Self.refresh(one, proposal, forge))
            }
            let opened = try await Self.open(proposal, forge, target, options)
            let one = await Self.keepOnePullRequest(
                opened.request, from: proposal.branch, into: target, on: forge,
                hasOthersCommits: hasOthersCommits)
            guard opened.isNew, one.number == opened.request.number,
                options != PullRequestOptions(), let setting = forge as? any PullRequestConfiguring
            else { return Reviewed(request: one) }
            return Reviewed(
                request: one, notes: await setting.apply(options, to: one, into: target))
        } catch { throw ProposalError.unreviewed(branch: proposal.branch, error) }
    }

    /// A pull request, with notes for the operator.
    struct Reviewed {
        var request: PullRequest?
        var notes: [String] = []
    }

    private static func open(
        _ proposal: Proposal, _ forge: any Forge, _ target: String, _ options: PullRequestOptions
    ) async throws(ForgeError) -> (request: PullRequest, isNew: Bool) {
        let draft = PullRequestDraft(
            branch: proposal.branch, target: target, title: proposal.subject,
            body: proposal.body(intent: proposal.intent, limit: forge.limits.body),
            isDraft: options.isDraft)
        do throws(ForgeError) { return (try await forge.open(draft), true) } catch {
            // Another run may have opened it at the same moment.
            guard let other = try await forge.pullRequest(from: proposal.branch),
                other.state == .open
            else { throw error }
            return (try await refresh(other, proposal, forge), false)
        }
    }

    private static func refresh(
        _ request: PullRequest, _ proposal: Proposal, _ forge: any Forge
    ) async throws(ForgeError) -> PullRequest {
        guard !request.body.contains(proposal.intent.hex) else { return request }
        return try await forge.refresh(
            request, title: proposal.subject,
            body: proposal.body(intent: proposal.intent, limit: forge.limits.body))
    }
}

// Two runs at the same time may both open the pull request of one proposal.
extension Proposer {
    /// Leaves one of several open pull requests: the first in which people took part, else the
    /// oldest.
    ///
    /// The others are closed if no one took part; otherwise a comment says which one to use.
    /// Failures are ignored: the proposal exists, and the next run looks again.
    static func keepOnePullRequest(
        _ request: PullRequest, from branch: String, into target: String, on forge: any Forge,
        hasOthersCommits: Bool
    ) async -> PullRequest {
        guard let twins = forge as? any DuplicateClosing else { return request }
        do throws(ForgeError) {
            let all = try await twins.openPullRequests(from: branch, into: target)
            guard all.count > 1 else { return request }
            var touched: Set<Int> = []
            for one in all where try await twins.hasPeople(one) { touched.insert(one.number) }
            let kept = all.first { touched.contains($0.number) } ?? all[0]
            for one in all where one.number != kept.number {
                // A commit to the branch by others counts for all of them.
                if touched.contains(one.number) || hasOthersCommits {
                    _ = try await forge.comment(
                        on: one.number, marker: "pinion twins",
                        body: "The same proposal is \(kept.address): use that one, and close this.")
                } else {
                    try await twins.close(one, asTwinOf: kept)
                }
            }
            return kept
        } catch { return request }
    }
}
