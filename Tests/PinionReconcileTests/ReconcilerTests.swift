import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Synchronization
import Testing

/// The loop through its ports: the main stories from end to end.
@Suite(.timeLimit(.minutes(10)))
struct ReconcilerTests {
    @Test func `a plan hash is SHA-256`() {
        // FIPS 180-2, appendix B.1.
        #expect(
            sha256(Array("abc".utf8)).description
                == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `in step: a baseline, and then silence`() async throws {
        let stage = Stage("web", "api")
        let brief = Stage.brief(["web": Stage.one, "api": Stage.one])
        #expect(try await stage.run(brief).exitCode == .success)
        #expect(try await stage.run(brief).exitCode == .success)
        #expect(try await stage.words() == ["baseline"])
        #expect(await stage.registry.questions.isEmpty)
    }

    @Test func `the incident: a floating service is at risk, drifts, and is brought back`()
        async throws
    {
        let stage = Stage("web")
        let brief = Stage.brief(["web": Stage.one])
        _ = try await stage.run(brief)
        await stage.registry.push(.test("r.example.com/shop/web:latest@\(Stage.one)"))
        await stage.runtime.put(
            .test("web", .test("r.example.com/shop/web:latest"), running: Stage.one, version: 2))
        let look = Stage.brief(["web": Stage.one], mode: .inspect(.decision))
        let risky = try await stage.run(look)
        #expect(risky.assessment?.status == .atRisk)
        await stage.registry.push(.test("r.example.com/shop/web:latest@\(Stage.three)"))
        await stage.runtime.put(
            .test("web", .test("r.example.com/shop/web:latest"), running: Stage.three, version: 3))
        let drifted = try await stage.run(look)
        #expect(drifted.assessment?.status == .drifted)
        #expect(drifted.findingKinds.contains(.runningDiffers))
        let result = try await stage.run(brief)
        #expect(result.verdictWords == ["verified"])
        #expect(result.exitCode == .success)
        #expect(try await stage.words() == ["baseline", "intent", "outcome"])
        #expect(await stage.runtime.changes.count == 1)
    }

    @Test func `an inspection asks, and writes nothing`() async throws {
        let stage = Stage("web")
        let result = try await stage.run(
            Stage.brief(["web": Stage.two], mode: .inspect(.report)))
        #expect(result.assessment?.plan.changes.count == 1)
        #expect(await stage.runtime.attempts.isEmpty)
        #expect(await stage.registry.retags.isEmpty)
        #expect(try await stage.words().isEmpty)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let behaviour: InMemoryRuntime.Behaviour
        let verdict: String
        var changes = 1
        var exitCode = ExitCode.success
        var testDescription: String { name }
    }

    private static let silence = RuntimeError.unreachable(
        endpoint: "the engine", reason: "no answer", remedy: "start it")

    static let cases: [Case] = [
        Case(name: "obeys", behaviour: .obeys, verdict: "verified"),
        Case(name: "takes its time", behaviour: .takes(looks: 6), verdict: "verified"),
        Case(name: "hangs", behaviour: .hangs, verdict: "under-way", exitCode: .different),
        Case(name: "fails", behaviour: .fails("crash loop"), verdict: "failed", exitCode: .failure),
        Case(name: "lies", behaviour: .lies, verdict: "under-way", exitCode: .failure),
        Case(name: "fault 14: loses the answer", behaviour: .loses(silence), verdict: "verified"),
        Case(
            name: "refuses", behaviour: .refuses(.unchangeable(service: "web", reason: "x")),
            verdict: "not-begun", changes: 0, exitCode: .failure),
        Case(name: "fault 48: conflicts", behaviour: .conflicts(2), verdict: "verified"),
    ]

    @Test(arguments: cases)
    func `a service takes its change as it will`(_ row: Case) async throws {
        let stage = Stage("web")
        await stage.runtime.behave("web", as: row.behaviour)
        let rules = Rules(apply: .automatic, limits: Limits(timeout: .seconds(30)))
        let result = try await stage.run(Stage.brief(["web": Stage.two], rules: rules))
        #expect(result.verdictWords == [row.verdict])
        #expect(result.exitCode == row.exitCode)
        #expect(await stage.runtime.changes.count == row.changes)
        #expect(try await stage.words() == ["intent", "outcome"])
    }

    @Test func `waits grow from a tenth of a second to two, and end at the time limit`()
        async throws
    {
        let stage = Stage("web")
        await stage.runtime.behave("web", as: .hangs)
        let rules = Rules(apply: .automatic, limits: Limits(timeout: .seconds(30)))
        _ = try await stage.run(Stage.brief(["web": Stage.two], rules: rules))
        #expect(
            stage.clock.sleeps.prefix(6) == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800),
                .milliseconds(1_600), .seconds(2),
            ])
        #expect(stage.clock.now.offset <= .seconds(33))
    }

    @Test func `changes go side by side, as many as limits.parallel says`() async throws {
        let stage = Stage("a", "b", "c", "d")
        for name in ["a", "b", "c", "d"] { await stage.runtime.behave(name, as: .takes(looks: 2)) }
        let rules = Rules(apply: .automatic, limits: Limits(parallel: 2))
        let result = try await stage.run(
            Stage.brief(
                ["a": Stage.two, "b": Stage.two, "c": Stage.two, "d": Stage.two], rules: rules))
        #expect(result.exitCode == .success)
        #expect(await stage.runtime.mostAtOnce <= 2)
    }

    @Test func `the environment's tag is put on what was verified`() async throws {
        let stage = Stage("web")
        let tag = try ImageReference.Tag(parsing: "production")
        let rules = Rules(apply: .automatic, environmentTag: tag)
        let brief = Stage.brief(["web": Stage.two], rules: rules)
        #expect(try await stage.run(brief).exitCode == .success)
        #expect(
            await stage.registry.retags == [.test("r.example.com/shop/web:production@\(Stage.two)")]
        )
        #expect(try await stage.run(brief).exitCode == .success)
        #expect(await stage.registry.retags.count == 1)
    }

    @Test(arguments: [true, false])
    func `a registry that cannot be tagged is a finding`(_ canTag: Bool) async throws {
        let stage = Stage("web")
        let tag = try ImageReference.Tag(parsing: "production")
        await stage.registry.freezeTags(of: Stage.image("web", Stage.one).repository)
        let rules = Rules(apply: .automatic, environmentTag: tag)
        let result = try await stage.reconciler(canTag: canTag).run(
            Stage.brief(["web": Stage.two], rules: rules))
        #expect(result.verdictWords == ["verified"])
        #expect(result.findings.map(\.kind) == [.environmentTagMoved])
        #expect(result.exitCode == .success)
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        let error: RegistryError
        let status: Status
        var testDescription: String { error.description }
    }

    static let answers: [Answer] = [
        Answer(error: .unreachable(host: "r.example.com", reason: "x"), status: .unverified),
        Answer(error: .throttled(host: "r.example.com", retryAfter: nil), status: .unverified),
        Answer(error: .unauthorized(host: "r.example.com", reason: "x"), status: .unverified),
    ]

    @Test(arguments: answers)
    func `fault 38, 39: a registry's failure is an answer, never a digest`(_ row: Answer)
        async throws
    {
        let stage = Stage("web")
        await stage.runtime.put(
            .test("web", Stage.image("web", Stage.three).reference, running: Stage.three))
        await stage.registry.fail("r.example.com", with: row.error)
        let result = try await stage.run(Stage.brief(["web": Stage.one]))
        #expect(result.assessment?.status == row.status)
        #expect(result.assessment?.plan.isEmpty == true)
        #expect(result.exitCode == .failure)
        #expect(await stage.runtime.attempts.isEmpty)
    }

    @Test func `every question is asked once, however many there are`() async throws {
        let names = (1...40).map { "s\($0)" }
        let runtime = InMemoryRuntime(
            names.map { .test($0, .test("r.example.com/\($0):latest"), running: Stage.three) })
        let registry = InMemoryRegistry(
            names.map { .test("r.example.com/\($0):latest@\(Stage.three)") })
        let services = names.compactMap { name in
            Service.Name(parsing: name).map {
                Service(
                    name: $0,
                    pins: [
                        Pin(
                            image: .test("r.example.com/\(name)", Stage.three),
                            site: FilePosition(path: "p", line: 1, column: 1))
                    ])
            }
        }
        let clock = ManualClock()
        let brief = RunBrief(
            environment: Environment(
                name: Stage.production, runtime: .sandbox(state: "s"), services: services),
            commit: Stage.commit(1), mode: .inspect(.decision), minuteOfWeek: { _, _ in 0 },
            hash: sha256)
        let ports = Ports(
            runtime: runtime, registry: registry, retagger: nil, ledger: InMemoryLedger(),
            source: InMemorySource(), probe: { _ in .unknown }, now: { clock.timestamp },
            clock: clock)
        let result = try await Reconciler(ports).run(brief)
        #expect(result.assessment?.plan.changes.count == 40)
        #expect(await registry.questions.count == 40)
    }

    @Test func `who listens hears of every action before it is performed`() async throws {
        let stage = Stage("web")
        let heard = Mutex<[String]>([])
        _ = try await stage.reconciler { action in
            heard.withLock { $0.append("\(action)".prefix { $0.isLetter }.description) }
        }.run(Stage.brief(["web": Stage.two]))
        let words = heard.withLock { $0 }
        #expect(
            words == [
                "readLedger", "recall", "observe", "ask", "ask", "askClock", "append", "change",
                "observe", "observe", "append",
            ])
    }
}
