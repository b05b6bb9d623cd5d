import PinionModel
import PinionTesting

/// What tests of pauses begin with.
protocol PauseScenes {}

extension PauseScenes {
    var order: Order { Order(pins: ["web": "a", "api": "a"]) }

    /// In step, and then fixed by hand: web is on another build.
    func fixed() -> World {
        var world = World(["web": "a", "api": "a"])
        world.run(order)
        world.set("web", to: "b")
        return world
    }

    func pause(_ services: Set<String> = [], in world: World, hours: Int = 2) -> Pause {
        Pause(
            of: services, since: world.now, until: world.now + .seconds(hours * 3_600),
            who: "ada@web-1", reason: "by hand")
    }

    func paused(_ pauses: [Pause], in world: inout World) {
        world.append(
            world.state.pausing(
                pauses, "p", by: "ada@web-1", run: "person", tip: .test(1), at: world.now))
    }
}
