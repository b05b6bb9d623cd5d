import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting

/// One run, its open actions, and its end.
struct Drive {
    let number: Int
    let began: Timestamp
    var run: EnvironmentRun
    var open: [Action] = []
    var result: EnvironmentResult?
    var steps = 0

    init(_ number: Int, _ brief: RunBrief, in world: World) {
        self.number = number
        began = world.now
        run = EnvironmentRun(brief, rehearses: world.rehearses)
        take(.begun, in: world)
    }

    var isOver: Bool { result != nil }

    /// Performs one open action, the first unless another is named.
    mutating func step(in world: inout World, at index: Int = 0) {
        precondition(!open.isEmpty, "run \(number) waits for nothing and is not over")
        steps += 1
        let action = open.remove(at: index)
        if let event = world.perform(action, of: number) { take(event, in: world) }
    }

    private mutating func take(_ event: Event, in world: World) {
        let moment = Moment(wall: world.now, elapsed: world.now - began)
        for action in run.receive(event, at: moment) {
            if case .finish(let found) = action { result = found } else { open.append(action) }
        }
    }

    /// Performs actions until the next one is of a kind, or the run is over.
    mutating func step(in world: inout World, until stop: (Action) -> Bool) {
        while !isOver, let next = open.first, !stop(next) { step(in: &world) }
    }
}

extension Action {
    var isChange: Bool { if case .change = self { true } else { false } }
    var isAppend: Bool { if case .append = self { true } else { false } }
    var isTag: Bool { if case .tag = self { true } else { false } }
    var isObserve: Bool { if case .observe = self { true } else { false } }
}

/// What a test says of a run.
struct Order {
    var pins: KeyValuePairs<String, Character>
    var commit = 1
    var rules = Rules(apply: .automatic)
    var options = RunOptions(who: "ada")
    var runtime: any RuntimeSettings = .sandbox(state: "s")
    var inspects: Depth?
    var hostPauses: [Pause] = []
    var pauseFailure: Failure?
    var mayBeElsewhere = false
    var engines: EngineHistory?
    var watch = Watch.unknown

    func brief(_ number: Int) -> RunBrief {
        let environment = Environment(
            name: .production, runtime: runtime, rules: rules,
            services: pins.map { .test($0.key, World.image($0.key, $0.value)) })
        return RunBrief(
            environment: environment, commit: .test(commit),
            mode: inspects.map { .inspect($0) } ?? .reconcile(options, IntentHolder.test(number)),
            hostPauses: hostPauses, pauseFailure: pauseFailure,
            engines: engines, watch: watch, mayBeElsewhere: mayBeElsewhere,
            minuteOfWeek: testMinuteOfWeek, hash: Self.hash)
    }

    static func holder(_ number: Int) -> IntentHolder {
        IntentHolder(run: "run-\(number)", host: "host", boot: "boot", process: "\(number)")
    }

    /// Not SHA-256, and good enough for tests: FNV-1a.
    static let hash: @Sendable ([UInt8]) -> Digest = { bytes in
        let sum = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return .numbered(sum)
    }
}

extension World {
    /// Starts a run.
    func begin(_ order: Order, as number: Int) -> Drive {
        Drive(number, order.brief(number), in: self)
    }

    /// Runs to the end.
    @discardableResult
    mutating func run(_ order: Order, as number: Int = 1) -> EnvironmentResult {
        var drive = begin(order, as: number)
        return finish(&drive)
    }

    /// Takes a run to its end.
    @discardableResult
    mutating func finish(_ drive: inout Drive) -> EnvironmentResult {
        while true {
            if let result = drive.result { return result }
            drive.step(in: &self)
            precondition(drive.steps < 20_000, "the run has no end")
        }
    }
}

extension EnvironmentResult {
    /// `service verdict: reason`, a line a change.
    var verdicts: [String] {
        results.map { result in
            let reason = result.verdict.reason.isEmpty ? "" : ": \(result.verdict.reason)"
            return PinionTesting.brief(
                "\(result.change.container) \(result.verdict.word)\(reason)")
        }
    }

    var exitCode: ExitCode {
        ExitCode.reconciling(
            Report(generatedAt: .test, environments: [EnvironmentReport(self)]), isStrict: false)
    }

    var kinds: [String] {
        assessment?.findings.map { "\($0.service) \($0.finding.kind.rawValue)" } ?? []
    }
}
