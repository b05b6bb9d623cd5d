import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// How changes are made, watched and ended.
@Suite(.timeLimit(.minutes(10)))
struct RunApplyingTests {
    private static func rules(
        parallel: Int = 4, timeout: Duration = .seconds(60), windows: [Window] = []
    ) -> Rules {
        Rules(
            apply: .automatic, limits: Limits(parallel: parallel, timeout: timeout),
            windows: windows)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let behaviour: World.Behaviour
        let verdict: String
        let writes: Int
        let exitCode: ExitCode
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "at once", behaviour: .obeys, verdict: "verified", writes: 1, exitCode: .success),
        Case(
            name: "in time", behaviour: .takes(looks: 5), verdict: "verified", writes: 1,
            exitCode: .success),
        Case(
            name: "not in time", behaviour: .hangs,
            verdict: "under-way: not verified within the time limit: 1 task to go", writes: 1,
            exitCode: .different),
        Case(
            name: "it fails", behaviour: .fails("it restarts for ever"),
            verdict: "failed: it restarts for ever", writes: 1, exitCode: .failure),
        Case(
            name: "the runtime rolls it back", behaviour: .rollsBack(looks: 3),
            verdict: "failed: rolled back", writes: 1, exitCode: .failure),
        Case(
            name: "fault 48: conflicts are looked at and sent again", behaviour: .conflicts(3),
            verdict: "verified", writes: 1, exitCode: .success),
        Case(
            name: "conflicts without an end", behaviour: .conflicts(99),
            verdict:
                "not-begun: web was changed by somebody else in the meantime; run the command "
                + "again",
            writes: 0, exitCode: .failure),
        Case(
            name: "fault 51: somebody else set another image first", behaviour: .isTaken(by: "c"),
            verdict:
                "not-begun: somebody else changed it after the plan was made; the next run plans "
                + "anew",
            writes: 0, exitCode: .failure),
        Case(
            name: "somebody else set the pin first", behaviour: .isTaken(by: "b"),
            verdict:
                "under-way: not verified within the time limit: 1 of 1 instance runs #a; the pin "
                + "is r.example.com/shop/web:1@#b",
            writes: 0, exitCode: .different),
        Case(
            name: "fault 14: the answer is lost, and the change was made", behaviour: .losesAnswer,
            verdict: "verified", writes: 1, exitCode: .success),
        Case(
            name: "fault 47: no answer twice, and no change", behaviour: .isUnreachable(2),
            verdict: "verified", writes: 1, exitCode: .success),
        Case(
            name: "no answer ever", behaviour: .isUnreachable(99),
            verdict: "not-begun: cannot reach the engine: no answer; start it", writes: 0,
            exitCode: .failure),
        Case(
            name: "it refuses", behaviour: .refuses,
            verdict: "not-begun: cannot change web: no right; ask for it", writes: 0,
            exitCode: .failure),
        Case(
            name: "law 5: a change that was accepted and not made is not done", behaviour: .lies,
            verdict:
                "under-way: not verified within the time limit: declared as "
                + "r.example.com/shop/web:1@#a, the pin is r.example.com/shop/web:1@#b; the "
                + "ledger did not put it there",
            writes: 1, exitCode: .failure),
        Case(
            name: "half done, and finished by sending it again", behaviour: .stumbles,
            verdict: "verified", writes: 2, exitCode: .success),
    ]

    @Test(arguments: cases)
    func `a change comes to its end`(_ row: Case) {
        var world = World(["web": "a"])
        world.services["web"]?.behaviour = row.behaviour
        let result = world.run(Order(pins: ["web": "b"], rules: Self.rules()))
        #expect(result.verdicts == ["web \(row.verdict)"])
        #expect(world.writes.count == row.writes)
        #expect(result.exitCode == row.exitCode)
        #expect(world.words == ["intent", "outcome"])
        #expect(world.state.intent == nil)
    }

    @Test func `a slow change whose answer was lost is watched, not taken for somebody else's`() {
        var world = World(["web": "a"])
        var drive = world.begin(Order(pins: ["web": "b"], rules: Self.rules()), as: 1)
        world.services["web"]?.behaviour = .losesAnswer
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        world.services["web"]?.running = .letter("a")
        world.services["web"]?.rollout = .progressing("1 task to go")
        world.services["web"]?.settling = (4, false, World.image("web", "a").reference)
        #expect(world.finish(&drive).verdicts == ["web verified"])
        #expect(world.writes.count == 1)
    }

    @Test func `a change whose answer was lost and that failed is a failure`() {
        var world = World(["web": "a"])
        var drive = world.begin(Order(pins: ["web": "b"], rules: Self.rules()), as: 1)
        world.services["web"]?.behaviour = .losesAnswer
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        world.set("web", to: "a")
        world.services["web"]?.rollout = .failed("rolled back")
        #expect(world.finish(&drive).verdicts == ["web failed: rolled back"])
        #expect(world.writes.count == 1)
    }

    @Test func `after a failure no further change is begun, and the digest is not tried again`() {
        var world = World(["api": "a", "web": "a"])
        world.services["api"]?.behaviour = .fails("it restarts for ever")
        let order = Order(pins: ["api": "b", "web": "b"], rules: Self.rules(parallel: 1))
        let first = world.run(order)
        #expect(
            first.verdicts == [
                "api failed: it restarts for ever",
                "web not-begun: the change of api did not succeed, and no further change was "
                    + "begun after it",
            ])
        #expect(first.exitCode == .failure)
        let second = world.run(order, as: 2)
        #expect(second.verdicts == ["web verified"])
        #expect(second.exitCode == .failure)
        #expect(world.run(order, as: 3).exitCode == .failure)
        #expect(world.writes.map(\.service) == ["api", "web"])
        world.services["api"]?.behaviour = .obeys
        world.branch.append(.test(2))
        let third = world.run(
            Order(pins: ["api": "c", "web": "b"], commit: 2, rules: Self.rules()), as: 4)
        #expect(third.verdicts == ["api verified"])
        #expect(third.exitCode == .success)
    }

    @Test func `after a failure a change that met a conflict is not sent again`() {
        var world = World(["api": "a", "web": "a"])
        world.services["api"]?.behaviour = .fails("x")
        world.services["web"]?.behaviour = .conflicts(1)
        let result = world.run(Order(pins: ["api": "b", "web": "b"], rules: Self.rules()))
        #expect(
            result.verdicts == [
                "api failed: x",
                "web not-begun: the change of api did not succeed, "
                    + "and no further change was begun after it",
            ])
        #expect(world.writes.map(\.service) == ["api"])
    }

    @Test func `a failed digest is tried again where somebody asks, and then forgotten`() {
        var world = World(["web": "a"])
        world.services["web"]?.behaviour = .rollsBack(looks: 1)
        world.run(Order(pins: ["web": "b"], rules: Self.rules()))
        #expect(world.state.failed == [ContainerKey.web: .letter("b")])
        world.services["web"]?.behaviour = .obeys
        #expect(world.run(Order(pins: ["web": "b"])).exitCode == .failure)
        #expect(world.writes.count == 1)
        let options = RunOptions(retry: ["web"], who: "ada")
        #expect(world.run(Order(pins: ["web": "b"], options: options)).exitCode == .success)
        #expect(world.state.failed.isEmpty)
    }

    @Test func `a try that somebody asks for and that is not made is never silent`() {
        var world = World(["web": "a", "api": "a"])
        let pins = Order(pins: ["web": "a", "api": "a"])
        world.run(pins)
        func notRetried(_ options: RunOptions, _ letter: Character) -> [String] {
            var order = Order(pins: ["web": letter, "api": "a"])
            order.options = options
            return world.run(order, as: 9).notRetried
        }
        let retry = RunOptions(retry: ["web"], who: "ada")
        #expect(
            notRetried(retry, "a") == ["web: nothing of it failed that could be tried again"])
        // It was set to the pin, and fails there.
        world.set("web", to: "b")
        world.services["web"]?.rollout = .failed("it restarts for ever")
        let reason = notRetried(retry, "b").first
        #expect(reason?.contains("the runtime declares the pin already") == true)
        // It went back, and the person limits the run to another service.
        world.set("web", to: "a")
        world.services["web"]?.behaviour = .rollsBack(looks: 1)
        world.run(Order(pins: ["web": "c", "api": "a"], rules: Self.rules()), as: 8)
        #expect(
            notRetried(RunOptions(only: ["api"], retry: ["web"], who: "ada"), "c")
                == ["web: --only leaves it out"])
        world.services["web"]?.behaviour = .obeys
        #expect(notRetried(retry, "c") == [])
    }

    @Test
    func `a rollout under way at the time limit is watched by the next run, never sent again`() {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.services["web"]?.behaviour = .hangs
        let order = Order(pins: ["web": "b"], rules: Self.rules())
        #expect(world.run(order).exitCode == .different)
        #expect(world.state.sent[ContainerKey.web]?.image == World.image("web", "b"))
        let second = world.run(order, as: 2)
        #expect(second.kinds == ["web rollout-progressing"])
        #expect(second.exitCode == .different)
        world.set("web", to: "b")
        #expect(world.run(order, as: 3).exitCode == .success)
        #expect(world.words == ["baseline", "intent", "outcome", "baseline"])
        #expect(world.writes.count == 1)
        #expect(world.state.sent.isEmpty)
    }

    @Test
    func `fault 50: a rollout that the runtime takes back after the time limit is not sent again`()
    {
        var world = World(["web": "a"])
        let order = Order(pins: ["web": "b"], rules: Self.rules())
        world.run(Order(pins: ["web": "a"], rules: Self.rules()))
        world.services["web"]?.behaviour = .hangs
        world.run(order)
        world.set("web", to: "a")
        for number in 2...4 {
            let result = world.run(order, as: number)
            #expect(result.kinds == ["web rollout-failed"])
            #expect(result.exitCode == .failure)
        }
        #expect(world.writes.count == 1)
    }

    @Test func `no change is begun after the time limit`() {
        var world = World(["a": "a", "b": "a", "c": "a"])
        for name in ["a", "b", "c"] { world.services[name]?.behaviour = .takes(looks: 14) }
        let result = world.run(
            Order(
                pins: ["a": "b", "b": "b", "c": "b"],
                rules: Self.rules(parallel: 1, timeout: .seconds(24))))
        #expect(
            result.verdicts == [
                "a verified",
                "b under-way: not verified within the time limit: 1 task to go",
                "c not-begun: the time limit was reached",
            ])
    }

    @Test(arguments: [0, 1, 2, 9])
    func `no more changes are under way than limits.parallel allows`(_ parallel: Int) {
        var world = World(["a": "a", "b": "a", "c": "a", "d": "a"])
        for name in ["a", "b", "c", "d"] { world.services[name]?.behaviour = .takes(looks: 3) }
        let result = world.run(
            Order(
                pins: ["a": "b", "b": "b", "c": "b", "d": "b"],
                rules: Self.rules(parallel: parallel)))
        #expect(result.exitCode == .success)
        #expect(world.mostUnderWay == min(4, max(1, parallel)))
    }

    @Test func `a look from before a change does not judge it`() {
        var world = World(["api": "a", "web": "a"])
        world.services["web"]?.rollout = .failed("the old one")
        world.services["api"]?.behaviour = .takes(looks: 9)
        let result = world.run(Order(pins: ["api": "b", "web": "b"], rules: Self.rules()))
        #expect(result.verdicts == ["api verified", "web verified"])
    }

    @Test func `the last word of a service is its own`() {
        var world = World(["api": "a", "web": "a"])
        world.services["api"]?.behaviour = .hangs
        world.services["web"]?.behaviour = .lies
        let result = world.run(Order(pins: ["api": "b", "web": "b"], rules: Self.rules()))
        #expect(
            result.verdicts == [
                "api under-way: not verified within the time limit: 1 task to go",
                "web under-way: not verified within the time limit: declared as "
                    + "r.example.com/shop/web:1@#a, the pin is r.example.com/shop/web:1@#b; the "
                    + "ledger did not put it there",
            ])
    }

    @Test func `the outcome says what runs at the end, whatever came of it`() {
        var world = World(["web": "a"])
        world.services["web"]?.behaviour = .refuses
        let result = world.run(Order(pins: ["web": "b"], rules: Self.rules()))
        #expect(result.results.map(\.running) == [[.letter("a")]])
    }

    @Test
    func `a repair in a closed window returns to what was applied last, and is verified as that`() {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.set("web", to: "f")
        world.branch.append(.test(2))
        let rules = Self.rules(windows: [Window.test(.deny, "Mon 11:00 - Mon 13:00")])
        let result = world.run(Order(pins: ["web": "b"], commit: 2, rules: rules))
        #expect(result.verdicts == ["web verified"])
        #expect(world.writes.map(\.image) == [World.image("web", "a")])
        #expect(result.kinds == ["web change-pending"])
        #expect(result.exitCode == .refused)
        world.now = world.now + .seconds(7_200)
        #expect(world.run(Order(pins: ["web": "b"], commit: 2, rules: rules)).exitCode == .success)
    }

    @Test func `a killed change is finished in a freeze too`() {
        var world = World(["web": "b"])
        world.run(
            Order(
                pins: ["web": "a"],
                rules: Rules(apply: .automatic, freeze: Freeze(reason: "x", until: nil))))
        world.services["web"]?.unfinished = "half done"
        let rules = Rules(apply: .automatic, freeze: Freeze(reason: "x", until: nil))
        #expect(world.run(Order(pins: ["web": "b"], rules: rules)).verdicts == ["web verified"])
    }

    @Test func `a runtime that is lost while a change is watched: the next run looks`() {
        var world = World(["web": "a"])
        world.services["web"]?.behaviour = .takes(looks: 9)
        var drive = world.begin(
            Order(
                pins: ["web": "b"],
                rules: Rules(
                    apply: .automatic, limits: Limits(timeout: .seconds(60)),
                    environmentTag: .production)), as: 1)
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        world.isRuntimeDown = true
        let result = world.finish(&drive)
        #expect(
            result.verdicts == [
                "web under-way: not verified within the time limit: cannot reach the engine: no "
                    + "answer; start it"
            ])
        #expect(result.problem == "cannot reach the engine: no answer; start it")
        #expect(result.assessment == nil, "what could not be seen is not shown")
        #expect(result.exitCode == .failure)
        #expect(!world.trace.contains { $0.hasPrefix("tag") })
        #expect(world.words == ["intent", "outcome"])
        world.isRuntimeDown = false
        world.set("web", to: "b")
        #expect(world.run(Order(pins: ["web": "b"]), as: 2).exitCode == .success)
    }

    @Test func `a change that may not have been taken is not remembered as sent`() {
        var world = World(["web": "a"])
        var drive = world.begin(Order(pins: ["web": "b"], rules: Self.rules()), as: 1)
        drive.step(in: &world) { $0.isChange }
        world.isRuntimeDown = true
        #expect(
            world.finish(&drive).verdicts == [
                "web not-begun: not verified within the time limit: cannot reach the engine: no "
                    + "answer; start it"
            ])
        world.isRuntimeDown = false
        #expect(world.run(Order(pins: ["web": "b"]), as: 2).exitCode == .success)
    }

    @Test
    func `an outcome that cannot be recorded is an error, and the next run closes the intent`() {
        var world = World(["web": "a"])
        world.appendFaults = [nil, .unreachable]
        let result = world.run(Order(pins: ["web": "b"]))
        #expect(
            result.problem
                == "the changes were made, and their outcome could not be recorded: cannot reach "
                + "the ledger's remote: no answer; the next run closes the intent"
        )
        world.deadRuns = ["run-1"]
        #expect(world.run(Order(pins: ["web": "b"]), as: 2).exitCode == .success)
        #expect(world.words == ["intent", "interrupted"])
        #expect(world.state.applied[ContainerKey.web]?.image == World.image("web", "b"))
        #expect(world.writes.count == 1)
    }
}
