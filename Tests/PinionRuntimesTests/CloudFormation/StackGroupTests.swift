import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

/// Faults 63 to 65: several services of one stack, its owner, and what is written to it again and again.
@Suite(.timeLimit(.minutes(10)))
struct StackGroupTests {
    @Test func `services of one stack are observed as written together`() async throws {
        let shop = StackShop()
        let seen = try await shop.stub.serving(shop.block) {
            try await $0.observe(.inScope(pinned: []))
        }
        let owners = Set(seen.services.map(\.writtenWith))
        #expect(owners == ["arn:aws:cloudformation:eu-test-1:123456789012:stack/shop/1"])
        #expect(seen.services.map(\.deployment) == ["ecs-svc/a", "ecs-svc/b", "ecs-svc/c"])
    }

    @Test func `fault 63: three services of one stack are one change set`() async throws {
        let shop = StackShop()
        let told = try await shop.rehearse(["a", "b", "c"])
        #expect(told.values.allSatisfy { $0.obstacle == nil && $0.effects.isEmpty })
        #expect(shop.stub.count("CreateChangeSet") == 0)
        try await shop.apply(["a", "b", "c"])
        #expect(shop.stub.count("CreateChangeSet") == 1)
        #expect(shop.stub.count("ExecuteChangeSet") == 1)
        let image = "docker.io/library/nginx@\(sha("2"))"
        #expect(shop.stack?.parameters == ["ImageA": image, "ImageB": image, "ImageC": image])
    }

    @Test func `a change set that leaves one of the services out is deleted`() async throws {
        let shop = StackShop()
        shop.stub.stacks.changes.withLock { $0 = StackShop.changes(["A", "B"]) }
        let error = await #expect(throws: RuntimeError.self) {
            try await shop.apply(["a", "b", "c"])
        }
        #expect(
            error?.description.contains("it would not change the task definition DefinitionC")
                == true)
        #expect(shop.stub.count("ExecuteChangeSet") == 0)
    }

    @Test func `one that has no parameter stays behind, and the others go on`() async throws {
        let shop = StackShop(
            StackShop.template.replacing("!Ref ImageB", with: "nginx:latest"))
        let told = try await shop.rehearse(["a", "b", "c"])
        #expect(told["a"]?.obstacle == nil && told["c"]?.obstacle == nil)
        #expect(told["b"]?.obstacle?.contains("no parameter of the stack shop can hold") == true)
    }

    private static let shared = StackShop.template.replacing(
        "TaskDefinition: !Ref DefinitionB", with: "TaskDefinition: !Ref DefinitionA")

    @Test func `two services on one task definition are changed together or not at all`()
        async throws
    {
        let shop = StackShop(Self.shared)
        let told = try await shop.rehearse(["a", "c"])
        let obstacle = told["a"]?.obstacle
        #expect(
            obstacle?.contains("would also deploy the service ServiceB, which has the same task")
                == true)
        #expect(told["c"]?.obstacle == nil)
        #expect(try await shop.rehearse(["a", "b"]).values.allSatisfy { $0.obstacle == nil })
        shop.stub.stacks.changes.withLock {
            $0 = StackShop.changes(["A", "B"], definitions: ["B": "DefinitionA"])
        }
        try await shop.apply(["a", "b"])
        #expect(shop.stub.count("ExecuteChangeSet") == 1)
    }

    // MARK: Again and again

    @Test func `fault 65: A, B, A and B again are four executions with four tokens`() async throws {
        let shop = StackShop()
        shop.stub.stacks.changes.withLock { $0 = StackShop.changes(["A"]) }
        for digit in ["2", "3", "2", "3"] as [Character] {
            try await shop.apply(["a"], to: digit)
            shop.stub.stacks.state.withLock { $0["shop"]?.status = "UPDATE_COMPLETE" }
        }
        #expect(shop.stub.count("ExecuteChangeSet") == 4)
        #expect(Set(shop.stack?.tokens ?? []).count == 4)
        #expect(
            shop.stack?.parameters["ImageA"] == "docker.io/library/nginx@\(sha("3"))")
    }

    @Test func `fault 65: a change set that was left is executed with its own token, once`()
        async throws
    {
        let shop = StackShop()
        shop.stub.stacks.changes.withLock { $0 = StackShop.changes(["A"]) }
        shop.stub.stacks.refusals.withLock { $0["ExecuteChangeSet"] = "InternalFailure" }
        await #expect(throws: RuntimeError.self) { try await shop.apply(["a"]) }
        shop.stub.stacks.refusals.withLock { $0 = [:] }
        try await shop.apply(["a"])
        #expect(shop.stub.count("CreateChangeSet") == 1)
        #expect(shop.stack?.tokens.count == 1)
    }

    // MARK: The owner of the stack

    static let parents: [(template: String, says: String)] = [
        (
            "{ ImageA: !Ref WebImage }",
            "set the parameter WebImage of the stack site, which feeds ImageA of its resource Shop"
        ),
        (
            "{ ImageA: !Sub \"nginx:${WebTag}\" }",
            "set the parameter WebTag of the stack site, which feeds ImageA"
        ),
        (
            "{ ImageA: \"nginx:1\" }",
            "write it as ImageA of its resource Shop in the template of the stack site"
        ),
        ("{}", "give it as ImageA of its resource Shop in the template of the stack site"),
    ]

    @Test(arguments: parents)
    func `fault 64: a nested stack is not written, and its parent's parameter is named`(
        _ row: (template: String, says: String)
    ) async throws {
        let shop = StackShop()
        let text = """
            Parameters:
              WebImage: { Type: String }
              WebTag: { Type: String }
            Resources:
              Shop:
                Type: AWS::CloudFormation::Stack
                Properties: { TemplateURL: "https://x", Parameters: \(row.template) }
            """
        shop.stub.stacks.state.withLock { stacks in
            var parent = StubStacks.Stack(name: "site", template: text)
            parent.resources = ["Shop": stacks["shop"].map(StubStacks.id) ?? ""]
            stacks["site"] = parent
            stacks["shop"]?.parent = StubStacks.id(of: parent)
        }
        let obstacle = try await shop.obstacle(to: "a")
        #expect(obstacle?.contains("the stack shop is nested in the stack site") == true)
        #expect(obstacle?.contains(row.says) == true)
        let error = await #expect(throws: RuntimeError.self) { try await shop.apply(["a"]) }
        #expect(error?.description.contains(row.says) == true)
        #expect(shop.stub.count("CreateChangeSet") == 0)
    }

    @Test func `fault 64: an instance of a StackSet is not written`() async throws {
        let shop = StackShop()
        let name = "StackSet-web-shop-0f3c0a1b-0000-4000-8000-0123456789ab"
        shop.stub.stacks.state.withLock { stacks in
            stacks[name] = stacks["shop"]
            stacks[name]?.name = name
        }
        shop.stub.state.withLock {
            $0.services["a"]?.tags["aws:cloudformation:stack-name"] = name
        }
        let obstacle = try await shop.obstacle(to: "a")
        #expect(obstacle?.contains("an instance of the StackSet web-shop, whose next") == true)
    }

    @Test func `fault 64: a parent that cannot be read is named all the same`() async throws {
        let shop = StackShop()
        shop.stub.stacks.state.withLock {
            $0["shop"]?.parent = "arn:aws:cloudformation:eu-test-1:123456789012:stack/site/1"
        }
        let obstacle = try await shop.obstacle(to: "a")
        #expect(obstacle?.contains("is nested in the stack site") == true)
        #expect(obstacle?.contains("its template could not be read") == true)
    }
}
