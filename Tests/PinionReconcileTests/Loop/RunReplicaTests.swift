import PinionCommands
import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Changes of a service with several replicas, and of one whose image may have been built on its host.
@Suite(.timeLimit(.minutes(10)))
struct RunReplicaTests {
    private func world(_ others: ModelReplica...) -> World {
        var world = World(["web": "a"])
        world.services["web"]?.others = others
        return world
    }

    private func order(_ pin: Character) -> Order {
        Order(
            pins: ["web": pin],
            rules: Rules(apply: .automatic, limits: Limits(timeout: .seconds(60))))
    }

    @Test func `fault 53: a change is done when every replica is on the pin`() {
        var world = world(ModelReplica(name: "web-2", letter: "a"))
        let result = world.run(order("b"))
        #expect(result.verdicts == ["web verified"] && result.exitCode == .success)
        #expect(world.run(order("b")).exitCode == .success)
        #expect(world.writes.count == 1)
    }

    @Test func `fault 53: one replica that stays behind is not verified away`() {
        var world = world(
            ModelReplica(name: "web-2", letter: "a"),
            ModelReplica(name: "web-3", letter: "a", isStuck: true))
        let result = world.run(order("b"))
        #expect(result.verdicts.count == 1 && result.exitCode == .failure)
        #expect(result.verdicts.first?.hasPrefix("web under-way: ") == true, "\(result.verdicts)")
        #expect(result.verdicts.first?.contains("web-3") == true, "\(result.verdicts)")
        #expect(world.entries.last?.word == "outcome")
    }

    @Test func `a second replica alone off the pin is changed, and recorded`() {
        var world = world(ModelReplica(name: "web-2", letter: "b"))
        let result = world.run(order("a"))
        #expect(result.verdicts == ["web verified"])
        #expect(world.services["web"]?.others.first?.letter == "a")
        #expect(world.writes.count == 1)
    }

    @Test func `fault 53: no change waits for a replica that has exited, and none hides it`() {
        var world = world(ModelReplica(name: "web-2", letter: "a", isDormant: true))
        let result = world.run(order("b"))
        #expect(result.verdicts == ["web verified"])
        let next = world.run(order("b"))
        #expect(world.writes.count == 1 && next.exitCode == .different)
        #expect(next.kinds == ["web declared-differs"])
    }

    @Test func `a change from what may have been built here is verified by what was pulled`() {
        var world = world()
        world.services["web"]?.mayBeLocal = true
        #expect(world.run(order("b")).verdicts == ["web verified"])
        #expect(world.run(order("b")).exitCode == .success)
    }

    @Test func `fault 53: what may have been built here and is not known anywhere is not green`() {
        var world = world()
        world.services["web"]?.mayBeLocal = true
        var look = order("a")
        look.inspects = .report
        world.gone = [.letter("a")]
        let result = world.run(look)
        #expect(result.exitCode != .success, "\(result.kinds)")
        world.isRegistryDown = true
        #expect(world.run(look).exitCode != .success)
    }
}
