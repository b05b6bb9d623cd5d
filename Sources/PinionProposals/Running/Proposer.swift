package import PinionModel
import PinionReconcile

/// Turns planned changes into a commit, a pushed branch and a pull request.
///
/// Every call is safe to repeat: it looks at what stands before it writes, moves refs by compare-and-swap
/// alone, and plans anew where somebody else was faster.
package struct Proposer: Sendable {
    let ports: ProposalPorts

    /// Wires a proposer to its ports.
    package init(_ ports: ProposalPorts) { self.ports = ports }

    /// Makes the proposal; gives up after lost races when nobody gets on for 30 s.
    package func propose(_ brief: ProposalBrief) async throws -> ProposalOutcome {
        var tip = brief.tip
        var patience = Patience(ports)
        var sent: Sent?
        var hasGivenWay = false
        while true {
            if let sent, try await ports.source.isAncestor(sent.commit, of: tip) {
                return sent.outcome
            }
            switch try await attempt(brief, on: tip, givingWay: !hasGivenWay) {
            case .done(let outcome): return outcome
            case .crowded:
                hasGivenWay = true
                try await patience.giveWay()
                tip = try await ports.source.tip().id
            case .overtaken(let branch, let stand, let latest):
                sent = latest ?? sent
                try await patience.wait(after: PublishError.moved(branch: branch), at: stand)
                tip = try await ports.source.tip().id
            case .perhapsStale(let error):
                let newer = try await ports.source.tip().id
                guard newer != tip else { throw error }
                try await patience.wait(after: error, at: tip)
                tip = newer
            }
        }
    }

    private func attempt(
        _ brief: ProposalBrief, on tip: CommitID, givingWay: Bool
    ) async throws -> Attempt {
        let ground = try await ground(at: tip, brief)
        let isDirect = try brief.isDirect(ground.environment)
        if isDirect, givingWay, try await isCrowded(tip, at: brief.at) { return .crowded }
        var planned = try await brief.plan(ground)
        if !isDirect { planned = try await leavingClosed(planned, of: brief) }
        return isDirect
            ? try await directly(brief, ground, planned)
            : try await onBranch(brief, ground, planned)
    }

    /// How one attempt ended.
    enum Attempt {
        /// It is done.
        case done(ProposalOutcome)
        /// Nothing was begun, because others are at the branch already.
        case crowded
        /// Somebody else moved the ref first from where it stood; what was sent may still turn out to have landed.
        case overtaken(branch: String, from: CommitID?, Sent? = nil)
        /// It is refused, unless the tip that it was judged by is an old one.
        case perhapsStale(ProposalError)
    }

    /// A commit that was sent to the tracked branch, and what is told if it has landed.
    struct Sent {
        let commit: CommitID
        let outcome: ProposalOutcome
    }
}

// MARK: Straight to the tracked branch

extension Proposer {
    /// Whether others commit to the tracked branch at the same moment.
    private func isCrowded(_ tip: CommitID, at now: Timestamp) async throws -> Bool {
        guard let history = ports.history else { return false }
        var dates: [Timestamp] = []
        var next: CommitID? = tip
        while let commit = next, dates.count < Crowd.depth {
            let details = try await history.commit(commit)
            dates.append(details.revision.authored)
            next = details.parents.first
        }
        return Crowd.isThere(dates, at: now)
    }

    private func directly(
        _ brief: ProposalBrief, _ ground: ProposalGround, _ planned: PlannedChanges
    ) async throws -> Attempt {
        guard !planned.changes.isEmpty else { return .done(.nothing(planned, ground)) }
        let proposal = brief.proposal(planned.changes, planned)
        try await refuseConflicts(brief, proposal, ground)
        let commit = try await write(proposal, proposal.changes, brief, onto: ground)
        let branch = try await ports.publisher.trackedBranch()
        let outcome = { (commit: CommitID) in
            ProposalOutcome(
                base: ground.commit, proposal: proposal, left: planned.left,
                landing: .committed(commit, branch: branch), notes: planned.notes)
        }
        let landed = try await push(
            commit, to: branch, expecting: ground.commit, base: ground.commit, proposal)
        guard let landed else {
            return .overtaken(
                branch: branch, from: ground.commit, Sent(commit: commit, outcome: outcome(commit)))
        }
        return .done(outcome(landed))
    }
}

extension ProposalBrief {
    /// The branch on which it is proposed.
    var branch: String { proposal([], PlannedChanges(changes: [])).branch }

    /// Whether it is committed to the tracked branch.
    func isDirect(_ environment: PinionModel::Environment) throws(RuleRefusal) -> Bool {
        let isAllowed = environment.rules.proposals == .direct
        switch way {
        case .review: return false
        case .asTheFileSays: return isAllowed
        case .direct:
            guard isAllowed else {
                throw RuleRefusal(
                    "--direct is not allowed in \(environment.name): its environment.yaml says no "
                        + "`proposals: direct`; leave --direct out to propose by a pull request")
            }
            return true
        }
    }

    func proposal(
        _ changes: [PinChange], _ planned: PlannedChanges, earlier: [PinKey: ChangeOrigin] = [:]
    ) -> Proposal {
        let keys = Set(changes.map(\.key))
        let origins = planned.origins.merging(earlier) { own, _ in own }
            .filter { keys.contains($0.key) }
        return Proposal(
            environment: environment, purpose: purpose, changes: changes, origins: origins,
            override: planned.override)
    }
}

extension ProposalOutcome {
    /// Nothing was to do.
    static func nothing(
        _ planned: PlannedChanges, _ ground: ProposalGround, _ note: String? = nil
    ) -> ProposalOutcome {
        ProposalOutcome(
            base: ground.commit, left: planned.left,
            notes: planned.notes + (note.map { [$0] } ?? []))
    }
}

extension Proposal {
    /// What tells it from others: the SHA-256 of its canonical bytes.
    package var intent: PinionModel::Digest { sha256(canonicalBytes) }

    /// The part of it that makes some changes.
    func limited(to changes: [PinChange]) -> Proposal {
        let keys = Set(changes.map(\.key))
        return Proposal(
            environment: environment, purpose: purpose, changes: changes,
            origins: origins.filter { keys.contains($0.key) }, override: self.override)
    }
}
