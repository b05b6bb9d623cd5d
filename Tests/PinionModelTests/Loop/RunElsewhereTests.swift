import PinionModel
import PinionTesting
import Testing

/// A fleet with one repository: what belongs to other machines.
@Suite(.timeLimit(.minutes(10)))
struct RunElsewhereTests {
    private func order(named: Bool) -> Order {
        var order = Order(pins: ["web": "b"])
        order.runtime = .docker(EngineBlock(endpoint: nil, scope: .all, id: "m1"))
        order.mayBeElsewhere = !named
        return order
    }

    @Test func `fault 83: what is another machine's is elsewhere where nobody named it`() {
        var world = World(["web": "a"])
        world.identity = "m2"
        let result = world.run(order(named: false))
        #expect(result.elsewhere?.machine == "m1" && result.elsewhere?.here == "m2")
        #expect(result.problem == nil && result.exitCode == .success)
        #expect(world.chain.isEmpty && world.writes.isEmpty)
        // What nobody looked at is never green.
        let report = EnvironmentReport(result)
        #expect(report.status == .unverified)
        #expect(ExitCode.looking(Report(generatedAt: .test, environments: [report])) == .success)
        // Where nothing at all is here, that is what is wrong.
        #expect(report.missed.elsewhere == nil)
        #expect(report.missed.problem?.contains("run this on that machine") == true)
    }

    @Test func `what somebody named is an error on another machine, and offers no other's id`() {
        var world = World(["web": "a"])
        world.identity = "m2"
        let result = world.run(order(named: true))
        #expect(result.elsewhere == nil && result.exitCode == .failure)
        #expect(result.problem?.contains("id: m2") == false)
    }

    @Test func `an endpoint that is the same everywhere is never elsewhere`() {
        let scope = EngineScope.all
        let blocks: [(RuntimeBlock, Bool)] = [
            (.docker(EngineBlock(endpoint: nil, scope: scope, id: "m")), true),
            (.swarm(EngineBlock(endpoint: "unix:///run/docker.sock", scope: scope, id: "m")), true),
            (.docker(EngineBlock(endpoint: "tcp://host:2376", scope: scope, id: "m")), false),
            (.docker(EngineBlock(endpoint: "context://prod", scope: scope, id: "m")), false),
            (.sandbox(state: "s"), false),
        ]
        for (block, isOfThisHost) in blocks { #expect(block.isOfThisHost == isOfThisHost) }
    }
}
