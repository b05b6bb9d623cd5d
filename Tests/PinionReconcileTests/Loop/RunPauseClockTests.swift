import PinionCommands
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// When a pause ends, where clocks differ.
@Suite(.timeLimit(.minutes(10)))
struct RunPauseClockTests: PauseScenes {
    @Test(arguments: [-86_400, 0, 86_400])
    func `fault 82: a pause on an open intent makes its lease neither longer nor shorter`(
        behind: Int
    ) {
        var world = World(["web": "a", "api": "a"])
        world.run(order)
        world.branch.append(.test(2))
        let next = Order(pins: ["web": "b", "api": "b"], commit: 2)
        var drive = world.begin(next, as: 2)
        drive.step(in: &world, until: \.isChange)
        // The person's laptop has another time.
        let right = world.now
        world.now = right + .seconds(behind)
        paused([pause(["web"], in: world)], in: &world)
        world.now = right
        world.memory = World.Memory()
        #expect(world.run(next, as: 3).heldUntil == right + .seconds(660))
        world.now = right + .seconds(600)
        #expect(world.run(next, as: 4).heldUntil == right + .seconds(660))
        world.now = right + .seconds(661)
        #expect(world.run(next, as: 5).heldBy == nil)
    }

    @Test func `fault 82: a host whose clock is wrong obeys a pause by the remote's`() {
        for hours in [-24, 24] {
            var world = fixed()
            paused([pause(in: world)], in: &world)
            let right = world.now
            // A day ahead it would be over, a day behind it would last.
            world.now = right + .seconds(hours * 3_600)
            world.remoteNow = right
            #expect(world.run(order, as: 2).exitCode == .refused)
            #expect(world.writes.isEmpty)
            world.remoteNow = right + .seconds(7_201)
            #expect(world.run(order, as: 3).exitCode == .success)
            #expect(world.writes.count == 1, "\(hours)")
        }
    }

    @Test func `a pause of a host whose clock is wrong is recorded by the remote's`() {
        var world = fixed()
        let right = world.now
        world.now = right + .seconds(365 * 86_400)
        world.remoteNow = right
        var here = order
        here.hostPauses = [pause(in: world)]
        #expect(world.run(here, as: 2).recordedPauses == here.hostPauses)
        #expect(world.state.pauses.map(\.until) == [right + .seconds(7_200)])
        // It is known again as the same order.
        let length = world.chain.count
        #expect(world.run(here, as: 3).recordedPauses == here.hostPauses)
        #expect(world.chain.count <= length + 1 && world.state.pauses.count == 1)
    }
}
