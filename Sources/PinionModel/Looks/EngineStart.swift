/// One start of an engine's daemon, by what the engine itself says of it.
///
/// An engine's id is a file on its disk: a cloned machine has it too. Each start of a daemon makes
/// something that has a new random id (Docker's `bridge` network), and that one never comes back:
/// two engines of one id tell two of them by turns.
package struct EngineStart: Hashable, Sendable {
    /// The node of a Swarm; empty where the engine itself is the machine.
    package let node: String
    /// The id that this start made.
    package let id: String
    /// When it was made, by the clock of the engine.
    package let began: Timestamp
    /// What the engine calls its host then; it may be renamed at any time, and decides nothing.
    package let host: String

    /// Puts a start together; of the id 16 characters are kept, of the host's name one line.
    package init(node: String = "", id: String, began: Timestamp, host: String) {
        self.node = node
        self.id = String(id.prefix(16))
        self.began = began
        self.host = oneLine(host, atMost: 64)
    }

    /// A clause for people.
    package var words: String { "`\(host)`, whose daemon started at \(began)" }
}

/// The starts of a machine's engines that looks met, oldest first: what `refs/pinion/seen/ENV`
/// remembers of them.
package struct EngineHistory: Hashable, Sendable {
    /// The environment's `id`; of another one nothing is known.
    package let machine: String
    /// The starts, by node each only where it is another one than that node's last.
    package let starts: [EngineStart]
    /// Two that are two engines, both with this id; none where that was never seen, or a person
    /// settled it.
    package let twins: [EngineStart]

    /// How many are kept.
    static let most = 16

    /// Puts a history together; without arguments nothing is known.
    package init(machine: String = "", starts: [EngineStart] = [], twins: [EngineStart] = []) {
        self.machine = machine
        self.starts = starts
        self.twins = twins
    }

    /// The history after a start was met by who had read this before it looked.
    ///
    /// One engine's starts follow each other. So one that is met again, after another one that
    /// began later, is of a second engine (or of a machine that was put back to an earlier state of
    /// its memory).
    package func meeting(_ start: EngineStart, of machine: String) -> EngineHistory {
        guard machine == self.machine else { return Self(machine: machine, starts: [start]) }
        let last = starts.last { $0.node == start.node }
        guard twins.isEmpty, last?.id != start.id else { return self }
        let all = Array((starts + [start]).suffix(Self.most))
        return Self(
            machine: machine, starts: all,
            twins: Self.twins(in: all.filter { $0.node == start.node }))
    }

    /// The history with a start that was met before it was known that others moved it on: of what
    /// they met, nothing follows.
    func joined(by start: EngineStart, of machine: String) -> EngineHistory {
        let isKnown = machine == self.machine && starts.contains { $0.id == start.id }
        return isKnown ? self : meeting(start, of: machine)
    }

    private static func twins(in starts: [EngineStart]) -> [EngineStart] {
        for (place, start) in starts.enumerated().reversed() {
            guard let before = starts[..<place].lastIndex(where: { $0.id == start.id }) else {
                continue
            }
            if let other = starts[before..<place].last(where: { $0.began > start.began }) {
                return [start, other]
            }
        }
        return []
    }
}

/// An engine that a run met, and what was known of its machine when the run had not looked yet.
package struct EngineSight: Hashable, Sendable {
    let start: EngineStart
    let machine: String
    let before: EngineHistory

    /// Puts a sight together.
    package init(start: EngineStart, machine: String, before: EngineHistory) {
        self.start = start
        self.machine = machine
        self.before = before
    }

    /// What is known after it.
    package var after: EngineHistory { before.meeting(start, of: machine) }

    /// Whether that is to be recorded.
    package var isNews: Bool { after != before }

    /// What is to be recorded in place of what others recorded meanwhile.
    package func after(_ present: EngineHistory) -> EngineHistory {
        present == before ? after : present.joined(by: start, of: machine)
    }
}

/// What the end of a run says of its look: for the record of who looked.
package struct LookNews: Hashable, Sendable {
    /// The look; nil where the environment could not be seen.
    package let look: LookRecord.Look?
    /// The engine that was met; nil where none tells of itself.
    package let engine: EngineSight?

    /// Puts the news together.
    package init(look: LookRecord.Look?, engine: EngineSight? = nil) {
        self.look = look
        self.engine = engine
    }

    /// The same of a later time.
    package func later(by shift: Duration) -> LookNews {
        LookNews(look: look?.later(by: shift), engine: engine)
    }

    /// The record to put in place of a former one; nil where nothing is due.
    package func record(after former: LookRecord?, every pause: Duration) -> LookRecord? {
        let known = former?.engines ?? EngineHistory()
        let engines = engine?.after(known) ?? known
        if let look, former?.isDue(at: look.at, every: pause) ?? true || engines != known {
            return LookRecord(look, after: former, engines: engines)
        }
        return engines == known ? nil : former?.with(engines)
    }
}

extension LedgerState {
    /// The entry by which a person says which of two engines an environment belongs to; the commit
    /// acted on stays.
    package func keeping(
        _ start: EngineStart, by who: String, run: String, tip: CommitID, at now: Timestamp
    ) -> LedgerEntry {
        let order = Authority(kind: .engineKept, who: who, reason: start.words)
        return LedgerEntry(
            at: now, run: run,
            event: .observation(
                RecordedObservation(
                    commit: commit ?? tip, baseline: [:], findings: findings.keys.sorted(),
                    authorities: [order])))
    }
}
