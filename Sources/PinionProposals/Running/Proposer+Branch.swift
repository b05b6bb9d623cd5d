import PinionDecisions
import PinionModel

// A proposal on its own branch, for review.
extension Proposer {
    func onBranch(
        _ task: ProposalTask, _ base: ProposalBase, _ planned: PlannedChanges
    ) async throws -> Attempt {
        let present = try await present(task, base)
        let earlier =
            task.planner.accumulates && present.isProposed ? present.diff?.changes ?? [] : []
        let voided = earlier.contains { planned.settles.contains($0.key) }
        guard !planned.changes.isEmpty || voided else {
            let note =
                task.planner.accumulates
                ? nil : present.note(outliving: planned, base, on: task.branch)
            return .done(.nothing(planned, base, note))
        }
        let merged = MergedChanges(
            of: planned.changes, settling: planned.settles, onto: earlier,
            tip: PinSet(base.environment))
        guard !merged.changes.isEmpty else {
            throw ProposalError.contradictsOpenProposal(
                branch: task.branch, address: present.request?.address)
        }
        let proposal = task.proposal(
            merged.changes, planned,
            earlier: earlier.isEmpty
                ? [:] : Proposal.origins(in: try await messages(of: present.branch)))
        try await refuseConflicts(task, proposal, base)
        let notes = planned.notes + merged.overtaken.map { Self.note(overtaken: $0) }
        return try await move(task, base, present, proposal) { made, landing, reviewed in
            let unsaid = proposal.override.flatMap { $0 == made.override ? nil : made.unsaid($0) }
            return ProposalOutcome(
                base: base.commit, proposal: made, leftOut: planned.leftOut, landing: landing,
                request: reviewed.request,
                notes: notes + (unsaid.map { [$0] } ?? []) + reviewed.notes)
        }
    }

    private static func note(overtaken key: PinKey) -> String {
        "\(key) is no longer among what is proposed: the tracked branch moved it meanwhile"
    }

    // MARK: What is there already

    /// The proposal's branch, and its pull request as far as it is known.
    private struct PresentProposal {
        let branch: ProposalBranch?
        let request: PullRequest?
        /// The branch's changes; `nil` if there is no branch, or nothing to compare it with.
        let diff: BranchDiff?

        var isProposed: Bool { branch != nil && request.map { $0.state == .open } ?? true }

        /// Returns a note on an open proposal that a whole run no longer makes; `nil` if it is in
        /// order.
        ///
        /// A pin that could not be judged this time does not count against it.
        func note(
            outliving planned: PlannedChanges, _ tip: ProposalBase, on name: String
        ) -> String? {
            guard isProposed else { return nil }
            let unknown = Set(
                planned.leftOut.filter { $0.cause == .failed }
                    .map { String($0.name.prefix { $0 != "/" }) })
            let pins = PinSet(tip.environment)
            let isOutlived = diff?.changes.contains {
                !pins.alreadyHas($0) && !unknown.contains($0.key.service.description)
            }
            guard isOutlived == true else { return nil }
            let address = request.map { " (\($0.address))" } ?? ""
            return "the open proposal on \(name)\(address) proposes what is no longer proposed; "
                + "close it"
        }
    }

    private func present(
        _ task: ProposalTask, _ tip: ProposalBase
    ) async throws -> PresentProposal {
        let branch = try await context.publisher.branch(task.branch, against: tip.commit)
        let request = try await context.forge()?.pullRequest(from: task.branch)
        return PresentProposal(
            branch: branch, request: request,
            diff: try await branch.asyncMap {
                try await diff(of: $0, named: task.branch, task, tip)
            } ?? nil)
    }

    /// Reads the messages of the newest of Pinion's own commits on a branch.
    private func messages(of branch: ProposalBranch?) async throws(SourceError) -> [String] {
        var messages: [String] = []
        for commit in branch?.commits.prefix(10) ?? [] where commit.isOurs {
            messages.append(try await context.history.commit(commit.id).message)
        }
        return messages
    }

    // MARK: Moving it

    private func move(
        _ task: ProposalTask, _ base: ProposalBase, _ present: PresentProposal,
        _ proposal: Proposal,
        _ outcome: (Proposal, ProposalOutcome.Landing, Reviewed) -> ProposalOutcome
    ) async throws -> Attempt {
        let wanted = PinSet(base.environment).applying(proposal.changes)
        let there = present.diff.map { PinSet($0.latest.environment) }
        let decision = BranchMove(
            on: BranchSituation(
                branch: present.branch, request: present.request, intent: proposal.intent,
                holdsAll: there == wanted,
                holdsWanted: proposal.changes.allSatisfy { there?.alreadyHas($0) == true },
                isCurrent: present.diff?.isCurrent ?? false))
        let options = base.environment.rules.review.options(for: proposal.purpose)
        let lost = Attempt.overtaken(branch: proposal.branch, from: present.branch?.tip)
        let commit: CommitID
        switch decision {
        case .refuse(let refusal):
            return try refused(ProposalError.branch(proposal.branch, refusal), refusal)
        case .upToDate:
            guard let branch = present.branch else { return lost }
            let made = proposal.overridden(by: try await override(on: branch))
            let request = try await openPullRequest(
                made, present.request, options, hasOthersCommits: !branch.isOurs)
            return .done(outcome(made, .unchanged(branch.tip, branch: proposal.branch), request))
        case .create, .replace:
            commit = try await write(proposal, proposal.changes, task, onto: base)
        case .addOnTop:
            guard let theirs = present.diff?.latest else { return lost }
            commit = try await write(
                proposal, PinSet(theirs.environment).remaining(of: proposal.changes), task,
                onto: theirs)
        }
        let landed = try await push(
            commit, to: proposal.branch, expecting: present.branch?.tip, base: base.commit,
            proposal)
        guard let landed else { return lost }
        let hasOthersCommits = if case .addOnTop = decision { true } else { false }
        let request = try await openPullRequest(
            proposal, present.request, options, hasOthersCommits: hasOthersCommits)
        return .done(outcome(proposal, .pushed(landed, branch: proposal.branch), request))
    }

    /// Returns the override in the newest of Pinion's commits that has one; `nil` if none does.
    private func override(on branch: ProposalBranch) async throws(SourceError) -> OverrideReason? {
        for message in try await messages(of: branch) {
            for text in ChangeTrailers(of: [message]).overrides {
                // Pinion did not write text that cannot be read.
                if let reason = try? OverrideReason(parsing: text) { return reason }
            }
        }
        return nil
    }

    /// Reports a refusal, which may be outdated: a merge may be on a newer tip.
    private func refused(_ error: ProposalError, _ refusal: BranchRefusal) throws -> Attempt {
        guard case .undone = refusal else { throw error }
        return .perhapsStale(error)
    }
}

extension Proposal {
    /// Returns a copy with another reason, or none; the intent stays the same.
    fileprivate func overridden(by reason: OverrideReason?) -> Proposal {
        var proposal = self
        proposal.override = reason
        return proposal
    }

    /// Returns a note that a reason is in no commit, since the proposal already exists.
    fileprivate func unsaid(_ reason: OverrideReason) -> String {
        let kept = self.override.map { "keeps its own, “\($0)”" } ?? "has none"
        return "the override “\(reason)” is not recorded: the proposal stands already, and its "
            + "commit " + kept
    }
}
