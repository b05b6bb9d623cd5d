import PinionModel
import PinionReview
import PinionTesting

/// What must hold at every step of a simulation; checks only what is new since the last step.
struct Invariants {
    private var entries = 0
    private var writes = 0
    private var tagWrites = 0
    private var openIntent: String?
    private var newestCommit = 0
    private var before = LedgerState()
    private var ran: Set<Bits> = []

    private struct Bits: Hashable {
        let service: String
        let digest: Digest?
    }

    mutating func check(
        _ world: World, briefs: [Int: (commit: Int, isFrozen: Bool)], commits: [[String: Character]]
    ) throws(Simulation.Violation) {
        for service in world.services.values {
            ran.insert(Bits(service: service.name, digest: service.running))
        }
        for write in world.writes[writes...] {
            guard let brief = briefs[write.run] else {
                throw Simulation.Violation("run \(write.run) has no brief")
            }
            try check(write, brief, commits)
        }
        writes = world.writes.count
        for (run, write) in world.tagWrites[tagWrites...] { try check(write, of: run) }
        tagWrites = world.tagWrites.count
        for tip in world.chain[entries...] {
            try check(world.entry(of: tip.record), world)
            before = try state(tip.record)
        }
        entries = world.chain.count
    }

    private func state(_ record: LedgerRecord) throws(Simulation.Violation) -> LedgerState {
        do { return try LedgerState(parsing: record.state) } catch {
            throw Simulation.Violation("S5: a state cannot be read: \(error)")
        }
    }

    // MARK: Writes

    private func check(
        _ write: World.Write, _ brief: (commit: Int, isFrozen: Bool),
        _ commits: [[String: Character]]
    ) throws(Simulation.Violation) {
        let key = ContainerKey(service: write.service, container: write.service)
        let pin = commits[brief.commit - 1][write.service].map { World.image(write.service, $0) }
        let applied = before.applied[key]?.image
        guard before.intent?.holder == IntentHolder.test(write.run) else {
            throw Simulation.Violation(
                "\(write.service) was changed by run \(write.run) without its intent")
        }
        guard write.image == pin || write.image == applied else {
            throw Simulation.Violation(
                "S1: \(write.service) was set to neither the pin of commit \(brief.commit) nor "
                    + "what was applied"
            )
        }
        guard brief.commit >= newestCommit else {
            throw Simulation.Violation(
                "S4: \(write.service) was changed for commit \(brief.commit) after commit "
                    + "\(newestCommit)"
            )
        }
        if write.wasDeclared, !write.wasUnfinished {
            throw Simulation.Violation("law 6: \(write.service) was set to what it declared")
        }
        if brief.isFrozen, write.image != applied, !(write.wasDeclared && write.wasUnfinished) {
            throw Simulation.Violation("a freeze let a new pin of \(write.service) through")
        }
        let isRetried = before.intent?.authorities.contains { $0.kind == .retry } ?? false
        if before.failed[key] == write.image.digest, !isRetried {
            throw Simulation.Violation("a failed digest of \(write.service) was applied again")
        }
    }

    /// Fault 68: a tag is written only under an intent of the writing run that names it, on what ran.
    private func check(_ write: TagWrite, of run: Int) throws(Simulation.Violation) {
        guard let intent = before.intent, intent.holder == IntentHolder.test(run),
            intent.tags.contains(write)
        else {
            throw Simulation.Violation("\(write.tagged) was put by run \(run) without an intent")
        }
        guard ran.contains(where: { $0.digest == write.after }) else {
            throw Simulation.Violation("\(write.tagged) was put on what never ran")
        }
    }

    // MARK: Entries

    private mutating func check(_ entry: LedgerEntry, _ world: World) throws(Simulation.Violation) {
        switch entry.event {
        case .intent(let intent):
            guard openIntent == nil else { throw Simulation.Violation("two intents are open") }
            guard !intent.changes.isEmpty || !intent.tags.isEmpty else {
                throw Simulation.Violation("S3: an intent is empty")
            }
            openIntent = entry.run
            try advance(to: intent.commit, world)
        case .unknown(let word, _):
            throw Simulation.Violation("an entry `\(word)` that this version does not know")
        case .outcome(let outcome):
            guard openIntent == entry.run else {
                throw Simulation.Violation(
                    "an outcome of \(entry.run) follows the intent of \(openIntent ?? "nobody")")
            }
            guard outcome.results.count == before.intent?.changes.count else {
                throw Simulation.Violation("an outcome does not name every change of its intent")
            }
            guard outcome.tags.map(\.write) == before.intent?.tags else {
                throw Simulation.Violation("an outcome does not name every tag of its intent")
            }
            openIntent = nil
            for result in outcome.results where result.verdict == .verified {
                guard
                    ran.contains(
                        Bits(
                            service: result.change.container.service,
                            digest: result.change.after.digest))
                else {
                    throw Simulation.Violation(
                        "law 5: \(result.change.container) never ran what is verified")
                }
            }
        case .observation(let seen):
            guard openIntent == nil else {
                throw Simulation.Violation("an observation follows an open intent")
            }
            try advance(to: seen.commit, world)
        }
    }

    private mutating func advance(to commit: CommitID, _ world: World) throws(Simulation.Violation)
    {
        let place = (world.branch.firstIndex(of: commit) ?? -1) + 1
        guard place >= newestCommit else {
            throw Simulation.Violation(
                "S4: commit \(place) was acted on after commit \(newestCommit)")
        }
        newestCommit = place
    }

    // MARK: Peace

    /// L1: everything is at its pin, nothing is open, and another run would write nothing.
    func checkPeace(_ world: World, pins: [String: Character]) throws(Simulation.Violation) {
        guard world.state.intent == nil else { throw Simulation.Violation("L1: an intent is open") }
        for (name, letter) in pins.sorted(by: { $0.key < $1.key }) {
            let image = World.image(name, letter)
            guard let service = world.services[name], image.isSameImage(as: service.declared),
                service.running == image.digest, service.unfinished == nil
            else { throw Simulation.Violation("L1: \(name) did not come to its pin") }
            let key = ContainerKey(service: name, container: name)
            guard world.state.applied[key]?.image.digest == image.digest else {
                throw Simulation.Violation("L1: the ledger does not know \(name) at its pin")
            }
        }
    }
}
