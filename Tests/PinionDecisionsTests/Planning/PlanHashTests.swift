import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// The bytes that a plan hash sums.
@Suite(.timeLimit(.minutes(10)))
struct PlanHashTests {
    private static func bytes(
        _ services: [Service], _ seen: [ServiceObservation], ledger: LedgerState = LedgerState(),
        in name: Environment.Name = .production
    ) -> String {
        let environment = Environment(name: name, runtime: .sandbox(state: "s"), services: services)
        let subject = ComparisonInput(
            environment: environment, inventory: Inventory(services: seen), ledger: ledger,
            depth: .decision)
        let answers = RegistryAnswers([
            .members(image("a")): .members([]), .members(image("b")): .members([]),
            .resolve(.test(shop + ":latest")): .digest(.letter("d")),
        ])
        let plan = Assessor.assess(subject, answers: answers).assessment.plan
        return String(decoding: plan.canonicalBytes, as: UTF8.self)
    }

    private let services = [Service.test("web", image("a")), .test("api", image("b"))]
    private let seen = [
        ServiceObservation.test("web", image("c").reference),
        .test("api", .test(shop + ":latest"), running: .letter("d")),
    ]

    @Test func `they are the environment and, in order, service, container, declared and pinned`() {
        #expect(
            Self.bytes(services, seen) == """
                pinion plan 1
                production

                api
                api
                api
                \(shop):latest
                \(shop)@\(Digest.letter("b"))

                web
                web
                web
                \(Digest.letter("c"))
                \(shop)@\(Digest.letter("a"))


                """)
    }

    @Test func `planning twice gives the same, in any order of pins and observations`() {
        let one = Self.bytes(services, seen)
        #expect(Self.bytes(services, seen) == one)
        #expect(Self.bytes(services.reversed(), seen.reversed()) == one)
    }

    @Test func `commit, time, instances and running digests are not in it`() {
        let one = Self.bytes(services, seen)
        let others = [
            ServiceObservation.test(
                "web", image("c").reference, running: .letter("e"), instances: 5, version: 9),
            .test("api", .test(shop + ":latest"), running: .letter("f"), instances: 0),
        ]
        #expect(Self.bytes(services, others) == one)
        var ledger = LedgerState()
        ledger.commit = .test(7)
        let key = ContainerKey(service: "web", container: "web")
        ledger.applied[key] = AppliedImage(image: image("c"), commit: .test(7), at: .test)
        ledger.findings[FindingKey(kind: .declaredDiffers, service: "web", container: "web")] =
            .test
        #expect(Self.bytes(services, seen, ledger: ledger) == one)
    }

    @Test func `every changed digest and every name is in it`() throws {
        let other = try #require(Environment.Name(parsing: "staging"))
        let variants = [
            Self.bytes(services, seen),
            Self.bytes(services, seen, in: other),
            Self.bytes([.test("web", image("f")), services[1]], seen),
            Self.bytes([services[0], .test("api", image("f"))], seen),
            Self.bytes(services, [.test("web", image("e").reference), seen[1]]),
            Self.bytes(services, [seen[0], .test("api", .test(shop + ":stable"))]),
            Self.bytes(services, [seen[0]]),
            Self.bytes([.test("front", image("a"), runtimeName: "web"), services[1]], seen),
            Self.bytes(
                [.test("web", .test("r.example.com/other", .letter("a"))), services[1]], seen),
        ]
        #expect(Set(variants).count == variants.count)
    }

    @Test func `the environment alone stands for no changes`() {
        #expect(Self.bytes([], []) == "pinion plan 1\nproduction\n\n")
    }

    // MARK: Side effects

    private func plan(_ effects: [SideEffect]) -> Plan {
        let observed = ServiceObservation.test("web", image("c").reference)
        let change = PlannedChange(
            key: ContainerKey(service: "front", container: "web"), declared: "x",
            image: image("a"), cause: .newPin, restartsIdenticalBits: false,
            observed: observed)
        return Plan(
            environment: .production, changes: [change],
            effects: effects.map { PlannedEffect(service: "front", effect: $0) })
    }

    @Test func `side effects stand behind the changes, in version 2`() {
        let plan = plan([
            .scales(from: 20, to: 2),
            .freezes(container: "log", from: "fluent:3", to: .test("fluent:3", .letter("e"))),
        ])
        let tail = """

            effect: freezes
            front
            web
            log
            fluent:3
            docker.io/library/fluent@\(Digest.letter("e"))

            effect: scales
            front
            web
            20
            2


            """
        let text = String(decoding: plan.canonicalBytes, as: UTF8.self)
        #expect(text.hasPrefix("pinion plan 2\nproduction\n\nfront\nweb\nweb\nx\n"))
        #expect(text.hasSuffix(tail))
    }

    @Test func `every part of a side effect is in it`() {
        let one = SideEffect.freezes(
            container: "log", from: "fluent:3", to: .test("fluent:3", .letter("e")))
        let variants: [[SideEffect]] = [
            [], [one], [one, .scales(from: 20, to: 2)], [.scales(from: 21, to: 2)],
            [.scales(from: 20, to: 3)],
            [.freezes(container: "lag", from: "fluent:3", to: .test("fluent:3", .letter("e")))],
            [.freezes(container: "log", from: "fluent:4", to: .test("fluent:3", .letter("e")))],
            [.freezes(container: "log", from: "fluent:3", to: .test("fluent:3", .letter("d")))],
        ]
        #expect(Set(variants.map { plan($0).canonicalBytes }).count == variants.count)
    }
}
