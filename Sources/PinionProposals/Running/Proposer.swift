import PinionDecisions
import PinionFiles
package import PinionModel
import PinionReconcile

/// A decision about changes, made again for each commit on which they are planned.
package protocol ChangePlanner: Sendable {
    /// The purpose of its proposals.
    var purpose: Proposal.Purpose { get }
    /// Whether a run adds to its open branch's changes, instead of replacing them.
    var accumulates: Bool { get }
    /// Whether `proposals: direct` in the file is enough to commit to the tracked branch.
    var isAutomatic: Bool { get }

    /// Returns the changes to make on a commit of the tracked branch.
    func plan(on base: ProposalBase, _ context: ProposalContext) async throws -> PlannedChanges
}

extension ChangePlanner { package var isAutomatic: Bool { false } }

/// The run of a proposal, from planned changes to a commit, a pushed branch and a pull request.
///
/// Every call is safe to repeat: it looks at what is there before it writes, moves refs only by
/// compare-and-swap, and plans again if another process was faster.
package struct Proposer: Sendable {
    let context: ProposalContext

    package init(_ context: ProposalContext) { self.context = context }

    /// Proposes what a planner wants, one environment after another.
    ///
    /// They may write to the same branch. `isDirect` asks for commits to the tracked branch, which
    /// an environment must allow. `begins` is called for each environment before it is planned.
    package func reports(
        on chosen: [ReadEnvironment], _ planner: any ChangePlanner, isDirect: Bool,
        begins: (String) -> Void = { _ in }
    ) async -> [ProposalReport] {
        var tip = context.port.tip.id
        var reports: [ProposalReport] = []
        for read in chosen {
            begins(read.name)
            let ending = await ending(read, planner, isDirect: isDirect, tip)
            if case .done(let outcome) = ending, case .committed(let commit, _) = outcome.landing {
                tip = commit
            }
            reports.append(
                ProposalReport(environment: read.name, purpose: planner.purpose, ending: ending))
        }
        return reports
    }

    private func ending(
        _ read: ReadEnvironment, _ planner: any ChangePlanner, isDirect: Bool, _ tip: CommitID
    ) async -> ProposalReport.Ending {
        do {
            let environment = try read.result.get()
            let commits =
                isDirect || (planner.isAutomatic && environment.rules.proposals == .direct)
            if commits { try await context.port.refuseSetback(of: environment.name) }
            // This comes before the commit: once it has landed, no failure may be reported.
            let remember = try await context.port.remembering()
            let outcome = try await propose(
                ProposalTask(
                    environment: environment.name, planner: planner, isDirect: isDirect, tip: tip))
            if case .committed(let commit, _) = outcome.landing {
                await remember(commit, environment.name)
            }
            return .done(outcome)
        } catch let refusal as RuleRefusal {
            return .refused(refusal)
        } catch let mistakes as FileMistakes {
            return .failed(Failure(RunFailure.unreadable(mistakes)))
        } catch {
            return .failed(Failure(error))
        }
    }

    /// Makes one proposal; stops retrying lost races when the branch has not moved for 30 s.
    package func propose(_ task: ProposalTask) async throws -> ProposalOutcome {
        var tip = task.tip
        var backoff = RetryBackoff(context.port.clock)
        var sent: Sent?
        var hasGivenWay = false
        while true {
            if let sent, try await context.source.isAncestor(sent.commit, of: tip) {
                return sent.outcome
            }
            switch try await attempt(task, on: tip, givingWay: !hasGivenWay) {
            case .done(let outcome): return outcome
            case .contended:
                hasGivenWay = true
                try await backoff.giveWay()
                tip = try await context.source.tip().id
            case .overtaken(let branch, let former, let latest):
                sent = latest ?? sent
                try await backoff.wait(after: PublishError.moved(branch: branch), at: former)
                tip = try await context.source.tip().id
            case .perhapsStale(let error):
                let newer = try await context.source.tip().id
                guard newer != tip else { throw error }
                try await backoff.wait(after: error, at: tip)
                tip = newer
            }
        }
    }

    private func attempt(
        _ task: ProposalTask, on tip: CommitID, givingWay: Bool
    ) async throws -> Attempt {
        let base = try await base(at: tip, task)
        let isDirect = try task.isDirect(base.environment)
        if isDirect, givingWay, try await isContended(tip) { return .contended }
        var planned = try await task.planner.plan(on: base, context)
        if !isDirect { planned = try await leavingClosed(planned, of: task) }
        return isDirect
            ? try await directly(task, base, planned) : try await onBranch(task, base, planned)
    }

    /// The ending of one attempt.
    enum Attempt {
        case done(ProposalOutcome)
        /// Nothing was begun, because others are already pushing to the branch.
        case contended
        /// Another process moved the ref first; what was sent may still have landed.
        case overtaken(branch: String, from: CommitID?, Sent? = nil)
        /// The proposal is refused, unless the tip by which it was judged is outdated.
        case perhapsStale(ProposalError)
    }

    /// A commit that was sent to the tracked branch, and the outcome if it has landed.
    struct Sent {
        let commit: CommitID
        let outcome: ProposalOutcome
    }
}

// MARK: Straight to the tracked branch

extension Proposer {
    /// Whether others commit to the tracked branch at the same time.
    private func isContended(_ tip: CommitID) async throws -> Bool {
        var dates: [Timestamp] = []
        var next: CommitID? = tip
        while let commit = next, dates.count < PushContention.depth {
            let details = try await context.history.commit(commit)
            dates.append(details.revision.authored)
            next = details.parents.first
        }
        return PushContention.isSeen(in: dates, at: context.now)
    }

    private func directly(
        _ task: ProposalTask, _ base: ProposalBase, _ planned: PlannedChanges
    ) async throws -> Attempt {
        guard !planned.changes.isEmpty else { return .done(.nothing(planned, base)) }
        let proposal = task.proposal(planned.changes, planned)
        try await refuseConflicts(task, proposal, base)
        let commit = try await write(proposal, proposal.changes, task, onto: base)
        let branch = try await context.publisher.trackedBranch()
        let outcome = { (commit: CommitID) in
            ProposalOutcome(
                base: base.commit, proposal: proposal, leftOut: planned.leftOut,
                landing: .committed(commit, branch: branch), notes: planned.notes)
        }
        let landed = try await push(
            commit, to: branch, expecting: base.commit, base: base.commit, proposal)
        guard let landed else {
            return .overtaken(
                branch: branch, from: base.commit, Sent(commit: commit, outcome: outcome(commit)))
        }
        return .done(outcome(landed))
    }
}
