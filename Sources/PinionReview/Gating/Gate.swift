import PinionModel
import PinionSyntax

/// The gate, which judges a change against the tracked branch at its remote and tells the forge.
///
/// The branch is the one that `pinion.yaml` of the remote's default branch names, whatever the
/// change and its CI say: rules of another base do not protect the tracked branch.
package struct Gate: Sendable {
    private let asked: GateRequest
    private let variables: PullRequestVariables
    private let port: any GatePort
    private let events: GateEvents

    /// How often a change is judged at most while the branch keeps moving.
    private static let mostTips = 3

    package init(
        _ asked: GateRequest, _ variables: PullRequestVariables, _ port: any GatePort,
        _ events: GateEvents
    ) { (self.asked, self.variables, self.port, self.events) = (asked, variables, port, events) }

    /// Judges the change and tells the forge; begins again if the branch moves in between.
    package func run() async throws -> GateOutcome {
        var tips = 0
        while true {
            tips += 1
            do { return try await run(isLast: tips == Self.mostTips) } catch is BaseMoved {
                continue
            }
        }
    }

    private func run(isLast: Bool) async throws -> GateOutcome {
        let opened: any GateRepository
        do { opened = try await port.open() } catch {
            await tellUnopened(error)
            throw error
        }
        let request: GatePullRequest? =
            asked.tells
            ? await GatePullRequest(asked, variables, events) { try await opened.forge() } : nil
        return try await judge(opened, request, isLast: isLast)
    }

    // MARK: Judging

    private func judge(
        _ opened: any GateRepository, _ gate: GatePullRequest?, isLast: Bool
    ) async throws -> GateOutcome {
        let target = gate?.request?.target ?? asked.target ?? variables.target
        if let target, target != opened.branch { return await refuse(target, opened, gate) }
        let (commit, head) = await subject(opened, gate)
        var failure = gate?.failure
        var notice = gate?.notice(of: commit, isNewest: isNewest(commit, gate))
        // The change is judged even if the forge cannot be told.
        do { try await notice?.retract { try await self.isOurs($0, opened) } } catch {
            failure = failure ?? error
        }
        let review: Review
        do { review = try await self.review(try head.get(), opened, isLast: isLast) } catch let
            error as BaseMoved
        { throw error } catch {
            await notice?.tell(failure: Complaint(error).description)
            throw error
        }
        do {
            try await notice?.tell(review, against: "\(opened.branch) at \(review.base.short)")
        } catch { failure = failure ?? error }
        // Another run may have reported a newer verdict, which this one must not replace.
        if notice != nil, !isLast, try await opened.tip() != review.base { throw BaseMoved() }
        return GateOutcome(.judged(review), failure: failure)
    }

    /// Returns the commit that gets the statuses, and the one to judge or why there is none.
    ///
    /// A head that is not in the clone still gets an error status, if it was named by its id.
    private func subject(
        _ opened: any GateRepository, _ gate: GatePullRequest?
    ) async -> (commit: CommitID?, head: Result<CommitID, any Error>) {
        let given = asked.commit
        do {
            let found = try await change(opened, gate)
            if let given, given != found {
                let reason = Complaint(
                    "--commit names \(given.short), and \(found.short) is judged: a status belongs "
                        + "to the commit that was; leave --commit out, or give it to --head")
                return (nil, .failure(reason))
            }
            return (found, .success(found))
        } catch {
            return (given ?? CommitID(parsing: asked.head) ?? gate?.request?.head, .failure(error))
        }
    }

    /// Judges a change against the tracked branch.
    ///
    /// A verdict against an outdated tip is not reported, since it could replace a newer one.
    private func review(_ head: CommitID, _ opened: any GateRepository, isLast: Bool) async throws
        -> Review
    {
        try await checkBase(opened)
        let review = try await ChangeReview(of: head.description, in: opened).review(
            named: asked.environments, isOffline: asked.isOffline, events)
        guard asked.tells else { return review }
        if try await opened.tip() == opened.base.id { return review }
        guard isLast else { throw BaseMoved() }
        throw Complaint("\(opened.branch) moves while the change is judged; run the gate again")
    }

    /// Throws if a given base is not on the branch: only the branch shows what merging brings.
    private func checkBase(_ opened: any GateRepository) async throws {
        guard let text = asked.base else { return }
        let tip = opened.base.id
        let base = try await opened.checkout.revision(text).id
        if base == tip { return }
        guard try await opened.checkout.isAncestor(base, of: tip) else {
            throw Complaint(
                "the base \(base.short) is not on \(opened.branch), the tracked branch, which is "
                    + "at \(tip.short), so that a verdict against it says nothing of a merge "
                    + "there; leave `--base` out")
        }
        events.note(
            "\(opened.branch) has moved on from \(base.short) to \(tip.short), against which the "
                + "change is judged")
    }

    /// Returns the commit to judge: the head, or the change itself if the CI merged it into the
    /// head.
    private func change(_ opened: any GateRepository, _ gate: GatePullRequest?) async throws
        -> CommitID
    {
        let head = try await opened.checkout.commit(
            try await opened.checkout.revision(asked.head).id)
        // A head that was named is meant; only what is checked out may be the CI's merge.
        guard asked.head == "HEAD" else { return head.revision.id }
        if let merged = variables.mergedParent(of: head) { return merged }
        for known in [gate?.request?.head, variables.source].compactMap(\.self)
        where try await adds(head, nothingTo: known, opened) { return known }
        return head.revision.id
    }

    /// Whether a head is a plain merge of a change and a commit of the tracked branch.
    ///
    /// Whoever pushes can make merges too, and the forge may not know the newest commit yet.
    private func adds(
        _ head: CommitDetails, nothingTo change: CommitID, _ opened: any GateRepository
    ) async throws -> Bool {
        guard head.parents.count == 2, head.parents.contains(change),
            let other = head.parents.first(where: { $0 != change }),
            try await opened.checkout.isAncestor(other, of: opened.base.id),
            case .merged(let merge) = try await opened.checkout.merge(change, into: other)
        else { return false }
        return try await opened.checkout.changedPaths(from: merge.commit, to: head.revision.id)
            .isEmpty
    }

    /// Whether this is the pull request's newest commit, as far as the forge tells.
    private func isNewest(_ commit: CommitID?, _ gate: GatePullRequest?) -> Bool {
        guard let newest = gate?.request?.head else { return true }
        return newest == (variables.source ?? commit)
    }

    /// Whether a status `pinion/NAME` is Pinion's own, for an environment of base or head.
    private func isOurs(_ name: String, _ opened: any GateRepository) async throws -> Bool {
        guard Environment.Name(parsing: name) != nil else { return false }
        let folder = "\(opened.settings.environmentsFolder)/\(name)"
        let head = try await opened.checkout.revision(asked.head).id
        for commit in [opened.base.id, head]
        where try await !opened.checkout.files(of: commit, at: [folder]).isEmpty { return true }
        return false
    }

    /// Refuses a change into another branch: an unprotected branch would give the rules.
    private func refuse(
        _ target: String, _ opened: any GateRepository, _ gate: GatePullRequest?
    ) async -> GateOutcome {
        let reason =
            "it goes into \(ShownText(target)), and the tracked branch is \(opened.branch): "
            + "nothing is judged, and no status is set; retarget it to \(opened.branch) to "
            + "have it judged, or let the gate run for changes into that alone"
        var failure: (any Error)?
        do { try await gate?.comment(events.text(.notJudged(reason))) } catch { failure = error }
        return GateOutcome(.notJudged(reason), failure: failure)
    }

    /// Reports on the forge that nothing could be opened, if the remote's address tells the forge.
    private func tellUnopened(_ error: any Error) async {
        guard asked.tells else { return }
        let gate = await GatePullRequest(asked, variables, events) {
            try await port.forgeOfRemote()
        }
        let commit = asked.commit ?? CommitID(parsing: asked.head) ?? gate.request?.head
        if let failure = gate.failure { events.warn(failure) }
        var notice = gate.notice(of: commit, isNewest: isNewest(commit, gate))
        // It is unknown whose the other statuses are; the two that merging requires are Pinion's.
        do { try await notice?.retract { _ in false } } catch { events.warn(error) }
        await notice?.tell(failure: Complaint(error).description)
    }
}

/// The error that the tracked branch moved while the change was judged.
private struct BaseMoved: Error {}
