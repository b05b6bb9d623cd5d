import PinionDecisions
import PinionModel
import PinionProcess
import PinionReconcile
import PinionTesting
import Synchronization

@testable import PinionRuntimes

/// The whole loop over one service `web`, whose rollout takes hours of a manual clock.
///
/// Every sleep lasts five minutes at least, as on a host that is suspended again and again.
struct LongRollout: Sendable {
    let clock = ManualClock()
    let remote = InMemoryLedger.Remote()
    /// How long the rollout takes.
    let length: Duration
    /// How long a run waits for it.
    var timeout: Duration = .seconds(6 * 3_600)

    static let old = pinned("nginx:1@\(digest("1"))")
    static let new = pinned("nginx:2@\(digest("2"))")
    private static let production = Environment.Name(parsing: "production")

    /// The clock as adapters take it.
    var process: ProcessClock {
        .test(clock, pause: { [clock] in try await clock.sleep(for: max($0, .seconds(300))) })
    }

    /// Reconciles once.
    func run(_ runtime: any Runtime, _ settings: any RuntimeSettings) async throws
        -> EnvironmentResult
    {
        guard let name = Self.production, let web = Service.Name(parsing: "web") else {
            throw CancellationError()
        }
        let pin = Pin(
            image: Self.new, site: FilePosition(path: "pins.yaml", line: 1, column: 1))
        let source = InMemorySource()
        let brief = RunBrief(
            environment: Environment(
                name: name, runtime: settings,
                rules: Rules(apply: .automatic, limits: Limits(timeout: timeout)),
                services: [Service(name: web, pins: [pin])]),
            commit: try await source.tip().id,
            mode: .reconcile(
                RunOptions(who: "ada"),
                IntentHolder(run: "run", host: "host", boot: "boot", process: "1")),
            minuteOfWeek: { _, _ in 0 }, hash: sha256)
        let registry = InMemoryRegistry([Self.old.reference, Self.new.reference])
        let ports = Ports(
            runtime: runtime, registry: registry, retagger: nil, ledger: InMemoryLedger(of: remote),
            source: source, probe: { _ in .unknown }, now: { [clock] in clock.timestamp },
            clock: process)
        return try await Reconciler(ports).run(brief)
    }

    /// The entries' words, oldest first.
    func words() async throws -> [String] {
        guard let name = Self.production else { return [] }
        return try await remote.chain(of: name).map {
            try LedgerEntry(parsing: $0.record.entry).word
        }
    }
}

/// When something began, and whether it has lasted long enough since.
final class Begun: Sendable {
    private let moment = Mutex<ManualClock.Instant?>(nil)
    private let clock: ManualClock

    init(_ clock: ManualClock) { self.clock = clock }

    var isSet: Bool { moment.withLock { $0 != nil } }

    func set() { moment.withLock { $0 = $0 ?? clock.now } }

    func lasts(_ length: Duration) -> Bool {
        moment.withLock { $0.map { $0.duration(to: clock.now) >= length } ?? false }
    }
}
