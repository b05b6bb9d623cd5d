import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

/// Faults 62 and 63: what an update of a stack does to a service besides its image.
@Suite(.timeLimit(.minutes(10)))
struct StackEffectTests {
    private static func counting(_ count: String) -> String {
        StackShop.template.replacing(
            "{ TaskDefinition: !Ref DefinitionA }",
            with: "{ TaskDefinition: !Ref DefinitionA, DesiredCount: \(count) }")
    }

    private func shop(
        _ count: String, wanted: Int = 20, accepting: ECSCount = .service
    ) -> StackShop {
        let shop = StackShop(Self.counting(count), count: accepting)
        shop.stub.state.withLock { $0.services["a"]?.desired = wanted }
        shop.stub.stacks.changes.withLock { $0 = StackShop.changes(["A"]) }
        return shop
    }

    @Test func `fault 63: a template that would scale is refused, with the way out`() async throws {
        let shop = shop("2")
        let obstacle = try await shop.obstacle(to: "a")
        #expect(
            obstacle
                == "an update of the stack shop sets its DesiredCount to 2, and it wants 20 tasks now; "
                + "take DesiredCount out of the template, or accept its number with `desired-count: "
                + "template` under `runtime.ecs` in environment.yaml")
        await #expect(throws: RuntimeError.self) { try await shop.apply(["a"]) }
        #expect(shop.stub.count("CreateChangeSet") == 0)
    }

    @Test(arguments: [("20", 20), ("!Ref AWS::NoValue", 20)])
    func `a template that sets the same number, or none, is written`(
        _ count: String, _ wanted: Int
    ) async throws {
        let shop = shop(count, wanted: wanted)
        #expect(try await shop.rehearse(["a"])["a"]?.effects == [])
        try await shop.apply(["a"])
        #expect(shop.stub.count("ExecuteChangeSet") == 1)
    }

    @Test func `fault 63: a number that cannot be known is refused`() async throws {
        let obstacle = try await shop("!ImportValue Count").obstacle(to: "a")
        #expect(
            obstacle?.contains("how many tasks the stack shop would set cannot be known") == true)
    }

    @Test func `an accepted number is told, and written as it was told`() async throws {
        let shop = shop("2", accepting: .template)
        let effect = SideEffect.scales(from: 20, to: 2)
        #expect(try await shop.rehearse(["a"])["a"]?.effects == [effect])
        await #expect(throws: RuntimeError.self) { try await shop.apply(["a"]) }
        #expect(shop.stub.count("CreateChangeSet") == 0)
        try await shop.apply(["a"], effects: [effect])
        #expect(shop.stub.count("ExecuteChangeSet") == 1)
    }

    @Test func `fault 63: a service that is scaled while its change set is made is left alone`()
        async throws
    {
        let shop = shop("20")
        let stub = shop.stub
        stub.stacks.noticed.withLock { noticed in
            noticed = { operation in
                guard operation == "CreateChangeSet" else { return }
                stub.state.withLock { $0.services["a"]?.desired = 30 }
            }
        }
        let error = await #expect(throws: RuntimeError.self) { try await shop.apply(["a"]) }
        #expect(error?.description.contains("it was scaled while its change set was made") == true)
        #expect(stub.count("ExecuteChangeSet") == 0)
    }

    // MARK: Siblings

    struct Sibling: Sendable, CustomTestStringConvertible {
        let template: String
        /// What the task definition has; nil for no such container.
        let live: String?
        var resolved: String?
        /// What the obstacle says; nil where there is none.
        let says: String?
        var effects: [SideEffect] = []
        var testDescription: String { "\(template) over \(live ?? "nothing")" }
    }

    static let siblings = [
        Sibling(
            template: "fluent:3", live: "fluent:3", resolved: sha("3"),
            says: "sets fluent:3 for it, which a deployment resolves anew"),
        Sibling(template: "fluent:3@\(sha("3"))", live: "fluent@\(sha("3"))", says: nil),
        Sibling(
            template: "fluent:3@\(sha("3"))", live: "fluent@\(sha("4"))",
            says:
                "the stack shop would set fluent:3@\(sha("3")) for it, and its task definition has"),
        Sibling(
            template: "other:3@\(sha("3"))", live: "fluent@\(sha("3"))",
            says: "would set other:3"),
        Sibling(
            template: "fluent:3@\(sha("3"))", live: "fluent:3", resolved: sha("3"), says: nil,
            effects: [
                .freezes(
                    container: "log", from: "fluent:3", to: pinned("fluent:3@\(sha("3"))"))
            ]),
        Sibling(
            template: "fluent:3@\(sha("3"))", live: "fluent:3", resolved: sha("4"),
            says: "would set fluent:3@\(sha("3")) for it"),
        Sibling(
            template: "fluent:3@\(sha("3"))", live: "fluent:3",
            says: "would set fluent:3@\(sha("3")) for it"),
        Sibling(
            template: "fluent:3@\(sha("3"))", live: nil,
            says: "its task definition does not have it, and the stack shop would add it"),
        Sibling(
            template: "", live: "fluent@\(sha("3"))",
            says: "its template does not have it, and would take it away"),
    ]

    @Test(arguments: siblings)
    func `fault 62: an update of a stack moves no container that no pin changes`(
        _ row: Sibling
    ) async throws {
        let more =
            row.template.isEmpty ? "" : ", { Name: log, Image: \"\(row.template)\" }"
        let shop = StackShop(
            StackShop.template.replacing(
                "Image: !Ref ImageA }", with: "Image: !Ref ImageA }\(more)"))
        var images = ["web": "nginx:1"]
        images["log"] = row.live
        shop.stub.define("a", images)
        if let resolved = row.resolved { shop.stub.resolve("a", ["log": resolved]) }
        shop.stub.stacks.changes.withLock { $0 = StackShop.changes(["A"]) }
        let told = try await shop.rehearse(["a"])["a"]
        #expect(told?.effects == row.effects)
        guard let says = row.says else {
            #expect(told?.obstacle == nil)
            try await shop.apply(["a"], effects: row.effects)
            #expect(shop.stub.count("ExecuteChangeSet") == 1)
            return
        }
        #expect(told?.obstacle?.contains(says) == true, "\(told?.obstacle ?? "none")")
        await #expect(throws: RuntimeError.self) { try await shop.apply(["a"]) }
        #expect(shop.stub.count("CreateChangeSet") == 0)
    }
}
