import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// Fault 66: a change that was taken is followed by what the runtime calls it, and what became of it is remembered.
@Suite(.timeLimit(.minutes(10)))
struct RunLossTests {
    private static let rules = Rules(
        apply: .automatic, limits: Limits(timeout: .seconds(60)))

    /// A change of `web` from a to b that hangs, up to the look after the runtime took it.
    private func hanging(_ world: inout World) -> Drive {
        world.services["web"]?.namesDeployments = true
        world.services["web"]?.behaviour = .hangs
        var drive = world.begin(Order(pins: ["web": "b"], rules: Self.rules), as: 1)
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        drive.step(in: &world) { $0.isObserve }
        return drive
    }

    @Test
    func `fault 66: who replaces our deployment is named at once, and the digest is no failure`() {
        var world = World(["web": "a"])
        var drive = hanging(&world)
        world.set("web", to: "c")
        let before = world.now
        let result = world.finish(&drive)
        #expect(
            result.verdicts == [
                "web lost: it was replaced by deployment d3 after the runtime had taken the change"
            ])
        #expect(result.exitCode == .failure)
        #expect(world.now - before < .seconds(10))
        #expect(world.state.failed.isEmpty && world.state.sent.isEmpty)
        world.services["web"]?.behaviour = .obeys
        #expect(
            world.run(Order(pins: ["web": "b"], rules: Self.rules)).verdicts == ["web verified"])
    }

    @Test func `fault 66: a return to what was there before is a failure, and is not sent again`() {
        var world = World(["web": "a"])
        var drive = hanging(&world)
        world.set("web", to: "a")
        #expect(
            world.finish(&drive).verdicts == [
                "web failed: it was replaced by deployment d3, which returned to what was declared "
                    + "before"
            ])
        let writes = world.writes.count
        for _ in 0..<3 { _ = world.run(Order(pins: ["web": "b"], rules: Self.rules)) }
        #expect(world.writes.count == writes)
    }

    @Test func `fault 66: a look that still shows the state before the change is not a loss`() {
        var world = World(["web": "a"])
        world.services["web"]?.namesDeployments = true
        world.services["web"]?.behaviour = .lies
        let result = world.run(Order(pins: ["web": "b"], rules: Self.rules))
        #expect(result.verdicts.first?.hasPrefix("web under-way: not verified") == true)
    }

    @Test func `fault 66: a service that is deleted during its own rollout is told at once`() {
        var world = World(["web": "a"])
        var drive = hanging(&world)
        world.services["web"] = nil
        let before = world.now
        let result = world.finish(&drive)
        #expect(
            result.verdicts == [
                "web lost: somebody deleted the service after the runtime had taken the change"
            ])
        #expect(world.now - before < .seconds(10))
    }

    /// What is declared before the pin is sent: what the ledger knows of it differs.
    @Test(arguments: [nil, "a", "c"] as [Character?])
    func `fault 66: what was under way and came back is not sent again, whatever the ledger knew`(
        _ applied: Character?
    ) {
        var world = World(["web": applied ?? "a"])
        if applied != nil { _ = world.run(Order(pins: ["web": applied ?? "a"])) }
        world.set("web", to: "a")
        world.services["web"]?.behaviour = .hangs
        let order = Order(pins: ["web": "b"], rules: Self.rules)
        #expect(world.run(order).verdicts.first?.hasPrefix("web under-way") == true)
        world.set("web", to: "a")  // the runtime gave up, and shows nothing of it any more
        for _ in 0..<3 {
            let result = world.run(order)
            #expect(result.results.isEmpty)
            #expect(result.exitCode == .failure)
            #expect(
                result.assessment?.findings.contains { $0.finding.kind == .rolloutFailed } == true)
        }
        #expect(world.writes.count { $0.image == World.image("web", "b") } == 1)
        world.services["web"]?.behaviour = .obeys
        var retry = order
        retry.options = RunOptions(retry: ["web"], who: "ada")
        #expect(world.run(retry).verdicts == ["web verified"])
    }

    @Test func `fault 66: a second digest that came back is remembered beside the first`() {
        var world = World(["web": "a"])
        world.services["web"]?.behaviour = .fails("no")
        _ = world.run(Order(pins: ["web": "c"], rules: Self.rules))
        world.set("web", to: "a")
        world.services["web"]?.behaviour = .hangs
        let order = Order(pins: ["web": "b"], rules: Self.rules)
        _ = world.run(order)
        world.set("web", to: "a")
        for _ in 0..<3 { _ = world.run(order) }
        #expect(world.writes.count { $0.image == World.image("web", "b") } == 1)
    }

    @Test
    func `fault 66: a failure that a later look shows is remembered when the runtime forgets it`() {
        var world = World(["web": "a"])
        world.services["web"]?.behaviour = .hangs
        let order = Order(pins: ["web": "b"], rules: Self.rules)
        _ = world.run(order)
        world.services["web"]?.rollout = .failed("no task starts")
        _ = world.run(order)
        #expect(world.state.failed.values.contains(.letter("b")))
        world.set("web", to: "c")
        _ = world.run(order)
        #expect(world.writes.count { $0.image == World.image("web", "b") } == 1)
    }
}
