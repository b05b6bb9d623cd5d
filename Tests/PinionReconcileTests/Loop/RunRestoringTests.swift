import PinionDecisions
import PinionModel
import PinionReconcile
@testable import PinionRuntimes
import PinionTesting
import Testing

/// What an interrupted change stopped is started again before every rule.
@Suite(.timeLimit(.minutes(10)))
struct RunRestoringTests {
    private static let docker: any RuntimeSettings = .docker(
        EngineSettings(endpoint: nil, scope: .all, id: "engine"))

    /// `web` was on `a`, and a change to `b` was interrupted by a run that is gone.
    private func world(isOpen: Bool = false, host: String? = nil) -> World {
        var world = World(["web": "a"])
        world.identity = "engine"
        world.run(order("a"))
        if isOpen {
            let change = RecordedChange(
                container: ContainerKey.web, before: "x", after: World.image("web", "b"))
            let seen = IntentHolder.test(7)
            let holder = IntentHolder(
                run: seen.run, host: host ?? seen.host, boot: seen.boot, process: seen.process)
            let intent = Intent(
                holder: holder, expires: world.now + .seconds(60), commit: .test(1),
                planHash: .letter("f"), changes: [change])
            world.append(LedgerEntry(at: world.now, run: "run-7", event: .intent(intent)))
        }
        world.interrupt("web")
        world.trace = []
        return world
    }

    private func order(_ pin: Character = "b", _ rules: Rules = Rules(apply: .automatic)) -> Order {
        Order(pins: ["web": pin], rules: rules, runtime: Self.docker)
    }

    private static let refusing: [(String, Rules, RunOptions)] = [
        ("manual", Rules(apply: .manual), RunOptions(who: "ada")),
        ("never", Rules(apply: .never), RunOptions(who: "ada")),
        ("limit", Rules(apply: .automatic, limits: Limits(changes: 0)), RunOptions(who: "ada")),
        (
            "freeze", Rules(apply: .automatic, freeze: Freeze(reason: "x", until: nil)),
            RunOptions(who: "ada")
        ),
        ("only", Rules(apply: .automatic), RunOptions(only: ["api"], who: "ada")),
    ]

    @Test(arguments: refusing)
    func `fault 57: whatever rule refuses changes, what was stopped is started again`(
        _ name: String, _ rules: Rules, _ options: RunOptions
    ) {
        var world = world()
        var order = order("b", rules)
        order.options = options
        let result = world.run(order)
        #expect(world.trace.contains("restore"))
        #expect(!world.trace.contains { $0.hasPrefix("change") })
        #expect(world.services["web"]?.interruption == nil)
        #expect(result.restored.map(\.container.service) == ["web"])
        #expect(!result.kinds.contains("web rollout-failed"), "\(result.kinds)")
        // It is recorded, but under `never`, which writes no ledger.
        let recorded = world.entries.flatMap(\.restored).map(\.object)
        #expect(recorded == (rules.apply == .never ? [] : ["object-web"]))
    }

    @Test func `fault 57: a run that only looks says so critically, and starts nothing`() {
        var world = world()
        var order = order()
        order.inspects = .report
        let result = world.run(order)
        #expect(result.kinds.contains("web rollout-failed"))
        #expect(result.assessment?.status == .drifted)
        #expect(world.services["web"]?.interruption != nil && !world.trace.contains("restore"))
    }

    @Test func `fault 57: a service that nothing pins any more is started again, too`() {
        var world = world()
        let result = world.run(
            Order(pins: ["api": "a"], rules: Rules(apply: .manual), runtime: Self.docker))
        #expect(result.restored.map(\.container.service) == ["web"])
    }

    @Test func `the change is made after the restoring, in the same run`() {
        var world = world()
        let result = world.run(order())
        #expect(result.verdicts == ["web verified"])
        #expect(world.words == ["baseline", "observation", "intent", "outcome"])
        #expect(world.entries[1].restored.map(\.name) == ["web-1"])
    }

    @Test func `the closing of a crash records the restoring`() {
        var world = world(isOpen: true)
        world.deadRuns = ["run-7"]
        world.run(order("b", Rules(apply: .manual)))
        #expect(world.trace.contains("restore"))
        #expect(world.words.prefix(3) == ["baseline", "intent", "interrupted"])
        #expect(world.entries[2].restored.map(\.object) == ["object-web"])
        #expect(world.state.intent == nil)
    }

    @Test(arguments: [ApplyMode.automatic, .manual, .never])
    func `fault 6: a run that may live and holds the environment is not disturbed`(
        _ apply: ApplyMode
    ) {
        var world = world(isOpen: true)
        let result = world.run(order("b", Rules(apply: apply)))
        #expect(result.heldBy?.run == "run-7" && result.restored.isEmpty)
        #expect(!world.trace.contains { $0.hasPrefix("restore") })
    }

    /// A run on another host that was killed would keep a service down until its intent expires.
    @Test(arguments: [ApplyMode.automatic, .manual, .never])
    func `fault 57: a holder that cannot be seen from here keeps the ledger, and nothing down`(
        _ apply: ApplyMode
    ) {
        var world = world(isOpen: true, host: "elsewhere")
        let result = world.run(order("b", Rules(apply: apply)))
        #expect(world.trace.contains("restore after 60.0 seconds"))
        #expect(result.restored.map(\.container.service) == ["web"])
        #expect(result.heldBy?.run == "run-7" && world.words.last == "intent")
        #expect(!world.trace.contains { $0.hasPrefix("change") })
    }

    @Test func `an intent that expired may be of a run that lives: it is looked at again`() {
        var world = world(isOpen: true)
        world.now = world.now + .seconds(100)
        world.run(order("b", Rules(apply: .manual)))
        #expect(world.trace.contains("restore after 15.0 seconds"))
        #expect(world.words.last == "observation" || world.words.last == "interrupted")
    }

    @Test func `fault 6: what a run that began meanwhile has stopped is its own`() {
        var world = world()
        var drive = world.begin(order(), as: 1)
        drive.step(in: &world) { if case .readLedger = $0 { true } else { false } }
        drive.step(in: &world)
        drive.step(in: &world) { if case .readLedger = $0 { true } else { false } }
        #expect(world.trace.last == "observe")
        let intent = Intent(
            holder: IntentHolder.test(7), expires: world.now + .seconds(60), commit: .test(1),
            planHash: .letter("f"), changes: [])
        world.append(LedgerEntry(at: world.now, run: "run-7", event: .intent(intent)))
        let result = world.finish(&drive)
        #expect(result.heldBy?.run == "run-7" && result.restored.isEmpty)
        #expect(!world.trace.contains { $0.hasPrefix("restore") })
    }

    @Test func `fault 57: a ledger that cannot be read keeps nothing stopped`() {
        var world = world()
        world.isLedgerDown = true
        let result = world.run(order())
        #expect(world.trace.contains("restore after 15.0 seconds"))
        #expect(result.restored.map(\.container.service) == ["web"])
        #expect(result.problem == World.silence.description)
        #expect(!world.trace.contains { $0.hasPrefix("change") })
    }

    @Test func `fault 57: a rewritten branch keeps nothing stopped, and is not accepted by that`() {
        var world = world()
        world.branch = [.test(9)]
        var order = order()
        order.commit = 9
        let result = world.run(order)
        #expect(result.restored.map(\.container.service) == ["web"])
        #expect(world.state.commit == .test(1) && !result.refusals.isEmpty)
        #expect(world.entries.last?.restored.map(\.object) == ["object-web"])
    }

    @Test func `another machine keeps its containers`() {
        var world = world()
        world.identity = "another"
        let result = world.run(order())
        #expect(result.restored.isEmpty && result.problem != nil)
        world.isLedgerDown = true
        #expect(world.run(order()).restored.isEmpty)
        #expect(!world.trace.contains { $0.hasPrefix("restore") })
    }

    @Test func `fault 58: what somebody else stopped is not started, and said critically`() {
        var world = world()
        world.interrupt("web", isRestorable: false)
        let result = world.run(order("b", Rules(apply: .manual)))
        #expect(result.restored.isEmpty && result.kinds.contains("web rollout-failed"))
        #expect(!world.trace.contains { $0.hasPrefix("restore") })
    }

    @Test func `what cannot be started again is an error that names it`() {
        var world = world()
        world.canRestore = false
        let result = world.run(order("b", Rules(apply: .manual)))
        #expect(result.problem == "cannot start web-1 again: its port is taken")
        #expect(world.trace.count { $0 == "restore" } == 1)
        #expect(world.entries.flatMap(\.restored).isEmpty)
    }

    @Test func `a ledger that moves is read anew, and the restoring recorded once`() {
        var world = world()
        world.appendFaults = [.lostAnswer]
        world.run(order("b", Rules(apply: .manual)))
        #expect(world.entries.flatMap(\.restored).map(\.object).contains("object-web"))
    }
}

/// The fact in the ledger: of version 2, and read back.
@Suite(.timeLimit(.minutes(10)))
struct RestoredTextTests {
    @Test func `what was started again is a fact of version 2, in whatever entry it stands`() throws
    {
        let seen = RecordedObservation(commit: .test(1), baseline: [:], findings: [])
        let entry = LedgerEntry(
            at: .test, run: "run-1", event: .observation(seen),
            restored: [RestoredContainer(service: "web", name: "shop web", object: "42")])
        #expect(entry.text.hasPrefix("pinion ledger entry 2\nneeds 0.2\n"))
        #expect(entry.text.contains("\nrestored web shop%20web 42\n"))
        #expect(try LedgerEntry(parsing: entry.text) == entry)
        let bare = LedgerEntry(at: .test, run: "run-1", event: .observation(seen))
        #expect(bare.text.hasPrefix("pinion ledger entry 1\n"))
    }
}
