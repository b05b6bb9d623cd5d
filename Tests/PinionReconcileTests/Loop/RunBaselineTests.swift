import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// What a run that makes changes records besides, and what an open intent of another one says.
@Suite(.timeLimit(.minutes(10)))
struct RunBaselineTests {
    @Test func `a run that makes changes records what it saw in step before them`() {
        var world = World(["api": "a", "web": "a"])
        _ = world.run(Order(pins: ["api": "a", "web": "b"]))
        #expect(world.words == ["baseline", "intent", "outcome"])
        #expect(world.state.applied.count == 2)
        // So its own next failure is no surprise.
        world.services["api"]?.behaviour = .rollsBack(looks: 1)
        let result = world.run(Order(pins: ["api": "b", "web": "b"]))
        #expect(result.kinds == ["api rollout-failed"])
        #expect(world.words.suffix(2) == ["intent", "outcome"])
    }

    @Test func `a baseline is recorded once, whatever becomes of the changes`() {
        var world = World(["api": "a", "web": "a"])
        world.services["web"]?.behaviour = .hangs
        let order = Order(
            pins: ["api": "a", "web": "b"],
            rules: Rules(apply: .automatic, limits: Limits(timeout: .seconds(60))))
        for _ in 0..<3 { _ = world.run(order) }
        #expect(world.words.count { $0 == "baseline" } == 1)
    }

    @Test func `an approval is recorded by the intent, and once`() throws {
        var world = World(["api": "a", "web": "a"])
        var order = Order(pins: ["api": "a", "web": "b"], rules: Rules(apply: .manual))
        let hash = try #require(world.run(order).planHash)
        order.options = RunOptions(approved: hash, who: "ada")
        #expect(world.run(order).exitCode == .success)
        #expect(world.words == ["baseline", "intent", "outcome"])
        let given = world.entries.compactMap { entry -> [Authority]? in
            if case .intent(let intent) = entry.event { intent.authorities } else { nil }
        }
        #expect(given.flatMap(\.self).map(\.kind) == [.approval])
    }

    /// Another run puts b on web, and git pins c meanwhile.
    @Test(arguments: [Depth.report, nil])
    func `what an open intent names is that run's change, in every command`(_ depth: Depth?) {
        var world = World(["web": "a"])
        world.services["web"]?.namesDeployments = true
        world.services["web"]?.behaviour = .hangs
        var drive = world.begin(Order(pins: ["web": "b"]), as: 1)
        drive.step(in: &world) { $0.isChange }
        drive.step(in: &world)
        var other = Order(pins: ["web": "c"])
        other.inspects = depth
        let result = world.run(other, as: 2)
        #expect(result.kinds.contains("web change-pending"))
        #expect(result.kinds.contains("web rollout-progressing"))
        #expect(!result.kinds.contains("web declared-differs"))
        #expect(!result.kinds.contains("web running-differs"))
        let pending = result.assessment?.findings.first { $0.finding.kind == .changePending }
        #expect(
            pending?.finding.message.hasSuffix(
                "run run-1 on host (process 1) is putting that there")
                == true)
    }

    @Test func `an open intent excuses nothing that it does not name`() {
        var world = World(["web": "a"])
        var drive = world.begin(Order(pins: ["web": "b"]), as: 1)
        drive.step(in: &world) { $0.isChange }
        world.set("web", to: "d")
        let result = world.run(Order(pins: ["web": "c"]), as: 2)
        #expect(result.kinds.contains("web declared-differs"))
        #expect(result.kinds.contains("web running-differs"))
    }
}
