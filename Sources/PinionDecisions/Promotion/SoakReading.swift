package import PinionModel

/// Reads the soak of every container from an environment's records, newest first.
///
/// It needs only the records back to the oldest verification that still counts; a partial reading
/// never gives a longer soak than the whole chain would.
package struct SoakReading: Sendable {
    /// The last applied images of containers whose clock is not settled yet.
    private var open: [ContainerKey: AppliedImage] = [:]
    private var settled: [ContainerKey: Soak] = [:]
    /// The time of the oldest record so far: every open container was undisturbed since then.
    private var oldest: Timestamp?

    /// Begins without records.
    package init() {}

    /// Whether older records cannot change the result; false before the first record.
    package var isComplete: Bool { oldest != nil && open.isEmpty }

    /// The soaks, by container.
    package var soaks: [ContainerKey: Soak] {
        guard let oldest else { return [:] }
        return settled.merging(
            open.mapValues { Self.soak($0, .running(since: max($0.at, oldest))) }
        ) { settled, _ in settled }
    }

    /// Takes the next older record.
    package mutating func read(_ record: LedgerRecord) throws(UnreadableLedger) {
        guard !isComplete else { return }
        let entry = try LedgerEntry(parsing: record.entry)
        if let newer = entry.newer { throw newer.unreadable }
        let findings: [FindingKey: Timestamp]
        if oldest == nil {
            let state = try LedgerState(parsing: record.state)
            if let newer = state.newer { throw newer.unreadable }
            open = state.applied.filter { !state.unseen.contains($0.key) }
            for change in state.intent?.changes ?? [] { settle(change.container, .changing) }
            findings = state.findings
        } else {
            findings = try LedgerState.findings(parsing: record.state)
        }
        stop(at: findings)
        stop(at: entry)
        oldest = entry.at
        start(at: entry)
    }

    /// Reads records until the result cannot change.
    package static func soaks(
        in records: some Sequence<LedgerRecord>
    ) throws(UnreadableLedger) -> [ContainerKey: Soak] {
        var reading = SoakReading()
        for record in records where !reading.isComplete { try reading.read(record) }
        return reading.soaks
    }

    // MARK: Settling containers

    /// Settles containers with a disturbing finding: their clock started at the next newer record.
    private mutating func stop(at findings: [FindingKey: Timestamp]) {
        let bad = findings.filter { $0.key.isDisturbing }.sorted { $0.key < $1.key }
        guard !bad.isEmpty else { return }
        let worst = Dictionary(
            bad.map { ($0.key.service, $0) }, uniquingKeysWith: { one, _ in one })
        for key in open.keys {
            guard let (finding, since) = worst[""] ?? worst[key.service] else { continue }
            settle(key, .stopped(finding, since: since))
        }
    }

    /// Settles containers to which another image was sent that was not verified.
    private mutating func stop(at entry: LedgerEntry) {
        guard case .outcome(let outcome) = entry.event else { return }
        for result in outcome.results {
            switch result.verdict {
            case .underWay, .applied: settle(result.change.container, .changing)
            case .verified, .failed, .lost, .obstructed, .notBegun: break
            }
        }
    }

    /// Settles containers whose present image is verified here: no older record counts.
    private mutating func start(at entry: LedgerEntry) {
        for (key, _) in entry.verified {
            guard let applied = open.removeValue(forKey: key) else { continue }
            settled[key] = Self.soak(applied, .running(since: max(applied.at, entry.at)))
        }
    }

    /// Settles a container: with the start of its clock, or with the reason why it is stopped.
    private mutating func settle(_ key: ContainerKey, _ reason: Soak.Clock) {
        guard let applied = open.removeValue(forKey: key) else { return }
        let clock = oldest.map { Soak.Clock.running(since: max(applied.at, $0)) } ?? reason
        settled[key] = Self.soak(applied, clock)
    }

    private static func soak(_ applied: AppliedImage, _ clock: Soak.Clock) -> Soak {
        Soak(image: applied.image, verified: applied.at, clock: clock)
    }
}

extension FindingKey {
    /// Whether it stops the clock of a soak: it is critical or unverified.
    var isDisturbing: Bool { kind.severity <= .unverified }
}
