import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// Runs over a service that is scaled to nothing.
@Suite(.timeLimit(.minutes(10)))
struct RunIdleTests {
    private func world(isIdle: Bool = true) -> World {
        var world = World(["web": "a"])
        world.services["web"]?.isIdle = isIdle
        return world
    }

    private func order(_ pin: Character) -> Order {
        Order(pins: ["web": pin], rules: Rules(apply: .automatic))
    }

    @Test func `it is no baseline, and a look at it ends well`() {
        var world = world()
        let result = world.run(order("a"))
        #expect(world.entries.isEmpty && result.assessment?.status == .idle)
        #expect(result.assessment?.inStep == [:] && result.exitCode == .success)
    }

    @Test func `a change of it is applied, without waiting for what nothing can verify`() {
        var world = world()
        world.services["web"]?.behaviour = .takes(looks: 1)
        let began = world.now
        let result = world.run(order("b"))
        #expect(result.verdicts == ["web applied"] && result.exitCode == .success)
        #expect(world.now - began < .seconds(10))
        #expect(world.state.applied[ContainerKey.web]?.image.digest == .letter("b"))
        #expect(world.state.unseen == [ContainerKey.web])
        world.trace = []
        #expect(world.run(order("b")).verdicts.isEmpty)
        #expect(!world.trace.contains { $0.hasPrefix("change") })
    }

    @Test func `what was applied to it is no drift when git goes on`() {
        var world = world()
        world.run(order("b"))
        var look = order("c")
        look.inspects = .report
        #expect(world.run(look).kinds == ["web change-pending"])
    }

    @Test func `it has soaked since it was first seen to run`() throws {
        var world = world()
        world.run(order("b"))
        #expect(try world.soaks().isEmpty)
        world.services["web"]?.isIdle = false
        world.now = world.now + .seconds(1_000)
        let seen = world.now
        world.run(order("b"))
        #expect(world.words.last == "baseline" && world.state.unseen.isEmpty)
        let soak = try #require(try world.soaks()[ContainerKey.web])
        #expect(soak.image.digest == .letter("b") && soak.verified >= seen)
    }

    @Test func `fault 53: time in which it was scaled to nothing is no soak`() throws {
        var world = world(isIdle: false)
        world.run(order("a"))
        let before = try #require(try world.soaks()[ContainerKey.web])
        world.now = world.now + .seconds(1_000)
        world.services["web"]?.isIdle = true
        world.run(order("a"))
        #expect(world.words == ["baseline", "observation"])
        #expect(try world.soaks().isEmpty)
        world.run(order("a"))
        #expect(world.words.count == 2)
        world.now = world.now + .seconds(1_000)
        world.services["web"]?.isIdle = false
        let again = world.now
        #expect(world.run(order("a")).exitCode == .success)
        #expect(try world.soaks()[ContainerKey.web]?.verified == again && before.verified < again)
        #expect(world.audit.problems == [])
    }

    @Test func `fault 53: time in which no pin named it is no soak`() throws {
        var world = world(isIdle: false)
        world.run(order("a"))
        world.set("web", to: "b")
        var without = order("a")
        without.pins = [:]
        world.now = world.now + .seconds(1_000)
        world.run(without)
        #expect(try world.soaks().isEmpty)
        world.set("web", to: "a")
        world.now = world.now + .seconds(1_000)
        let again = world.now
        #expect(world.run(order("a")).exitCode == .success)
        #expect(try world.soaks()[ContainerKey.web]?.verified == again)
        #expect(world.audit.problems == [])
    }

    @Test func `a crash after the change was taken is closed as applied`() {
        var world = world()
        var drive = world.begin(order("b"), as: 1)
        drive.step(in: &world) { if case .change = $0 { true } else { false } }
        drive.step(in: &world)
        world.deadRuns = ["run-1"]
        world.run(order("b"), as: 2)
        #expect(world.words.contains("interrupted"))
        #expect(world.state.applied[ContainerKey.web]?.image.digest == .letter("b"))
        #expect(world.state.unseen == [ContainerKey.web])
    }

    @Test func `that nothing ran is a fact of version 2, and read back`() throws {
        var world = world()
        world.run(order("b"))
        let record = try #require(world.chain.last?.record)
        #expect(record.state.hasPrefix("pinion ledger state 2\n"))
        #expect(record.entry.hasPrefix("pinion ledger entry 2\n"))
        #expect(try LedgerState(parsing: record.state).unseen == [ContainerKey.web])
        #expect(world.entries.last?.text == record.entry)
    }
}

extension World {
    /// What an audit of the whole chain finds.
    var audit: LedgerAudit {
        let chain = chain.map { tip in
            ChainedRecord(
                id: tip.id, record: tip.record, authors: [LedgerAudit.author],
                authored: tip.record.at)
        }
        return LedgerAudit(chain, of: .production, now: now)
    }

    /// The soaks that the ledger gives.
    fileprivate func soaks() throws -> [ContainerKey: Soak] {
        try SoakReading.soaks(in: chain.reversed().map(\.record))
    }
}
