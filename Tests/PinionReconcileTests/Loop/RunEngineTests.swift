import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
@testable import PinionRuntimes
import PinionTesting
import Testing

/// Runs over an environment whose machine's id two engines report.
@Suite(.timeLimit(.minutes(10)))
struct RunEngineTests {
    private static let one = EngineStart.one
    private static let two = EngineStart.two

    private func order(
        _ history: [EngineStart], inspects: Depth? = nil, machine: String = "m1"
    ) -> Order {
        var order = Order(pins: ["web": "b"])
        order.runtime = .docker(EngineSettings(endpoint: nil, scope: .all, id: "m1"))
        order.inspects = inspects
        order.engines = history.reduce(EngineHistory()) { $0.meeting($1, of: machine) }
        return order
    }

    private func world(_ start: EngineStart?) -> World {
        var world = World(["web": "a"])
        world.identity = "m1"
        world.engine = start
        return world
    }

    @Test(arguments: [Depth.decision, .report, nil])
    func `fault 83: of two engines with one id neither is looked at nor changed`(
        _ inspects: Depth?
    ) {
        var world = world(Self.one)
        let result = world.run(order([Self.one, Self.two], inspects: inspects))
        #expect(world.writes.isEmpty && world.chain.isEmpty)
        let report = EnvironmentReport(result)
        #expect(report.status == .drifted)
        #expect(report.findings.map(\.kind) == [.historyUnverified])
        #expect(report.findings.first?.severity == .critical)
        #expect(report.findings.first?.message.contains("`host-a`") == true)
        #expect(report.findings.first?.message.contains("`host-b`") == true)
        #expect(report.problem?.contains("`pinion rehost production`") == true)
        let all = Report(generatedAt: .test, environments: [report])
        #expect(ExitCode.looking(all) == .failure && ExitCode.planning(all) == .failure)
        #expect(result.exitCode == .failure)
        // The other host learns of it.
        #expect(result.engine?.isNews == true && result.engine?.after.clashing.count == 2)
    }

    @Test func `it stands for both, also where one of them cannot be told apart any more`() {
        for start in [Self.one, Self.two, EngineStart.three, nil] {
            var world = world(start)
            let result = world.run(order([Self.one, Self.two, Self.one]))
            #expect(world.writes.isEmpty && result.exitCode == .failure)
        }
    }

    @Test func `an engine that was started again, a new one, and one that tells nothing go on`() {
        let histories: [([EngineStart], String)] = [
            ([], "m1"), ([Self.one], "m1"), ([Self.one, Self.two, Self.one], "m0"),
        ]
        for (history, machine) in histories {
            for start in [Self.two, nil] {
                var world = world(start)
                let result = world.run(order(history, machine: machine))
                #expect(world.writes.map(\.service) == ["web"] && result.exitCode == .success)
                #expect((result.engine != nil) == (start != nil))
            }
        }
    }

    @Test func `law 10: what an interrupted change stopped runs again all the same`() {
        var world = world(Self.one)
        world.interrupt("web")
        let result = world.run(order([Self.one, Self.two]))
        #expect(result.restored.map(\.container.service) == ["web"])
        #expect(world.writes.isEmpty && result.exitCode == .failure)
    }
}
