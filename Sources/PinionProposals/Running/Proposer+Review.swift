import PinionModel

// What people see of a proposal, and what else they have open.
extension Proposer {
    /// Opens the pull request, or brings it up to date; one that tells of this intent is left alone, and so is
    /// what people have written into it.
    func review(
        _ proposal: Proposal, _ request: PullRequest?, _ options: PullRequestOptions = .init(),
        hasOthersCommits: Bool = false
    ) async throws -> Reviewed {
        guard let forge = try await ports.forge() else { return Reviewed() }
        let target = try await ports.publisher.trackedBranch()
        do throws(ForgeError) {
            if let request, request.state == .open {
                let one = await Self.single(
                    request, from: proposal.branch, into: target, on: forge,
                    hasOthersCommits: hasOthersCommits)
                return Reviewed(request: try await Self.refresh(one, proposal, forge))
            }
            let opened = try await Self.open(proposal, forge, target, options)
            let one = await Self.single(
                opened.request, from: proposal.branch, into: target, on: forge,
                hasOthersCommits: hasOthersCommits)
            guard opened.isNew, one.number == opened.request.number,
                options != PullRequestOptions(),
                let configuring = forge as? any PullRequestConfiguring
            else { return Reviewed(request: one) }
            return Reviewed(
                request: one, notes: await configuring.apply(options, to: one, into: target))
        } catch {
            throw ProposalError.unreviewed(branch: proposal.branch, error)
        }
    }

    /// What came of a pull request, and what is to be said of it.
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
        do throws(ForgeError) {
            return (try await forge.open(draft), true)
        } catch {
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

    /// Throws where another open proposal of the environment moves one of the same pins to another image.
    ///
    /// A rollback is never stopped by that: it is needed at once, and the other one is planned anew on it.
    func refuseConflicts(
        _ brief: ProposalBrief, _ proposal: Proposal, _ ground: ProposalGround
    ) async throws {
        let moves = proposal.changes.moves
        guard !moves.isEmpty, brief.purpose != .rollback else { return }
        let prefix = "\(Proposal.branchPrefix)\(brief.environment)/"
        for name in try await ports.publisher.branches(under: prefix)
        where name != proposal.branch {
            if let conflict = try await conflict(of: moves, with: name, brief, ground) {
                throw ProposalError.conflict(conflict)
            }
        }
    }

    private func conflict(
        of moves: [PinKey: PinnedImage], with branch: String, _ brief: ProposalBrief,
        _ tip: ProposalGround
    ) async throws -> ProposalConflict? {
        guard let standing = try await ports.publisher.branch(branch, against: tip.commit),
            let base = standing.mergeBase, !standing.commits.isEmpty
        else { return nil }
        let place = "the branch \(branch)"
        let former = base == tip.commit ? tip : try await ground(at: base, brief, place: place)
        let latter = try await ground(at: standing.tip, brief, place: place)
        let theirs = [PinChange].between(former.environment, latter.environment).moves
        let clash = theirs.sorted { $0.key < $1.key }.first { key, image in
            moves[key].map { !$0.isSameImage(as: image.reference) } ?? false
        }
        guard let clash else { return nil }
        let request = try await ports.forge()?.pullRequest(from: branch)
        guard request.map({ $0.state == .open }) ?? true else { return nil }
        return ProposalConflict(
            pin: clash.key, image: clash.value, branch: branch, address: request?.address)
    }
}
