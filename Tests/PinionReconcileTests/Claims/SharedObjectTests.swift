import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
@testable import PinionRuntimes
import PinionTesting
import Testing

/// Fault 69: two environments that pin one object.
@Suite(.timeLimit(.minutes(10)))
struct SharedObjectTests {
    /// A compose project `shop` with `web` and `api`, which carry labels.
    private var machine: Machine {
        var machine = Machine()
        machine.add("shop-web-1", project: "shop", labels: ["tier=web", "team=a"])
        machine.add("shop-api-1", project: "shop", labels: ["tier=api"])
        machine.add("shop", .project("shop"), pins: ["web": "b", "api": "b"])
        machine.add("edge", .label("tier=web"), pins: ["shop-web-1": "c"])
        return machine
    }

    private func missing(_ result: EnvironmentResult?) -> [String] {
        result?.assessment?.findings.filter { $0.finding.kind == .serviceMissing }
            .map(\.service) ?? []
    }

    @Test func `the environment whose ledger holds it goes on, and the newcomer is refused`() {
        var machine = machine
        machine.members.removeLast()
        #expect(machine.run("shop")?.exitCode == .success)
        machine.add("edge", .label("tier=web"), pins: ["shop-web-1": "c"])
        for _ in 1...3 {
            let edge = machine.run("edge")
            #expect(edge?.exitCode == .refused)
            #expect(missing(edge) == ["shop-web-1"])
            #expect(edge?.refusals.count == 1)
            #expect(machine.run("shop")?.exitCode == .success)
        }
        #expect(Set(machine.changes.map(\.environment.description)) == ["shop"])
        #expect(machine.state(of: Environment.Name.named("edge")).objects.isEmpty)
    }

    @Test func `where no ledger knows it both are refused, for that object only`() {
        var machine = machine
        let shop = machine.run("shop")
        #expect(missing(shop) == ["web"])
        #expect(shop?.exitCode == .refused)
        #expect(shop?.verdicts == ["api verified"])
        #expect(missing(machine.run("edge")) == ["shop-web-1"])
        #expect(machine.changes.map(\.object) == ["shop-api-1"])
    }

    @Test func `where both ledgers hold it neither changes it, however often they run`() {
        var machine = Machine()
        machine.add("shop-web-1", project: "shop", labels: ["tier=web"])
        for (name, scope, key) in [
            ("shop", EngineScope.project("shop"), "web"),
            ("edge", .label("tier=web"), "shop-web-1"),
        ] {
            machine.members = []
            machine.records = [:]
            machine.add(name, scope, pins: [key: "a"])
            machine.run(name)
        }
        machine.members = []
        machine.add("shop", .project("shop"), pins: ["web": "b"])
        machine.add("edge", .label("tier=web"), pins: ["shop-web-1": "c"])
        for _ in 1...3 {
            #expect(missing(machine.run("shop")) == ["web"])
            #expect(missing(machine.run("edge")) == ["shop-web-1"])
        }
        #expect(machine.changes.isEmpty)
    }

    @Test func `what somebody made again is still its holder's`() {
        var machine = machine
        machine.members.removeLast()
        machine.run("shop")
        machine.add("edge", .label("tier=web"), pins: ["shop-web-1": "c"])
        machine.makeAgain("shop-web-1", runs: "f")
        #expect(machine.run("edge")?.exitCode == .refused)
        #expect(machine.run("shop")?.verdicts == ["web verified"])
    }

    @Test func `another repository is known by the record of the host`() {
        var machine = machine
        machine.members.removeLast()
        machine.run("shop")
        machine.add("edge", .label("tier=web"), pins: ["shop-web-1": "c"], in: 1)
        let edge = machine.run("edge")
        #expect(edge?.exitCode == .refused)
        let reason = edge?.refusals.first?.description ?? ""
        #expect(reason.contains("environment shop of x holds it already"))
        #expect(reason.contains("delete f"))
        machine.makeAgain("shop-web-1", runs: "f")
        #expect(machine.run("edge")?.exitCode == .refused)
        #expect(machine.run("shop")?.exitCode == .success)
    }

    @Test func `environments that are alone, or know what they hold, look at nobody`() {
        var machine = machine
        machine.members.removeLast()
        machine.run("shop")
        machine.add("edge", .label("tier=api2"), pins: [:])
        #expect(machine.looks == 0)
        machine.run("shop")
        machine.run("edge")
        #expect(machine.looks == 0)
    }

    @Test func `an environment that applies nothing holds nothing, and is told nothing`() {
        var machine = machine
        let audit = Environment(
            name: Environment.Name.named("edge"), runtime: Machine.block(.label("tier=web")),
            services: [.test("shop-web-1", Machine.image("c"))])
        #expect(!audit.mayShareObjects)
        machine.members.removeLast()
        machine.members.append(Machine.Member(environment: audit, repository: 0))
        #expect(missing(machine.run("edge")) == [])
    }

    @Test func `whatever the scopes, pins and hands, no object is changed by two environments`() {
        for seed in 0..<400 {
            var numbers = SeededGenerator(seed: UInt64(seed))
            var machine = Self.random(&numbers)
            for _ in 0..<25 {
                let member = machine.members.randomElement(using: &numbers)
                if Int.random(in: 0..<4, using: &numbers) == 0,
                    let object = machine.objects.randomElement(using: &numbers)
                {
                    machine.makeAgain(object.name, runs: "f")
                } else if let member {
                    let kill = Int.random(in: 0..<60, using: &numbers)
                    var steps = 0
                    machine.run(member.environment.name.description) { _ in
                        steps += 1
                        return steps == kill
                    }
                }
                machine.now = machine.now + .seconds(30)
            }
            let hands = Dictionary(grouping: machine.changes, by: \.object)
                .mapValues { Set($0.map(\.environment)) }
            #expect(hands.values.allSatisfy { $0.count == 1 }, "seed \(seed): \(hands)")
        }
    }

    private static func random(_ numbers: inout SeededGenerator) -> Machine {
        var machine = Machine()
        for project in ["p", "q"] {
            for service in ["web", "api", "job"] {
                let labels = ["a", "b", "c"].filter { _ in Bool.random(using: &numbers) }
                machine.add("\(project)-\(service)-1", project: project, labels: Set(labels))
            }
        }
        let scopes: [EngineScope] = [
            .project("p"), .project("q"), .label("a"), .label("b"), .label("c"),
        ]
        for (number, scope) in scopes.shuffled(using: &numbers).prefix(4).enumerated() {
            var pins: [String: Character] = [:]
            let probe = Environment(
                name: Environment.Name.named("e\(number)"), runtime: Machine.block(scope),
                services: [])
            for service in machine.inventory(probe).services
            where Int.random(in: 0..<3, using: &numbers) > 0 {
                pins[service.name] = "bcde".randomElement(using: &numbers)
            }
            machine.add(
                "e\(number)", scope, pins: pins, in: Int.random(in: 0...1, using: &numbers))
        }
        return machine
    }
}
