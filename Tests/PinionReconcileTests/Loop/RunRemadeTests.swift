import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// What became of a change belongs to the object that was changed, and not to whatever has its name.
@Suite(.timeLimit(.minutes(10)))
struct RunRemadeTests {
    private static let rules = Rules(
        apply: .automatic, limits: Limits(timeout: .seconds(60)))
    private let order = Order(pins: ["web": "b"], rules: rules)

    /// A world whose service keeps its object when it is changed, as on a Swarm.
    private static func world() -> World {
        var world = World(["web": "a"])
        world.services["web"]?.namesDeployments = true
        return world
    }

    @Test func `fault 58: a service that is made again during its own rollout is told at once`() {
        var world = Self.world()
        world.services["web"]?.behaviour = .hangs
        var drive = world.begin(order, as: 1)
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        drive.step(in: &world) { $0.isObserve }
        world.set("web", to: "a")
        world.services["web"]?.object = "object-new"
        let before = world.now
        #expect(
            world.finish(&drive).verdicts == [
                "web lost: somebody removed the service and made it again (object-web before, "
                    + "object-new now) after the runtime had taken the change"
            ])
        #expect(world.now - before < .seconds(10))
        #expect(world.state.failed.isEmpty && world.state.sent.isEmpty)
        world.services["web"]?.behaviour = .obeys
        #expect(world.run(order).verdicts == ["web verified"])
    }

    @Test func `fault 58: a service that is made again before its change is not changed blindly`() {
        var world = Self.world()
        world.services["web"]?.behaviour = .conflicts(1)
        var drive = world.begin(order, as: 1)
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        world.services["web"]?.object = "object-new"
        #expect(
            world.finish(&drive).verdicts == [
                "web not-begun: somebody removed the service and made it again (object-web before, "
                    + "object-new now); the next run plans anew"
            ])
        #expect(world.writes.isEmpty)
        #expect(world.run(order).verdicts == ["web verified"])
    }

    @Test func `fault 58: a service that is deleted while its change is sent is told at once`() {
        var world = Self.world()
        world.services["web"]?.behaviour = .conflicts(100)
        var drive = world.begin(order, as: 1)
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        world.services["web"] = nil
        let before = world.now
        #expect(
            world.finish(&drive).verdicts == [
                "web lost: somebody deleted the service while it was being changed"
            ])
        #expect(world.now - before < .seconds(10))
    }

    @Test(arguments: [true, false])
    func `a failure is not held against another object`(_ isRecordedBefore: Bool) {
        var world = Self.world()
        world.services["web"]?.behaviour = .fails("no task starts")
        _ = world.run(order)
        #expect(world.state.failed.values.contains(.letter("b")))
        world.set("web", to: "a")
        world.services["web"]?.behaviour = .obeys
        #expect(world.run(order).verdicts.isEmpty)

        world.services["web"]?.object = "object-new"
        if isRecordedBefore {
            // A run that may change nothing sees the new object first.
            var manual = order
            manual.rules = Rules(apply: .manual)
            _ = world.run(manual)
            #expect(world.state.failed.isEmpty)
        }
        #expect(world.run(order).verdicts == ["web verified"])
    }

    @Test(arguments: [World.Behaviour.fails("it ends at once"), .hangs])
    func `fault 58: what a person makes anew is the same service where every change makes it anew`(
        _ behaviour: World.Behaviour
    ) {
        // As Docker's containers: the pin failed, and a person went back by `docker compose up`.
        var world = World(["web": "a"])
        world.services["web"]?.behaviour = behaviour
        _ = world.run(order)
        world.set("web", to: "a")
        world.services["web"]?.object = "container-new"
        world.services["web"]?.behaviour = .obeys
        let writes = world.writes.count
        for _ in 0..<3 {
            let result = world.run(order)
            #expect(result.verdicts.isEmpty)
            #expect(
                result.assessment?.findings.contains { $0.finding.kind == .rolloutFailed } == true)
        }
        #expect(world.writes.count == writes)
        #expect(world.state.failed.values.contains(.letter("b")))
        #expect(world.state.objects["web"] == "container-new")
        var retry = order
        retry.options = RunOptions(retry: ["web"], who: "ada")
        #expect(world.run(retry).verdicts == ["web verified"])
    }

    @Test func `what was sent to an object that is no more is nothing that came back`() {
        var world = Self.world()
        world.services["web"]?.behaviour = .hangs
        #expect(world.run(order).verdicts.first?.hasPrefix("web under-way") == true)
        world.set("web", to: "a")
        world.services["web"]?.object = "object-new"
        world.services["web"]?.behaviour = .obeys
        #expect(world.run(order).verdicts == ["web verified"])
    }

    @Test func `a crash of which the object is no more is nobody's failure`() {
        var world = Self.world()
        _ = world.run(Order(pins: ["web": "a"], rules: Self.rules))
        world.services["web"]?.behaviour = .hangs
        var drive = world.begin(order, as: 1)
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        world.deadRuns = ["run-1"]
        world.set("web", to: "a")
        world.services["web"]?.rollout = .failed("no task starts")
        world.services["web"]?.object = "object-new"
        world.services["web"]?.behaviour = .obeys
        #expect(world.run(order, as: 2).verdicts == ["web verified"])
        #expect(world.words.contains("interrupted"))
    }

    @Test func `an update that the runtime paused goes on with --retry alone`() {
        var world = Self.world()
        world.services["web"]?.declared = World.image("web", "b").reference
        world.services["web"]?.rollout = .failed("Swarm paused the update")
        world.services["web"]?.isPaused = true
        for _ in 0..<2 {
            let result = world.run(order)
            #expect(result.verdicts.isEmpty)
            #expect(
                result.assessment?.findings.contains {
                    $0.finding.kind == .rolloutFailed && $0.finding.message.contains("--retry")
                } == true)
        }
        #expect(world.writes.isEmpty)
        var retry = order
        retry.options = RunOptions(retry: ["web"], who: "ada")
        #expect(world.run(retry).verdicts == ["web verified"])
        #expect(world.writes.count == 1)
        #expect(world.run(retry).verdicts.isEmpty)
        #expect(world.writes.count == 1)
    }
}
