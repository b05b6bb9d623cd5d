import PinionCommands
import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// What stands in a change's way on its host says nothing of the image.
@Suite(.timeLimit(.minutes(10)))
struct RunObstructionTests {
    private let order = Order(pins: ["web": "b"])

    private func obstructed() -> World {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.services["web"]?.behaviour = .isObstructed
        return world
    }

    @Test func `fault 57: what a host stands in the way of is tried again by the next run`() {
        var world = obstructed()
        let first = world.run(order)
        #expect(first.verdicts == ["web obstructed: the port is taken"])
        #expect(first.exitCode == .failure)
        #expect(world.state.failed.isEmpty)
        world.services["web"]?.behaviour = .obeys
        #expect(world.run(order, as: 2).exitCode == .success)
        #expect(world.state.obstructed.isEmpty)
    }

    @Test func `fault 57: what stands there for long is tried ever more seldom`() {
        var world = obstructed()
        var waits: [Int64] = []
        var last = world.now
        for run in 0..<400 where waits.count < 9 {
            let writes = world.writes.count
            let result = world.run(order, as: run + 2)
            if world.writes.count > writes {
                waits.append((world.now - last).components.seconds / 300)
                last = world.now
            } else {
                #expect(result.exitCode == .failure)
                #expect(result.kinds == ["web change-pending"])
            }
            world.now = world.now + .seconds(300)
        }
        #expect(waits == [0, 1, 2, 4, 8, 16, 32, 64, 72])
    }

    @Test func `a person does not wait, and another pin starts anew`() {
        var world = obstructed()
        for run in 2...4 {
            world.run(order, as: run)
            world.now = world.now + .seconds(60)
        }
        #expect(world.writes.count == 2)
        let options = RunOptions(retry: ["web"], who: "ada")
        world.run(Order(pins: ["web": "b"], options: options), as: 5)
        #expect(world.writes.count == 3 && world.state.obstructed[ContainerKey.web]?.times == 3)
        world.services["web"]?.behaviour = .obeys
        world.branch.append(.test(2))
        #expect(world.run(Order(pins: ["web": "c"], commit: 2), as: 6).exitCode == .success)
    }
}
