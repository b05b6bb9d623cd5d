import PinionCommands
import PinionModel
import PinionReconcile
@testable import PinionRuntimes
import PinionTesting
import Testing

/// A fleet with one repository: what belongs to other machines.
@Suite(.timeLimit(.minutes(10)))
struct RunElsewhereTests {
    private func order(named: Bool) -> Order {
        var order = Order(pins: ["web": "b"])
        order.runtime = .docker(EngineSettings(endpoint: nil, scope: .all, id: "m1"))
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
        #expect(report.reportedAsFailure.elsewhere == nil)
        #expect(report.reportedAsFailure.problem?.contains("run this on that machine") == true)
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
        let blocks: [(any RuntimeSettings, Bool)] = [
            (.docker(EngineSettings(endpoint: nil, scope: scope, id: "m")), true),
            (
                .swarm(EngineSettings(endpoint: "unix:///run/docker.sock", scope: scope, id: "m")),
                true
            ),
            (.docker(EngineSettings(endpoint: "tcp://host:2376", scope: scope, id: "m")), false),
            (.docker(EngineSettings(endpoint: "context://prod", scope: scope, id: "m")), false),
            (.sandbox(state: "s"), false),
        ]
        for (block, isOfThisHost) in blocks { #expect(block.traits.isOfThisHost == isOfThisHost) }
    }

    struct Absence: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let watch: Watch
        var engine: EngineStart?
        var known: [EngineStart] = []
        var hasLedger = false
        let isElsewhere: Bool
    }

    private static func looked(_ minutesAgo: Int, by host: String) -> Watch {
        .recorded(LookRecord.Look.test(-minutesAgo, host: host), LookSettings(), host: "here")
    }

    private static let one = EngineStart.test("a", -600, node: "n1")
    private static let two = EngineStart.test("b", -600, node: "n2")

    @Test(arguments: [
        Absence(
            testDescription: "another host looked just now", watch: looked(10, by: "there"),
            known: [one], isElsewhere: true),
        Absence(
            testDescription: "nobody ever looked, and there is no ledger",
            watch: .recorded(nil, LookSettings(), host: "here"), isElsewhere: true),
        Absence(
            testDescription: "this host looked last", watch: looked(10, by: "here"), engine: one,
            known: [one], isElsewhere: false),
        Absence(
            testDescription: "it looked last, and its engine tells nothing",
            watch: looked(10, by: "here"), isElsewhere: false),
        Absence(
            testDescription: "its engine alone was met ever, from a container with a random name",
            watch: looked(10, by: "c0ffee"), engine: one, known: [one], isElsewhere: false),
        Absence(
            testDescription: "its engine was one of several that were met",
            watch: looked(10, by: "there"), engine: one, known: [one, two], isElsewhere: true),
        Absence(
            testDescription: "containers of one name on both hosts", watch: looked(10, by: "here"),
            engine: two, known: [one], isElsewhere: true),
        Absence(
            testDescription: "the host of the last look, started again since",
            watch: looked(10, by: "here"),
            engine: EngineStart.test("c", -5, node: ""), known: [one], isElsewhere: false),
        Absence(
            testDescription: "nobody looks any more", watch: looked(1_500, by: "there"),
            known: [one], isElsewhere: false),
        Absence(
            testDescription: "the record cannot be read", watch: .unknown, isElsewhere: false),
        Absence(
            testDescription: "nothing is applied", watch: .unrecorded(isLocal: false),
            isElsewhere: true),
        Absence(
            testDescription: "a ledger of this host", watch: .unrecorded(isLocal: true),
            hasLedger: true, isElsewhere: false),
        Absence(
            testDescription: "ledgers of each host, and none here",
            watch: .unrecorded(isLocal: true), isElsewhere: true),
    ])
    func `fault 83: of a Swarm that others look at a host in none says elsewhere`(_ row: Absence) {
        for isNamed in [false, true] {
            var order = order(named: isNamed)
            order.runtime = .swarm(EngineSettings(endpoint: nil, scope: .all, id: "m1"))
            var world = World(["web": "b"])
            if row.hasLedger {
                world.identity = "m1"
                world.run(order)
                #expect(!world.chain.isEmpty)
            }
            let before = world.chain.count
            world.noMember = .notMember(
                operation: "ask the Swarm", reason: "this engine is a worker of its Swarm",
                remedy: "name a manager")
            world.engine = row.engine
            order.watch = row.watch
            order.engines = row.known.reduce(EngineHistory()) { $0.meeting($1, of: "m1") }
            let result = world.run(order)
            let isElsewhere = row.isElsewhere && !isNamed
            #expect((result.elsewhere != nil) == isElsewhere)
            #expect(result.exitCode == (isElsewhere ? .success : .failure))
            #expect(world.writes.isEmpty)
            // What is others' is not said to be silent in their ledger.
            #expect(world.chain.count == before + (row.hasLedger && !row.isElsewhere ? 1 : 0))
            let report = EnvironmentReport(result)
            #expect(report.status == .unverified)
            #expect(report.reportedAsFailure.problem != nil)
        }
    }
}
