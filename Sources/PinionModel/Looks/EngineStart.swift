/// One start of an engine's daemon, as the engine itself reports it.
///
/// An engine's id is a file on its disk, so a cloned machine has the same id. At each start a
/// daemon makes an object with a new random id (Docker's `bridge` network), which never comes back:
/// two engines with one id show two such ids by turns.
package struct EngineStart: Hashable, Sendable {
    /// The node of a Swarm; empty if the engine itself is the machine.
    package let node: String
    /// The id of the object that this start made.
    package let id: String
    /// The time of the start, by the engine's clock.
    package let began: Timestamp
    /// The host's name as the engine gave it then; it may change at any time and decides nothing.
    package let host: String

    /// Keeps 16 characters of the id, and one line of the host's name.
    package init(node: String = "", id: String, began: Timestamp, host: String) {
        (self.node, self.id, self.began) = (node, String(id.prefix(16)), began)
        self.host = oneLine(host, atMost: 64)
    }

    /// The start as a clause of a sentence.
    package var words: String { "`\(host)`, whose daemon started at \(began)" }
}

/// The starts of a machine's engines that looks met, as `refs/pinion/seen/ENV` keeps them.
package struct EngineHistory: Hashable, Sendable {
    /// The environment's `id`; nothing is known of any other machine.
    package let machine: String
    /// The starts, oldest first; no two in a row of one node are the same.
    package let starts: [EngineStart]
    /// Two starts that show two engines with this id; empty if none do or an operator decided.
    package let clashing: [EngineStart]

    /// The most starts that are kept.
    static let most = 16

    package init(machine: String = "", starts: [EngineStart] = [], clashing: [EngineStart] = []) {
        (self.machine, self.starts, self.clashing) = (machine, starts, clashing)
    }

    /// Returns the history after a look met a start, if the history was read before the look.
    ///
    /// One engine's starts follow each other. So a start that is met again after a start that began
    /// later belongs to a second engine (or to a machine restored with its memory).
    package func meeting(_ start: EngineStart, of machine: String) -> EngineHistory {
        guard machine == self.machine else { return Self(machine: machine, starts: [start]) }
        let last = starts.last { $0.node == start.node }
        guard clashing.isEmpty, last?.id != start.id else { return self }
        let all = Array((starts + [start]).suffix(Self.most))
        return Self(
            machine: machine, starts: all,
            clashing: Self.clashing(in: all.filter { $0.node == start.node }))
    }

    /// Returns the history with a start that was met before other runs' records were known: which
    /// came first is unknown, so nothing is concluded from the order.
    func joined(by start: EngineStart, of machine: String) -> EngineHistory {
        let isKnown = machine == self.machine && starts.contains { $0.id == start.id }
        return isKnown ? self : meeting(start, of: machine)
    }

    private static func clashing(in starts: [EngineStart]) -> [EngineStart] {
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

/// An engine that a run met, and the history that was known of its machine before the look.
package struct EngineObservation: Hashable, Sendable {
    let start: EngineStart
    let machine: String
    let before: EngineHistory

    package init(start: EngineStart, machine: String, before: EngineHistory) {
        (self.start, self.machine, self.before) = (start, machine, before)
    }

    /// The history after this observation.
    package var after: EngineHistory { before.meeting(start, of: machine) }

    /// Whether the observation changes the history, and so must be recorded.
    package var isNews: Bool { after != before }

    /// Returns the history to record if other runs have recorded `present` since.
    package func after(_ present: EngineHistory) -> EngineHistory {
        present == before ? after : present.joined(by: start, of: machine)
    }
}

/// The facts that one run adds to an environment's look record.
package struct LookUpdate: Hashable, Sendable {
    /// The look; `nil` if the environment could not be seen.
    package let look: LookRecord.Look?
    /// The engine that was met; `nil` if the runtime reports none.
    package let engine: EngineObservation?

    package init(look: LookRecord.Look?, engine: EngineObservation? = nil) {
        (self.look, self.engine) = (look, engine)
    }

    /// Returns the same update, with the look at a later time.
    package func later(by shift: Duration) -> LookUpdate {
        LookUpdate(look: look?.later(by: shift), engine: engine)
    }

    /// Returns the record to replace a former one; `nil` if none is due.
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
    /// Returns the entry that records an operator's choice of the environment's engine among two.
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
