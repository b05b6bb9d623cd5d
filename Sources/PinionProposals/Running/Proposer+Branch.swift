import PinionDecisions
import PinionModel

// A proposal on its own branch, for review.
extension Proposer {
    func onBranch(
        _ brief: ProposalBrief, _ ground: ProposalGround, _ planned: PlannedChanges
    ) async throws -> Attempt {
        let standing = try await standing(brief, ground)
        let earlier = brief.accumulates && standing.isProposed ? standing.changes : []
        let voided = earlier.contains { planned.settles.contains($0.key) }
        guard !planned.changes.isEmpty || voided else {
            let note =
                brief.accumulates
                ? nil : standing.note(outliving: planned, ground, on: brief.branch)
            return .done(.nothing(planned, ground, note))
        }
        let sum = Accumulation(
            of: planned.changes, settling: planned.settles, onto: earlier,
            tip: PinTable(ground.environment))
        guard !sum.changes.isEmpty else {
            throw ProposalError.voids(branch: brief.branch, address: standing.request?.address)
        }
        let proposal = brief.proposal(
            sum.changes, planned,
            earlier: earlier.isEmpty ? [:] : try await origins(on: standing.branch))
        try await refuseConflicts(brief, proposal, ground)
        let notes = planned.notes + sum.overtaken.map { Self.note(overtaken: $0) }
        return try await move(brief, ground, standing, proposal) { made, landing, reviewed in
            let unsaid = proposal.override.flatMap { $0 == made.override ? nil : made.unsaid($0) }
            return ProposalOutcome(
                base: ground.commit, proposal: made, left: planned.left, landing: landing,
                request: reviewed.request,
                notes: notes + (unsaid.map { [$0] } ?? []) + reviewed.notes)
        }
    }

    private static func note(overtaken key: PinKey) -> String {
        "\(key) is no longer among what is proposed: the tracked branch moved it meanwhile"
    }

    // MARK: What stands there

    /// What stands on the proposal's branch, and what is known of its pull request.
    private struct Standing {
        let branch: ProposalBranch?
        let request: PullRequest?
        /// The branch's own state; nil where there is none, or nothing that could be compared.
        let ground: ProposalGround?
        /// What the branch changes of the tracked one, as it was when the branch began.
        let changes: [PinChange]
        /// Whether it begins at the tracked branch's tip: one that is behind cannot be merged where branches must be up to
        /// date, and nobody else brings it there.
        let isCurrent: Bool

        var isProposed: Bool { branch != nil && request.map { $0.state == .open } ?? true }

        /// What to say of an open proposal when a whole run has nothing to propose; nil where it is in order.
        ///
        /// A pin that could not be judged this time says nothing against it.
        func note(
            outliving planned: PlannedChanges, _ tip: ProposalGround, on name: String
        ) -> String? {
            guard isProposed else { return nil }
            let unknown = Set(
                planned.left.filter { $0.cause == .failed }
                    .map { String($0.name.prefix { $0 != "/" }) })
            let table = PinTable(tip.environment)
            let isOutlived = changes.contains {
                !table.satisfies($0) && !unknown.contains($0.key.service.description)
            }
            guard isOutlived else { return nil }
            let address = request.map { " (\($0.address))" } ?? ""
            return
                "the open proposal on \(name)\(address) proposes what is no longer proposed; close it"
        }
    }

    private func standing(
        _ brief: ProposalBrief, _ tip: ProposalGround
    ) async throws -> Standing {
        let branch = try await ports.publisher.branch(brief.branch, against: tip.commit)
        let request = try await ports.forge()?.pullRequest(from: brief.branch)
        guard let branch, let base = branch.mergeBase, !branch.commits.isEmpty else {
            return Standing(
                branch: branch, request: request, ground: nil, changes: [], isCurrent: false)
        }
        let place = "the branch \(brief.branch)"
        let former =
            base == tip.commit ? tip : try await ground(at: base, brief, place: place)
        let latter = try await ground(at: branch.tip, brief, place: place)
        return Standing(
            branch: branch, request: request, ground: latter,
            changes: .between(former.environment, latter.environment),
            isCurrent: base == tip.commit)
    }

    /// Where the earlier changes of a branch come from, as its messages tell.
    private func origins(on branch: ProposalBranch?) async throws -> [PinKey: ChangeOrigin] {
        guard let history = ports.history, let branch else { return [:] }
        var messages: [String] = []
        for commit in branch.commits.prefix(10) where commit.isOurs {
            messages.append(try await history.commit(commit.id).message)
        }
        return Proposal.origins(in: messages)
    }

    // MARK: Moving it

    private func move(
        _ brief: ProposalBrief, _ ground: ProposalGround, _ standing: Standing,
        _ proposal: Proposal,
        _ outcome: (Proposal, ProposalOutcome.Landing, Reviewed) -> ProposalOutcome
    ) async throws -> Attempt {
        let wanted = PinTable(ground.environment).applying(proposal.changes)
        let present = standing.ground.map { PinTable($0.environment) }
        let decision = BranchMove(
            on: BranchSituation(
                branch: standing.branch, request: standing.request, intent: proposal.intent,
                holdsAll: present == wanted,
                holdsWanted: proposal.changes.allSatisfy { present?.satisfies($0) == true },
                isCurrent: standing.isCurrent))
        let options = ground.environment.rules.review.options(for: proposal.purpose)
        let lost = Attempt.overtaken(branch: proposal.branch, from: standing.branch?.tip)
        let commit: CommitID
        switch decision {
        case .refuse(let refusal):
            return try refused(ProposalError.branch(proposal.branch, refusal), refusal)
        case .upToDate:
            guard let tip = standing.branch?.tip else { return lost }
            let made = proposal.overridden(by: try await override(on: standing.branch, proposal))
            let request = try await review(
                made, standing.request, options, hasOthersCommits: standing.branch?.isOurs == false)
            return .done(outcome(made, .standing(tip, branch: proposal.branch), request))
        case .create, .replace:
            commit = try await write(proposal, proposal.changes, brief, onto: ground)
        case .addOnTop:
            guard let theirs = standing.ground else { return lost }
            commit = try await write(
                proposal, PinTable(theirs.environment).remaining(of: proposal.changes), brief,
                onto: theirs)
        }
        let landed = try await push(
            commit, to: proposal.branch, expecting: standing.branch?.tip, base: ground.commit,
            proposal)
        guard let landed else { return lost }
        let hasOthersCommits = if case .addOnTop = decision { true } else { false }
        let request = try await review(
            proposal, standing.request, options, hasOthersCommits: hasOthersCommits)
        return .done(outcome(proposal, .pushed(landed, branch: proposal.branch), request))
    }

    /// The override that the commits of a branch that stands record; the proposal's own where nobody can tell.
    private func override(
        on branch: ProposalBranch?, _ proposal: Proposal
    ) async throws -> OverrideReason? {
        guard let history = ports.history, let branch else { return proposal.override }
        for commit in branch.commits.prefix(10) where commit.isOurs {
            let message = try await history.commit(commit.id).message
            for text in ChangeTrailers(of: [message]).overrides {
                do throws(OverrideReason.Malformed) {
                    return try OverrideReason(parsing: text)
                } catch {
                    continue  // nothing that Pinion wrote
                }
            }
        }
        return nil
    }

    /// What was merged may be on a tip that is newer than the one that was read.
    private func refused(_ error: ProposalError, _ refusal: BranchRefusal) throws -> Attempt {
        guard case .undone = refusal else { throw error }
        return .perhapsStale(error)
    }
}

extension Proposal {
    /// The same proposal with another reason, or none; the intent stays the same.
    fileprivate func overridden(by reason: OverrideReason?) -> Proposal {
        Proposal(
            environment: environment, purpose: purpose, changes: changes, origins: origins,
            override: reason)
    }

    /// That a reason is in no commit, since the proposal stood already.
    fileprivate func unsaid(_ reason: OverrideReason) -> String {
        let kept = self.override.map { "keeps its own, “\($0)”" } ?? "has none"
        return
            "the override “\(reason)” is not recorded: the proposal stands already, and its commit \(kept)"
    }
}
