import PinionCommands
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// Runs that meet, stop and die.
@Suite(.timeLimit(.minutes(10)))
struct RunOverlapTests {
    private let order = Order(pins: ["web": "b"])

    /// A run that stands before an action of a kind.
    private func stopped(
        _ order: Order, in world: inout World, as number: Int = 1, before: (Action) -> Bool
    ) -> Drive {
        var drive = world.begin(order, as: number)
        drive.step(in: &world, until: before)
        return drive
    }

    @Test
    func `fault 6: an environment that another run holds is left alone, and the holder named`() {
        var world = World(["web": "a"])
        var one = stopped(order, in: &world, before: \.isChange)
        let other = world.run(Order(pins: ["web": "c"], commit: 1), as: 2)
        #expect(other.heldBy == IntentHolder.test(1))
        #expect(other.exitCode == .held)
        #expect(world.words == ["intent"])
        #expect(world.finish(&one).exitCode == .success)
        #expect(world.words == ["intent", "outcome"])
    }

    @Test func `fault 6: of two runs at one tip one is refused, reads again, and names the holder`()
    {
        var world = World(["web": "a"])
        var one = stopped(order, in: &world, as: 1, before: \.isAppend)
        var other = stopped(order, in: &world, as: 2, before: \.isAppend)
        one.step(in: &world)
        #expect(world.finish(&other).heldBy == IntentHolder.test(1))
        #expect(world.finish(&one).exitCode == .success)
        #expect(world.words == ["intent", "outcome"])
        #expect(world.writes.count == 1)
    }

    @Test func `fault 6: the loser of a finished race has nothing left to do`() {
        var world = World(["web": "a"])
        var one = stopped(order, in: &world, as: 1, before: \.isAppend)
        world.run(order, as: 2)
        let result = world.finish(&one)
        #expect(result.exitCode == .success)
        #expect(result.results.isEmpty)
        #expect(world.writes.count == 1)
    }

    @Test func `held while a rule refuses is held all the same`() {
        var world = World(["web": "a"])
        _ = stopped(order, in: &world, before: \.isChange)
        world.branch = [.test(9)]
        let result = world.run(
            Order(pins: ["web": "c"], commit: 9, rules: Rules(apply: .manual)), as: 2)
        #expect(result.heldBy == IntentHolder.test(1))
        #expect(result.exitCode == .held)
    }

    @Test(arguments: [true, false])
    func `fault 4: a crash mid-apply is closed as interrupted, and planned anew`(_ isGone: Bool) {
        let rules = Rules(apply: .automatic, limits: Limits(parallel: 1))
        let order = Order(pins: ["api": "b", "job": "b", "web": "b"], rules: rules)
        var world = World(["api": "a", "job": "a", "web": "a"])
        var one = stopped(order, in: &world, before: \.isChange)
        one.step(in: &world)
        one.step(in: &world, until: \.isChange)
        #expect(world.writes.map(\.service) == ["api"])
        if isGone { world.deadRuns = ["run-1"] } else { world.now = world.now + .seconds(660) }
        #expect(world.run(order, as: 2).exitCode == .success)
        #expect(world.words == ["intent", "interrupted", "intent", "outcome"])
        #expect(world.writes.map(\.service) == ["api", "job", "web"])
        #expect(world.state.applied.count == 3)
    }

    @Test func `an intent is held until its expiry, to the second`() {
        var world = World(["web": "a"])
        _ = stopped(order, in: &world, before: \.isChange)
        world.now = world.now + .seconds(659)
        #expect(world.run(order, as: 2).heldBy == IntentHolder.test(1))
        world.now = world.now + .seconds(1)
        #expect(world.run(order, as: 2).heldBy == nil)
    }

    @Test
    func `fault 4: an interrupted change is judged by its own target, not by the pin of today`() {
        var world = World(["web": "a"])
        var one = stopped(order, in: &world, before: \.isChange)
        one.step(in: &world)
        world.deadRuns = ["run-1"]
        world.branch.append(.test(2))
        let rules = Rules(apply: .automatic, freeze: Freeze(reason: "x", until: nil))
        let result = world.run(Order(pins: ["web": "c"], commit: 2, rules: rules), as: 2)
        #expect(world.state.applied[ContainerKey.web]?.image == World.image("web", "b"))
        #expect(result.kinds == ["web change-pending"])
        #expect(world.writes.count == 1, "a freeze does not take an approved pin back")
    }

    @Test func `fault 4: an interrupted rollout is watched, never sent again`() {
        var world = World(["web": "a"])
        world.services["web"]?.behaviour = .takes(looks: 3)
        var one = stopped(order, in: &world, before: \.isChange)
        one.step(in: &world)
        world.deadRuns = ["run-1"]
        #expect(world.run(order, as: 2).exitCode == .different)
        #expect(world.state.sent[ContainerKey.web]?.image == World.image("web", "b"))
        world.set("web", to: "b")
        #expect(world.run(order, as: 3).exitCode == .success)
        #expect(world.words == ["intent", "interrupted", "observation", "baseline"])
        #expect(world.writes.count == 1)
    }

    @Test func `fault 14: an intent that was stored without an answer is known as this run's own`()
    {
        var world = World(["web": "a"])
        world.appendFaults = [.lostAnswer]
        #expect(world.run(order).exitCode == .success)
        #expect(world.words == ["intent", "interrupted", "intent", "outcome"])
        #expect(world.writes.count == 1)
    }

    @Test func `fault 14: an observation that was stored without an answer is not written twice`() {
        var world = World(["web": "b"])
        world.appendFaults = [.lostAnswer]
        #expect(world.run(order).exitCode == .failure)
        #expect(world.run(order, as: 2).exitCode == .success)
        #expect(world.words == ["baseline"])
    }

    @Test func `fault 5: a run that was stopped past its expiry writes nothing to the runtime`() {
        var world = World(["web": "a"])
        var one = stopped(order, in: &world, before: \.isChange)
        world.now = world.now + .seconds(3_600)
        let result = world.finish(&one)
        #expect(result.verdicts == ["web not-begun: the intent of this run has expired"])
        #expect(result.exitCode == .failure)
        #expect(world.writes.isEmpty)
        #expect(world.words == ["intent", "outcome"], "nobody else did, so it closes its intent")
    }

    @Test func `fault 5: a run that was taken over writes nothing, the ledger included`() {
        var world = World(["web": "a"])
        var one = stopped(order, in: &world, before: \.isChange)
        world.now = world.now + .seconds(3_600)
        world.branch.append(.test(2))
        world.run(Order(pins: ["web": "c"], commit: 2), as: 2)
        let before = world.words
        let result = world.finish(&one)
        #expect(
            result.problem
                == "the record of this run is not in the ledger of production any more: another run took "
                + "over while this one was stopped, or the ledger was removed; see `pinion log production`"
        )
        #expect(world.words == before)
        #expect(world.writes.map(\.image) == [World.image("web", "c")])
    }

    @Test
    func `fault 5: a rollback committed while another run is applying: no stale pin after it`() {
        let rules = Rules(apply: .automatic, limits: Limits(parallel: 1))
        var world = World(["api": "a", "web": "a"])
        world.branch = [.test(1), .test(2), .test(3)]
        world.run(Order(pins: ["api": "a", "web": "a"], commit: 1, rules: rules))
        var one = stopped(
            Order(pins: ["api": "b", "web": "b"], commit: 2, rules: rules), in: &world,
            before: \.isChange)
        one.step(in: &world)
        one.step(in: &world, until: \.isChange)
        #expect(world.writes.count == 1)
        world.now = world.now + .seconds(3_600)
        world.run(Order(pins: ["api": "a", "web": "a"], commit: 3, rules: rules), as: 2)
        world.finish(&one)
        #expect(world.writes.map(\.image) == [World.image("api", "b"), World.image("api", "a")])
        #expect(world.services.values.allSatisfy { $0.running == .letter("a") })
    }

    @Test func `a run whose commit another run has left behind applies nothing, and is no rewrite`()
    {
        var world = World(["web": "a"])
        world.branch = [.test(1), .test(2), .test(3)]
        var one = stopped(Order(pins: ["web": "b"], commit: 2), in: &world, before: \.isAppend)
        world.run(Order(pins: ["web": "c"], commit: 3), as: 2)
        let result = world.finish(&one)
        #expect(result.refusals.isEmpty)
        #expect(
            result.problem
                == RunDecidingTests.overtaken(by: 3)
        )
        #expect(world.writes.map(\.image) == [World.image("web", "c")])
    }
}
