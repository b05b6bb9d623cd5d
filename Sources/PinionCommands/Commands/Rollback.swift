import ArgumentParser
import PinionGit
import PinionModel
import PinionProposals
import PinionWiring

/// `pinion rollback ENV [SERVICE…]`: the pins of a former commit, with holds on what is left.
struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Propose the pins of a former commit, and hold the digests that are left.",
        discussion: """
            Returns to the last commit whose pins the ledger saw verified and that differs, or to the commit that --to \
            names. The former digests must still be in their registries. Each digest that is left is refused by a hold, \
            so that no automation proposes it again. Windows and freezes do not stop a rollback.

            Examples:
              pinion rollback production web
              pinion rollback production --to 1a2b3c4 --reason "memory leak"
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(help: ArgumentHelp("The services; all by default.", valueName: "service[/container]"))
    var services: [String] = []
    @Option(help: ArgumentHelp("The commit whose pins come back.", valueName: "rev"))
    var to: String?
    @Option(help: ArgumentHelp("Why, for the holds.", valueName: "text")) var reason: String?
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (services, to) = (services, to)
        let reason = reason.map { oneLine($0, atMost: 500) }
        try await Proposing(common, writing).run(
            [environment],
            .init(purpose: .rollback, accumulates: true) { desk, ground in
                for name in services { _ = try desk.pins(named: name, in: ground.environment) }
                let names = Set(services)
                guard let found = try await desk.former(to, of: ground, names) else {
                    return PlannedChanges(
                        changes: [],
                        notes: ["the last rollback is on the branch, and waits for reconcile"])
                }
                return try await desk.plan(
                    RollbackPlan(
                        of: ground.environment, to: found.environment, at: found.commit,
                        only: names, reason: reason, now: desk.now),
                    in: ground.environment, saying: found.note)
            })
    }
}

extension Desk {
    fileprivate func plan(
        _ plan: RollbackPlan, in environment: PinionModel::Environment, saying note: String?
    ) async throws -> PlannedChanges {
        guard plan.refusals.isEmpty else {
            throw RuleRefusal(plan.refusals.map(\.description).joined(separator: "\n"))
        }
        let missing = try await missing(plan.imagesToCheck)
        guard missing.isEmpty else {
            let names = missing.sorted().map(\.reference.familiar).joined(separator: ", ")
            throw Complaint(
                "cannot roll back to commit \(plan.commit.short): \(names) is not in its registry any "
                    + "more; name another commit with --to, or push the image again")
        }
        let pins = environment.pins
        for move in plan.moves {
            guard let pin = pins[move.key] else { continue }
            try await refuse(move.to, insteadOf: pin, of: move.key)
        }
        return PlannedChanges(
            await labelled(plan.proposal), notes: plan.notes + (note.map { [$0] } ?? []))
    }

    /// Refuses a former image that is, by another digest, what the pin's hold refuses.
    private func refuse(
        _ image: PinnedImage, insteadOf pin: Pin, of key: PinKey
    ) async throws {
        switch await stand(on: image, insteadOf: pin) {
        case .none: return
        case .refused:
            throw RuleRefusal(
                "the hold of \(key) refuses what \(image.reference.familiar) belongs to; roll back to another "
                    + "commit with --to, or release the hold first")
        case .unknown(let obstacle):
            throw Complaint("cannot roll back \(key) to \(image.reference.familiar): \(obstacle)")
        }
    }

    /// The commit to return to; nil where the last rollback has not been applied yet.
    fileprivate func former(
        _ name: String?, of ground: ProposalGround, _ names: Set<String>
    ) async throws -> FormerPins? {
        let source = session.place.source(branch: session.project.settings.branch)
        let environment = ground.environment.name
        if let name {
            let commit = try await source.revision(name).id
            guard try await source.isAncestor(commit, of: ground.commit) else {
                throw Complaint(
                    "commit \(commit.short) is not on the tracked branch; name one that is with --to"
                )
            }
            return FormerPins(
                commit: commit, environment: try await self.environment(environment, at: commit))
        }
        let good = try await session.lastGood(of: environment, for: names)
        for (index, commit) in good.candidates.prefix(Self.mostCandidates).enumerated()
        where try await source.isAncestor(commit, of: ground.commit) {
            guard let former = await readable(environment, at: commit) else { continue }
            if good.accepts(former, insteadOf: ground.environment, at: now) {
                return FormerPins(commit: commit, environment: former)
            }
            if index == 0, hasLeft(former, in: ground.environment, names) { return nil }
        }
        if let former = try await replaced(good, of: ground) { return former }
        throw Complaint(
            "the ledger of \(environment) knows no former commit whose pins were verified and differ; "
                + "name the commit with --to")
    }

    private static let mostCandidates = 100

    /// The newest commit with pins that were replaced, or verified, where no run verified all of them: after a first run
    /// that made changes, what it came upon is in git and in the ledger's entry alone.
    private func replaced(
        _ good: LastGood, of ground: ProposalGround
    ) async throws -> FormerPins? {
        let paths = Set(ground.environment.pins.values.map(\.site.path)).sorted()
        var commits: [Revision] = []
        for path in paths {
            commits += try await session.history.versions(
                of: path, at: ground.commit, limit: Self.mostCandidates
            ).map(\.revision)
        }
        for revision in commits.sorted(by: { $0.authored > $1.authored }) {
            guard let former = await readable(ground.environment.name, at: revision.id),
                good.accepts(
                    former, insteadOf: ground.environment, trusting: .replaced, at: now)
            else { continue }
            return FormerPins(
                commit: revision.id, environment: former,
                note:
                    "no run verified all of commit \(revision.id.short): it pins what ran before changes "
                    + "that the ledger records")
        }
        return nil
    }

    /// An old commit whose files have mistakes is no way back.
    private func readable(
        _ name: PinionModel::Environment.Name, at commit: CommitID
    ) async -> PinionModel::Environment? {
        do { return try await environment(name, at: commit) } catch { return nil }
    }

    /// Whether the tip has left what was verified last, and refuses it: a rollback that waits to be applied.
    private func hasLeft(
        _ newest: PinionModel::Environment, in tip: PinionModel::Environment, _ names: Set<String>
    ) -> Bool {
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
private struct FormerPins {
    let commit: CommitID
    let environment: PinionModel::Environment
    /// What a person should know of them.
    var note: String?
}
