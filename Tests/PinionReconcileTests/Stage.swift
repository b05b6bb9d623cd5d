import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting

/// The doubles of one test, and reconcilers wired to them.
struct Stage: Sendable {
    let runtime: InMemoryRuntime
    let registry: InMemoryRegistry
    let remote = InMemoryLedger.Remote()
    let source = InMemorySource([[], [], []])
    let clock = ManualClock()
    var isGone: @Sendable (IntentHolder) -> HolderLiveness = { _ in .unknown }

    static let one = Digest.numbered(1)
    static let two = Digest.numbered(2)
    static let three = Digest.numbered(3)

    /// A runtime with services that all run the first digest.
    init(_ names: String...) {
        runtime = InMemoryRuntime(
            names.map { .test($0, Self.image($0, Self.one).reference) })
        registry = InMemoryRegistry(
            names.flatMap { name in
                [Self.one, Self.two, Self.three].map { Self.image(name, $0).reference }
            })
    }

    static func image(_ name: String, _ digest: Digest) -> PinnedImage {
        .test("r.example.com/shop/\(name):1", digest)
    }

    static var production: Environment.Name {
        guard let name = Environment.Name(parsing: "production") else { fatalError("a name") }
        return name
    }

    /// The `number`th commit of the branch.
    static func commit(_ number: Int) -> CommitID {
        let text = "c" + String(repeating: "0", count: 38) + String(number)
        guard let id = CommitID(parsing: text) else { fatalError("\(text) is no commit") }
        return id
    }

    /// What a run is about: all services on one digest, unless told otherwise.
    static func brief(
        _ pins: KeyValuePairs<String, Digest>, commit number: Int = 1, run: Int = 1,
        rules: Rules = Rules(apply: .automatic), mode: RunBrief.Mode? = nil
    ) -> RunBrief {
        let services = pins.compactMap { name, digest -> Service? in
            let pin = Pin(
                image: image(name, digest),
                site: FilePosition(path: "pins.yaml", line: 1, column: 1))
            return Service.Name(parsing: name).map { Service(name: $0, pins: [pin]) }
        }
        return RunBrief(
            environment: Environment(
                name: production, runtime: .sandbox(state: "s"), rules: rules, services: services),
            commit: commit(number),
            mode: mode ?? .reconcile(RunOptions(who: "ada"), holder(run)),
            minuteOfWeek: { _, _ in 0 }, hash: sha256)
    }

    static func holder(_ run: Int) -> IntentHolder {
        IntentHolder(run: "run-\(run)", host: "host", boot: "boot", process: "\(run)")
    }

    /// A reconciler with a client of the one ledger; the clocks are shared.
    func reconciler(
        _ ledger: InMemoryLedger? = nil, canTag: Bool = true,
        report: @escaping @Sendable (Action) -> Void = { _ in }
    ) -> Reconciler {
        let clock = clock
        return Reconciler(
            Ports(
                runtime: runtime, registry: registry, retagger: canTag ? registry : nil,
                ledger: ledger ?? InMemoryLedger(of: remote), source: source, probe: isGone,
                now: { clock.timestamp }, clock: clock), report: report)
    }

    func run(_ brief: RunBrief) async throws -> EnvironmentResult {
        try await reconciler().run(brief)
    }

    /// The entries' words, oldest first.
    func words() async throws -> [String] {
        try await remote.chain(of: Self.production).map {
            try LedgerEntry(parsing: $0.record.entry).word
        }
    }

    func state() async throws -> LedgerState {
        guard let tip = await remote.chain(of: Self.production).last else { return LedgerState() }
        return try LedgerState(parsing: tip.record.state)
    }
}

extension EnvironmentResult {
    /// The verdicts' words, in the order of the services.
    var verdictWords: [String] { results.map(\.verdict.word) }

    /// The kinds of all findings of services.
    var findingKinds: [Finding.Kind] { assessment?.findings.map(\.finding.kind) ?? [] }
}
