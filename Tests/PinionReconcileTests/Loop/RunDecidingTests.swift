import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
@testable import PinionRuntimes
import PinionTesting
import Testing

/// What a run does before it changes anything, and when it changes nothing.
@Suite(.timeLimit(.minutes(10)))
struct RunDecidingTests {
    @Test func `the first run records what it sees in step as a baseline`() {
        var world = World(["web": "a", "api": "a"])
        let result = world.run(Order(pins: ["web": "a", "api": "a"]))
        #expect(result.exitCode == .success)
        #expect(world.words == ["baseline"])
        #expect(world.state.applied.count == 2)
        #expect(world.state.objects == ["web": "object-web", "api": "object-api"])
        #expect(world.trace == ["read", "observe", "clock", "append baseline"])
    }

    @Test func `where nothing is new, nothing is written`() {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.branch.append(.test(2))
        for number in 2...5 {
            #expect(
                world.run(Order(pins: ["web": "a"], commit: 2), as: number).exitCode == .success)
        }
        #expect(world.words == ["baseline"])
        #expect(world.attempts == 0)
    }

    @Test func `a changed set of findings is recorded once, and once more when it is gone`() {
        var world = World(["web": "a", "job": "b"])
        let order = Order(pins: ["web": "a"])
        world.run(order)
        #expect(world.words == ["baseline"])
        #expect(world.state.findings.keys.map(\.kind) == [.serviceUntracked])
        world.run(order)
        world.services["job"] = nil
        world.run(order)
        world.run(order)
        #expect(world.words == ["baseline", "observation"])
        #expect(world.state.findings.isEmpty)
    }

    @Test func `a change is recorded, made, watched, verified and recorded`() {
        var world = World(["web": "a"])
        let result = world.run(Order(pins: ["web": "b"]))
        #expect(result.verdicts == ["web verified"])
        #expect(result.exitCode == .success)
        #expect(result.assessment?.status == .synced)
        #expect(world.words == ["intent", "outcome"])
        #expect(world.state.applied[ContainerKey.web]?.image == World.image("web", "b"))
        #expect(world.state.intent == nil)
        #expect(
            world.trace == [
                "read", "observe", "ask", "ask", "clock", "append intent", "change web",
                "observe", "observe",
                "append outcome",
            ])
        #expect(world.run(Order(pins: ["web": "b"])).exitCode == .success)
        #expect(world.words == ["intent", "outcome"])
    }

    @Test func `an inspection writes nothing`() {
        for depth in [Depth.decision, .report] {
            var world = World(["web": "a"])
            world.services["web"]?.declared = .test("r.example.com/shop/web:latest")
            let result = world.run(Order(pins: ["web": "b"], inspects: depth))
            #expect(result.assessment?.plan.changes.count == 1)
            #expect(result.planHash != nil)
            #expect(world.chain.isEmpty)
            #expect(world.attempts == 0)
        }
    }

    @Test func `apply: never writes nothing, and says what remains`() {
        var world = World(["web": "a"])
        let tag = Rules(apply: .never, environmentTag: .production)
        let result = world.run(Order(pins: ["web": "b"], rules: tag))
        #expect(result.exitCode == .different)
        #expect(result.refusals.isEmpty)
        #expect(world.chain.isEmpty)
        #expect(world.attempts == 0)
        #expect(!world.trace.contains { $0.hasPrefix("tag") })
    }

    @Test func `manual applies only the approved plan`() throws {
        var world = World(["web": "a"])
        let rules = Rules(apply: .manual)
        let refused = world.run(Order(pins: ["web": "b"], rules: rules))
        #expect(refused.exitCode == .refused)
        #expect(world.words == ["observation"])
        let hash = try #require(refused.planHash)
        let planned = world.run(Order(pins: ["web": "b"], rules: rules, inspects: .decision))
        #expect(planned.planHash == hash)
        let wrong = RunOptions(approved: .letter("f"), who: "ada")
        #expect(
            world.run(Order(pins: ["web": "b"], rules: rules, options: wrong)).exitCode == .refused)
        #expect(world.attempts == 0)
        let right = RunOptions(approved: hash, who: "ada")
        #expect(
            world.run(Order(pins: ["web": "b"], rules: rules, options: right)).exitCode == .success)
        #expect(world.words == ["observation", "intent", "outcome"])
        guard case .intent(let intent) = world.entries[1].event else {
            Issue.record("no intent")
            return
        }
        #expect(
            intent.authorities == [
                Authority(kind: .approval, who: "ada", reason: hash.description)
            ])
    }

    @Test func `fault 4: an override is in the ledger before its change is made`() {
        var world = World(["api": "a", "web": "a"])
        let pins: KeyValuePairs<String, Character> = ["api": "b", "web": "b"]
        world.run(Order(pins: ["api": "a", "web": "a"]))
        let rules = Rules(apply: .automatic, freeze: Freeze(reason: "year-end", until: nil))
        let refused = world.run(Order(pins: pins, rules: rules))
        #expect(refused.exitCode == .refused)
        #expect(world.writes.isEmpty)
        let options = RunOptions(only: ["web"], override: .test("the shop is down"), who: "ada")
        var drive = world.begin(Order(pins: pins, rules: rules, options: options), as: 3)
        drive.step(in: &world, until: \.isChange)
        #expect(world.writes.isEmpty)
        #expect(
            world.state.intent?.authorities == [
                Authority(kind: .override, who: "ada", reason: "the shop is down")
            ])
        let result = world.finish(&drive)
        #expect(result.verdicts == ["web verified"])
        #expect(world.writes.map(\.service) == ["web"])
        #expect(
            result.assessment?.findings.map(\.finding.message).first?
                .contains("it waits for the freeze to end (year-end)") == true)
    }

    @Test func `an override lasts for one run, and is not recorded where nothing was closed`() {
        var world = World(["web": "a"])
        let options = RunOptions(override: .test("x"), who: "ada")
        world.run(Order(pins: ["web": "b"], options: options))
        let intents = world.entries.compactMap { entry -> Intent? in
            if case .intent(let intent) = entry.event { intent } else { nil }
        }
        #expect(intents.map(\.authorities) == [[]])
        let rules = Rules(apply: .automatic, freeze: Freeze(reason: "x", until: nil))
        #expect(world.run(Order(pins: ["web": "c"], rules: rules)).exitCode == .refused)
    }

    @Test(arguments: [
        ("", OverrideReason.Malformed.empty), ("  ", .empty), ("a\nb", .severalLines),
        ("a\u{1b}[2J", .severalLines), ("a\u{2028}b", .severalLines),
        (String(repeating: "x", count: 201), .tooLong(201)),
    ])
    func `a reason that is none is refused`(text: String, malformed: OverrideReason.Malformed) {
        #expect(throws: malformed) { try OverrideReason(parsing: text) }
    }

    @Test func `a reason is one line without blanks at its ends`() throws {
        #expect(try OverrideReason(parsing: " größe: sev 1 ").description == "größe: sev 1")
        let longest = String(repeating: "🚢", count: 200)
        #expect(try OverrideReason(parsing: longest).description == longest)
    }

    @Test func `fault 40: a pin that its registry lacks is not begun`() {
        var world = World(["api": "a", "web": "a"])
        world.gone = [.letter("b")]
        let result = world.run(Order(pins: ["api": "b", "web": "c"]))
        #expect(result.verdicts == ["web verified"])
        #expect(
            result.kinds == ["api declared-differs", "api running-differs", "api pin-unpullable"])
        #expect(world.writes.map(\.service) == ["web"])
        #expect(result.exitCode == .different)
    }

    @Test func `--only changes one service, and says that the other remains`() {
        var world = World(["web": "a", "api": "a"])
        let options = RunOptions(only: ["api"], who: "ada")
        let result = world.run(Order(pins: ["web": "b", "api": "b"], options: options))
        #expect(world.writes.map(\.service) == ["api"])
        #expect(result.exitCode == .different)
    }

    @Test func `fault 48: an unreachable runtime is an error, and changes nothing`() {
        var world = World(["web": "a"])
        world.isRuntimeDown = true
        let result = world.run(Order(pins: ["web": "b"]))
        #expect(result.problem == "cannot reach the engine: no answer; start it")
        #expect(result.exitCode == .failure)
        #expect(EnvironmentReport(result).status == .unverified)
        #expect(world.chain.isEmpty)
    }

    struct Machine: Sendable, CustomTestStringConvertible {
        let name: String
        let wanted: String?
        let found: String?
        var apply = ApplyMode.automatic
        let problem: String?
        var testDescription: String { name }
    }

    static let machines: [Machine] = [
        Machine(name: "the right machine", wanted: "m1", found: "m1", problem: nil),
        Machine(
            name: "another machine", wanted: "m1", found: "m2",
            problem:
                "environment production belongs to the machine m1, and the endpoint is m2; run this on "
                + "that machine, or point the endpoint at it; where production moved to this machine for "
                + "good, `pinion rehost production` proposes that"
        ),
        Machine(
            name: "another machine, reports only", wanted: "m1", found: "m2", apply: .never,
            problem:
                "environment production belongs to the machine m1, and the endpoint is m2; run this on "
                + "that machine, or point the endpoint at it; where production moved to this machine for "
                + "good, `pinion rehost production` proposes that"
        ),
        Machine(
            name: "no machine in the file", wanted: nil, found: "m2",
            problem:
                "environment production does not say which machine it belongs to; add `id: m2` to "
                + "`swarm` in its environment.yaml"
        ),
        Machine(
            name: "no machine in the file, reports only", wanted: nil, found: "m2", apply: .never,
            problem: nil),
        Machine(
            name: "a machine that does not say which it is", wanted: "m1", found: nil,
            problem:
                "the runtime of environment production does not say which machine it is, and so "
                + "nothing is applied; look at the endpoint"
        ),
    ]

    @Test(arguments: machines)
    func `an environment is tied to its machine`(_ row: Machine) {
        var world = World(["web": "a"])
        world.identity = row.found
        let block = EngineSettings(endpoint: nil, scope: .all, id: row.wanted)
        let order = Order(
            pins: ["web": "b"], rules: Rules(apply: row.apply), runtime: .swarm(block))
        let result = world.run(order)
        #expect(result.problem == row.problem)
        #expect(world.writes.isEmpty == (row.problem != nil || row.apply == .never))
        #expect(world.chain.isEmpty == world.writes.isEmpty)
    }

    private struct Unsupported: RuntimeSettings {
        static let kind = "kubernetes"
        let id: String? = nil

        var traits: RuntimeTraits {
            var traits = RuntimeTraits()
            traits.isSupported = false
            return traits
        }

        func moved(to machine: String) -> Unsupported { self }
        func overlap(with other: Unsupported) -> ScopeOverlap { .none }
        func objectName(of name: String) -> String? { nil }
    }

    @Test func `a runtime that this version does not know is an error`() {
        var world = World(["web": "a"])
        let result = world.run(Order(pins: ["web": "a"], runtime: Unsupported()))
        #expect(result.exitCode == .failure)
        #expect(
            result.problem
                == "this version of Pinion has no `kubernetes` runtime; environment production cannot "
                + "be looked at"
        )
    }

    @Test func `fault 15: a ledger that refuses ends the run before any apply`() {
        var world = World(["web": "a"])
        world.appendFaults = [.refused]
        let result = world.run(Order(pins: ["web": "b"]))
        #expect(
            result.problem == "the remote refuses the ledger of production: no right; ask for it")
        #expect(result.exitCode == .failure)
        #expect(world.attempts == 0)
    }

    @Test func `a ledger that cannot be read or reached ends the run before any apply`() {
        var world = World(["web": "a"])
        world.isLedgerDown = true
        #expect(world.run(Order(pins: ["web": "b"])).exitCode == .failure)
        world.isLedgerDown = false
        world.append(LedgerEntry(at: .test, run: "x", event: .observation(.empty)))
        let bad = LedgerRecord(
            message: "m", entry: "e", state: "pinion ledger state 1\n", at: .test)
        world.chain.append(LedgerTip(id: .test(9), record: bad))
        let result = world.run(Order(pins: ["web": "b"]))
        #expect(
            result.problem
                == "cannot read the ledger of production: line 2: it is cut off; look at "
                + "refs/pinion/ledger/production"
        )
        #expect(world.attempts == 0)
    }

    @Test func `fault 16: a rewritten branch stops applies until somebody accepts it`() {
        var world = World(["web": "a"])
        world.branch = [.test(1), .test(2)]
        world.run(Order(pins: ["web": "b"], commit: 2))
        world.branch = [.test(1), .test(3)]
        let refused = world.run(Order(pins: ["web": "c"], commit: 3))
        #expect(refused.refusals == [.rewritten(from: .test(2), to: .test(3))])
        #expect(refused.exitCode == .refused)
        #expect(world.writes.count == 1)
        #expect(world.words == ["intent", "outcome"])
        let options = RunOptions(acceptedRewrite: .test(3), who: "ada")
        #expect(
            world.run(Order(pins: ["web": "c"], commit: 3, options: options)).exitCode == .success)
        #expect(world.run(Order(pins: ["web": "c"], commit: 3)).exitCode == .success)
    }

    @Test
    func `fault 16: a branch that was reset to an older commit applies nothing unless accepted`() {
        var world = World(["web": "a"])
        world.branch = [.test(1), .test(2)]
        world.run(Order(pins: ["web": "b"], commit: 2))
        world.branchTip = .test(1)
        let result = world.run(Order(pins: ["web": "a"], commit: 1))
        #expect(result.refusals == [.rewritten(from: .test(2), to: .test(1))])
        #expect(result.exitCode == .refused)
        #expect(world.writes.count == 1)
        let options = RunOptions(acceptedRewrite: .test(1), who: "ada")
        #expect(
            world.run(Order(pins: ["web": "a"], commit: 1, options: options)).exitCode == .success)
        #expect(world.writes.count == 2)
    }

    @Test func `fault 18: a run that read the branch before another one acted applies nothing`() {
        var world = World(["web": "a"])
        world.branch = [.test(1), .test(2)]
        world.run(Order(pins: ["web": "b"], commit: 2))
        let result = world.run(Order(pins: ["web": "a"], commit: 1))
        #expect(result.problem == Self.overtaken(by: 2))
        #expect(result.exitCode == .failure)
        #expect(world.writes.count == 1)
    }

    /// What a run is told that read an older commit than the ledger knows.
    static func overtaken(by last: Int) -> String {
        "another run acted on commit \(last)000000 of environment production meanwhile, which "
            + "this run did not know; run the command again"
    }

    @Test func `a rewrite that is accepted without a change is recorded`() {
        var world = World(["web": "a"])
        world.branch = [.test(2)]
        world.run(Order(pins: ["web": "a"], commit: 2))
        world.branch = [.test(3)]
        #expect(world.run(Order(pins: ["web": "a"], commit: 3)).exitCode == .refused)
        #expect(world.words == ["baseline"])
        let options = RunOptions(acceptedRewrite: .test(3), who: "ada")
        #expect(
            world.run(Order(pins: ["web": "a"], commit: 3, options: options)).exitCode == .success)
        #expect(world.words == ["baseline", "observation"])
        #expect(world.state.commit == .test(3))
    }
}

extension RecordedObservation {
    /// An observation of nothing.
    static let empty = RecordedObservation(commit: .test(1), baseline: [:], findings: [])
}
