import PinionDecisions
package import PinionModel

/// A ledger that a test writes hour by hour, as runs would.
package struct Chronicle {
    package private(set) var records: [LedgerRecord] = []
    package private(set) var entries: [LedgerEntry] = []
    package private(set) var state = LedgerState()

    package init() {}

    /// The moment of an hour.
    package static func hour(_ hour: Int) -> Timestamp { .test + .seconds(hour * 3_600) }

    /// A commit by its number.
    package static func commit(_ number: Int) -> CommitID { .test(0x1000 + number) }

    package static func key(_ text: String) -> ContainerKey {
        let parts = text.split(separator: "/").map(String.init)
        return ContainerKey(service: parts[0], container: parts.count > 1 ? parts[1] : parts[0])
    }

    /// `kind@service` or `kind@service/container`; `kind@` concerns the environment.
    package static func finding(_ text: String) -> FindingKey {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        let names = parts[1].split(separator: "/").map(String.init)
        return FindingKey(
            kind: Finding.Kind(rawValue: parts[0]) ?? .unreachable, service: names.first ?? "",
            container: names.count > 1 ? names[1] : "")
    }

    private mutating func write(_ hour: Int, _ event: LedgerEntry.Event, seeing: [String]? = nil) {
        let entry = LedgerEntry(at: Self.hour(hour), run: "run-\(hour)", event: event)
        let observation = seeing.map {
            LedgerState.Observation(findings: $0.map(Self.finding), objects: [:])
        }
        state = state.recording(entry, observation: observation)
        entries.insert(entry, at: 0)
        records.insert(LedgerRecord(entry, in: .production, state: state), at: 0)
    }

    /// An observation with a baseline of images, and the findings that stand.
    package mutating func observe(
        _ hour: Int, baseline: KeyValuePairs<String, Character> = [:], commit: Int = 1,
        _ findings: String...
    ) {
        let images = baseline.map { (Self.key($0.key), image($0.value)) }
        write(
            hour,
            .observation(
                RecordedObservation(
                    commit: Self.commit(commit), baseline: Dictionary(uniqueKeysWithValues: images),
                    findings: findings.map(Self.finding))), seeing: findings)
    }

    /// An intent to put images on containers.
    package mutating func intend(
        _ hour: Int, _ images: KeyValuePairs<String, Character>, commit: Int = 1,
        authorities: [Authority] = []
    ) {
        let changes = images.map { Self.change($0.key, $0.value) }
        write(
            hour,
            .intent(
                Intent(
                    holder: IntentHolder(run: "run-\(hour)", host: "host", boot: "b", process: "1"),
                    expires: Self.hour(hour + 1), commit: Self.commit(commit),
                    planHash: .letter("f"),
                    changes: changes, authorities: authorities)))
    }

    /// An outcome: `a` verified, and whatever else is said of a container in `verdicts`.
    package mutating func conclude(
        _ hour: Int, _ images: KeyValuePairs<String, Character>, commit: Int = 1,
        _ verdicts: [String: RecordedResult.Verdict] = [:], isInterrupted: Bool = false,
        from before: String = "x", seeing findings: [String] = []
    ) {
        let results = images.map { name, letter in
            RecordedResult(
                change: Self.change(name, letter, from: before),
                verdict: verdicts[name] ?? .verified, running: [.letter(letter)])
        }
        write(
            hour,
            .outcome(
                RunOutcome(
                    commit: Self.commit(commit), planHash: .letter("f"),
                    isInterrupted: isInterrupted,
                    seconds: 5, results: results)), seeing: findings)
    }

    private static func change(
        _ name: String, _ letter: Character, from before: String = "x"
    ) -> RecordedChange {
        RecordedChange(container: key(name), before: before, after: image(letter))
    }

    /// The soak of a container: `9h` where the clock runs at the hour, else why it does not.
    package func soak(_ name: String = "web", at hour: Int) throws -> String {
        let soaks = try SoakReading.soaks(in: records)
        guard let soak = soaks[Self.key(name)] else { return "never" }
        switch soak.clock {
        case .running: return soak.length(at: Self.hour(hour)).inHours
        case .stopped(let finding, let since):
            return "\(finding.kind.rawValue) for \((Self.hour(hour) - since).inHours)"
        case .changing: return "changing"
        }
    }
}
