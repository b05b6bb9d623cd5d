@testable import PinionRuntimes
import Testing

/// The decision, tried on every state that a re-creation can be in, with a kill after every step.
@Suite(.timeLimit(.minutes(10)))
struct RecreationTests {
    static let start = RecreationWorld(current: .init(id: "1", image: 1, isUp: true))

    @Test func `a good image is brought in by these steps`() throws {
        var world = Self.start
        let steps = try world.steps()
        #expect(
            steps == [
                .setAside(id: "1"), .create(like: "1"), .name(new: "2", former: "1"),
                .connect(id: "2", network: "back", like: "1"),
                .disconnect(id: "2", network: "extra"), .markAndStop(id: "1", new: "2"),
                .start(id: "2"), .watch(id: "2"), .remove(id: "1"), .finish,
            ])
    }

    @Test func `a bad image lets the former container run again before anything is removed`()
        throws
    {
        var world = Self.start
        world.isGood = false
        let steps = try world.steps().drop { $0 != .watch(id: "2") }
        #expect(
            steps == [
                .watch(id: "2"), .stop(id: "2"), .start(id: "1"), .remove(id: "2"),
                .bringBack(id: "1"), .giveUp("unhealthy"),
            ])
    }

    @Test(arguments: [true, false], [true, false])
    func `a run that is not killed ends with one container`(isGood: Bool, canCreate: Bool) throws {
        var world = Self.start
        (world.isGood, world.canCreate) = (isGood, canCreate)
        let last = try world.run()
        let succeeds = isGood && canCreate
        #expect(world.current?.image == (succeeds ? 2 : 1))
        #expect(world.current?.isUp == true && world.former == nil)
        #expect(last == (succeeds ? .finish : .giveUp(canCreate ? "unhealthy" : "no")))
    }

    @Test func `a new container that ends at once is not started over and over`() throws {
        var world = Self.start
        world.ends = true
        #expect(try world.run() == .giveUp("unhealthy"))
        #expect(world.current == Self.start.current && world.former == nil)
    }

    /// Every state after a kill, from whatever images and after however many steps.
    static let killed: [RecreationWorld] = {
        var found: Set<RecreationWorld> = []
        for isGood in [true, false] {
            for steps in 0..<20 {
                var world = start
                world.isGood = isGood
                _ = try? world.run(steps: steps)
                for wanted in [1, 2, 3] {
                    for isGoodThen in [true, false] {
                        world.wanted = wanted
                        world.isGood = isGoodThen
                        world.forget()
                        found.insert(world)
                        var ending = world
                        ending.ends = true
                        found.insert(ending)
                    }
                }
            }
        }
        return found.sorted { "\($0)" < "\($1)" }
    }()

    @Test(arguments: killed)
    func `fault 4: whatever a kill leaves, the next run ends with one container`(
        _ world: RecreationWorld
    ) throws {
        var world = world
        let last = try world.run()
        let running = try #require(world.current)
        #expect(running.isUp && world.former == nil)
        if world.isGood, !world.ends { #expect(last == .finish && running.image == world.wanted) }
    }

    @Test(arguments: killed)
    func `fault 4: a run that is killed after every single step comes to its end too`(
        _ world: RecreationWorld
    ) throws {
        var world = world
        (world.isGood, world.ends) = (true, false)
        for _ in 0..<80 where world.next != .finish {
            // A kill right after the watching loses what was learnt; so it is watched and ended at once.
            _ = try world.run(steps: world.next.isWatch ? 2 : 1)
            world.forget()
        }
        #expect(world.next == .finish)
        #expect(world.current?.image == world.wanted && world.current?.isUp == true)
    }

    @Test(arguments: killed)
    func `fault 57: whatever a kill leaves, the former container comes back, or the new one runs`(
        _ world: RecreationWorld
    ) throws {
        var world = world
        world.verdict = .bad("interrupted")
        guard !world.isUp else { return }
        let last = try world.run()
        #expect(last == .giveUp("interrupted"))
        #expect(world.current?.image == 1 && world.current?.isUp == true && world.former == nil)
    }
}

extension Recreation.Step {
    fileprivate var isWatch: Bool { if case .watch = self { true } else { false } }
}
