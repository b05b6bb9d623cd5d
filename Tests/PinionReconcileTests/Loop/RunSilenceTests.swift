import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// A runtime that does not answer, as the ledger tells of it.
@Suite(.timeLimit(.minutes(10)))
struct RunSilenceTests {
    private func world() -> World {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.isRuntimeDown = true
        return world
    }

    private static let key = FindingKey(kind: .unreachable, service: "", container: "")

    @Test func `a silence is recorded once, and its end too`() {
        var world = world()
        let result = world.run(Order(pins: ["web": "a"]))
        #expect(result.problem == "cannot reach the engine: no answer; start it")
        #expect(result.findings.map(\.kind) == [.unreachable])
        #expect(world.words == ["baseline", "observation"])
        #expect(world.state.findings == [Self.key: world.now])
        let again = world.run(Order(pins: ["web": "a"]))
        #expect(world.words.count == 2)
        #expect(again.findings.map(\.firstSeen) == [world.now])
        world.isRuntimeDown = false
        world.run(Order(pins: ["web": "a"]))
        #expect(world.words == ["baseline", "observation", "observation"])
        #expect(world.state.findings.isEmpty)
    }

    @Test func `what stood before the silence keeps its time`() {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.set("web", to: "b")
        world.run(Order(pins: ["web": "a"], options: RunOptions(only: ["api"], who: "ada")))
        let before = world.state.findings
        world.isRuntimeDown = true
        world.now = world.now + .seconds(60)
        world.run(Order(pins: ["web": "a"]))
        #expect(!before.isEmpty)
        #expect(world.state.findings == before.merging([Self.key: world.now]) { one, _ in one })
    }

    @Test func `an inspection, another holder and an open intent leave the ledger alone`() {
        var world = world()
        world.run(Order(pins: ["web": "a"], inspects: .report))
        #expect(world.words == ["baseline"])
        var never = Order(pins: ["web": "a"])
        never.rules = Rules(apply: .never)
        world.run(never)
        #expect(world.words == ["baseline"])
        let intent = Intent(
            holder: IntentHolder.test(7), expires: world.now + .seconds(60), commit: .test(1),
            planHash: .letter("f"), changes: [])
        world.append(LedgerEntry(at: world.now, run: "run-7", event: .intent(intent)))
        world.run(Order(pins: ["web": "a"]))
        world.deadRuns = ["run-7"]
        world.run(Order(pins: ["web": "a"]))
        #expect(world.words == ["baseline", "intent"])
    }

    @Test func `a ledger that cannot be written leaves the same problem`() {
        var world = world()
        world.appendFaults = [.refused]
        let result = world.run(Order(pins: ["web": "a"]))
        #expect(result.problem == "cannot reach the engine: no answer; start it")
        #expect(world.words == ["baseline"])
    }

    @Test func `a silence stops the clock of a soak, and its end starts it again`() throws {
        var world = world()
        world.run(Order(pins: ["web": "a"]))
        let stopped = try SoakReading.soaks(in: world.chain.reversed().map(\.record))
        #expect(stopped[ContainerKey.web]?.clock == .stopped(Self.key, since: world.now))
        world.isRuntimeDown = false
        world.now = world.now + .seconds(3_600)
        world.run(Order(pins: ["web": "a"]))
        let running = try SoakReading.soaks(in: world.chain.reversed().map(\.record))
        #expect(running[ContainerKey.web]?.clock == .running(since: world.now))
    }
}
