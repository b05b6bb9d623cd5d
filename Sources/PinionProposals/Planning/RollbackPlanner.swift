import PinionDecisions
package import PinionModel

/// The planner of a return to the pins of a former commit, with holds on what is left.
package struct RollbackPlanner: ChangePlanner {
    let services: [String]
    let commit: String?
    let reason: String?

    package init(services: [String], commit: String?, reason: String?) {
        (self.services, self.commit, self.reason) = (services, commit, reason)
    }

    package var purpose: Proposal.Purpose { .rollback }
    package var accumulates: Bool { true }

    package func plan(
        on base: ProposalBase, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        for name in services { _ = try context.pins(named: name, in: base.environment) }
        let names = Set(services)
        guard let found = try await context.former(commit, of: base, names) else {
            return PlannedChanges(
                changes: [], notes: ["the last rollback is on the branch, and waits for reconcile"])
        }
        return try await context.plan(
            RollbackPlan(
                of: base.environment, to: found.environment, at: found.commit, only: names,
                reason: reason, now: context.now), in: base.environment, saying: found.note)
    }
}

extension ProposalContext {
    func plan(
        _ plan: RollbackPlan, in environment: Environment, saying note: String?
    ) async throws -> PlannedChanges {
        guard plan.refusals.isEmpty else {
            throw RuleRefusal(plan.refusals.map(\.description).joined(separator: "\n"))
        }
        let missing = try await missing(plan.imagesToCheck)
        guard missing.isEmpty else {
            let names = missing.sorted().map(\.reference.familiar).joined(separator: ", ")
            throw Complaint(
                "cannot roll back to commit \(plan.commit.short): \(names) is not in its registry "
                    + "any more; name another commit with --to, or push the image again")
        }
        let pins = environment.pins
        for move in plan.moves {
            guard let pin = pins[move.key] else { continue }
            try await refuse(move.to, insteadOf: pin, of: move.key)
        }
        return PlannedChanges(
            await labelled(plan.proposal), notes: plan.notes + (note.map { [$0] } ?? []))
    }

    /// Throws if a former image is, by another digest, what the pin's hold refuses.
    private func refuse(_ image: PinnedImage, insteadOf pin: Pin, of key: PinKey) async throws {
        switch await verdict(on: image, insteadOf: pin) {
        case .none: return
        case .refused:
            throw RuleRefusal(
                "the hold of \(key) refuses what \(image.reference.familiar) belongs to; roll "
                    + "back to another commit with --to, or release the hold first")
        case .unknown(let obstacle):
            throw Complaint("cannot roll back \(key) to \(image.reference.familiar): \(obstacle)")
        }
    }

    /// Returns the commit to return to; `nil` if the last rollback has not been applied yet.
    func former(
        _ name: String?, of base: ProposalBase, _ names: Set<String>
    ) async throws -> FormerPins? {
        let environment = base.environment.name
        if let name {
            let commit = try await source.revision(name).id
            guard try await source.isAncestor(commit, of: base.commit) else {
                throw Complaint(
                    "commit \(commit.short) is not on the tracked branch; name one that is with "
                        + "--to")
            }
            return FormerPins(
                commit: commit, environment: try await self.environment(environment, at: commit))
        }
        let good = try await lastGood(of: environment, for: names)
        for (index, commit) in good.candidates.prefix(Self.mostCandidates).enumerated()
        where try await source.isAncestor(commit, of: base.commit) {
            guard let former = await readable(environment, at: commit) else { continue }
            if good.accepts(former, insteadOf: base.environment, at: now) {
                return FormerPins(commit: commit, environment: former)
            }
            if index == 0, hasLeft(former, in: base.environment, names) { return nil }
        }
        if let former = try await replaced(good, of: base) { return former }
        throw Complaint(
            "the ledger of \(environment) knows no former commit whose pins were verified and "
                + "differ; name the commit with --to")
    }

    /// Reads from the ledger where a rollback goes if no commit is named.
    private func lastGood(
        of environment: Environment.Name, for names: Set<String>
    ) async throws(LedgerError) -> LastGood {
        LastGood(try await port.guardedLedger().parsedEntries(of: environment), of: names)
    }

    private static let mostCandidates = 100

    /// Finds the newest commit of which no run verified all pins, but each was verified or
    /// replaced.
    ///
    /// Images that a first run with changes found running are only in git and in that run's entry.
    private func replaced(_ good: LastGood, of base: ProposalBase) async throws -> FormerPins? {
        let paths = Set(base.environment.pins.values.map(\.site.path)).sorted()
        var commits: [Revision] = []
        for path in paths {
            commits += try await history.versions(
                of: path, at: base.commit, limit: Self.mostCandidates
            ).map(\.revision)
        }
        for revision in commits.sorted(by: { $0.authored > $1.authored }) {
            guard let former = await readable(base.environment.name, at: revision.id),
                good.accepts(former, insteadOf: base.environment, trusting: .replaced, at: now)
            else { continue }
            return FormerPins(
                commit: revision.id, environment: former,
                note: "no run verified all of commit \(revision.id.short): it pins what ran "
                    + "before changes that the ledger records")
        }
        return nil
    }

    /// Returns an environment of an old commit; `nil` if its files have mistakes.
    private func readable(_ name: Environment.Name, at commit: CommitID) async -> Environment? {
        do { return try await environment(name, at: commit) } catch { return nil }
    }

    /// Whether the tip left the pins that were last verified and refuses them.
    ///
    /// That is a rollback that waits to be applied.
    private func hasLeft(_ newest: Environment, in tip: Environment, _ names: Set<String>) -> Bool {
        let before = newest.pins
        let left = tip.pins.filter { key, pin in
            (names.isEmpty || key.isNamed(in: names))
                && before[key].map { !$0.image.isSameImage(as: pin.image.reference) } ?? false
        }
        return !left.isEmpty
            && left.allSatisfy { key, pin in
                guard let hold = pin.hold, hold.isInForce(at: now), let image = before[key]?.image
                else { return false }
                return hold.refuse.contains(image.digest)
            }
    }
}

/// The pins that a rollback returns to.
struct FormerPins {
    let commit: CommitID
    let environment: Environment
    /// A note on the pins for the operator.
    var note: String?
}
