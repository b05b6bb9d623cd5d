import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ECSChangeTests {
    private let stub = StubECS()
    private static let wanted = "nginx:2@\(sha("2"))"
    private static let log = "fluent@\(sha("3"))"
    private static let wire = "nginx@\(sha("2"))"

    private func change(
        _ runtime: ECSRuntime, _ image: String = wanted, container: String = "web",
        after: () -> Void = {},
        permit: @escaping @Sendable () async throws(RuntimeError) -> Void = {}
    ) async throws {
        let observed = try #require(try await runtime.observe(.only(["web"])).services.first)
        after()
        let images = [ContainerImage(container: container, image: pinned(image))]
        try await runtime.change(
            ImageChange(observed: observed, images: images, timeout: .seconds(60)), permit: permit)
    }

    private func shop(_ images: [String: String] = ["web": "nginx:1", "log": "fluent@\(sha("3"))"])
    {
        let tags: StubJSON = [
            ["key": "team", "value": "shop"],
            ["key": "aws:cloudformation:stack-name", "value": "shop"],
        ]
        stub.serve("web", stub.define("web", images, tags: tags), digests: [["web": sha("1")]])
    }

    /// Runs a change that must fail, and gives its sentence.
    private func refusal(
        container: String = "web", after: () -> Void = {}
    ) async throws -> String {
        let error = try await #require(throws: RuntimeError.self) {
            try await stub.serving { try await change($0, container: container, after: after) }
        }
        #expect(!error.description.contains("hunter2"))
        return error.description
    }

    @Test func `a revision with only the image changed is registered and used`() async throws {
        shop()
        try await stub.serving { try await change($0) }
        let state = stub.state.withLock { $0 }
        let body = try #require(state.registered.first)
        let input = try #require(StubJSON(parsing: body))
        #expect(input["containerDefinitions"]?.elements[1]["image"] == .string(Self.wire))
        #expect(input["containerDefinitions"]?.elements[0]["image"] == .string(Self.log))
        #expect(input["tags"] == [["key": "team", "value": "shop"]])
        #expect(input["revision"] == nil)
        #expect(
            state.updates == [
                [
                    "cluster": "shop", "service": "web",
                    "taskDefinition": .string("\(StubECS.prefix):task-definition/web:2"),
                ]
            ])
    }

    @Test func `a digest that is declared already is no write`() async throws {
        shop(["web": "nginx@\(sha("2"))"])
        try await stub.serving { try await change($0) }
        #expect(stub.count("RegisterTaskDefinition") == 0)
        #expect(stub.count("UpdateService") == 0)
    }

    @Test func `fault 47: a killed run's revision is used again`() async throws {
        shop()
        stub.fault.withLock { fault in
            fault = { operation, _ in operation == "UpdateService" ? .hangUp : nil }
        }
        await #expect(throws: RuntimeError.self) { try await stub.serving { try await change($0) } }
        stub.fault.withLock { $0 = { _, _ in nil } }
        try await stub.serving { try await change($0) }
        #expect(stub.count("RegisterTaskDefinition") == 1)
        #expect(stub.state.withLock { $0.updates.count } == 1)
    }

    @Test func `fault 47: an update whose answer is lost is looked at, and never sent again`()
        async throws
    {
        shop()
        let stub = stub
        stub.fault.withLock { fault in
            fault = { operation, _ in
                guard operation == "UpdateService" else { return nil }
                stub.state.withLock { state in
                    state.services["web"]?.deployments = [
                        StubECS.deployment("own", "\(StubECS.prefix):task-definition/web:2")
                    ]
                }
                return StubECS.refusal("ServerException", "oops", status: 500)
            }
        }
        try await stub.serving { try await change($0) }
        #expect(stub.count("UpdateService") == 1)
    }

    @Test func `fault 47: an update that ECS fails is sent once`() async throws {
        shop()
        stub.fault.withLock { fault in
            fault = { operation, _ in
                operation == "UpdateService"
                    ? StubECS.refusal("ServerException", "oops", status: 500) : nil
            }
        }
        #expect(try await refusal().contains("answers UpdateService with ServerException"))
        #expect(stub.count("UpdateService") == 1)
    }

    @Test func `fault 51: a throttled update looks at the service before each send`() async throws {
        shop()
        let stub = stub
        stub.fault.withLock { fault in
            fault = { operation, _ in
                guard operation == "UpdateService" else { return nil }
                if stub.count("UpdateService") == 2 {
                    stub.state.withLock { state in
                        state.services["web"]?.deployments = [
                            StubECS.deployment("other", "\(StubECS.prefix):task-definition/web:1")
                        ]
                    }
                }
                return StubECS.refusal("ThrottlingException", "Rate exceeded")
            }
        }
        #expect(try await refusal().contains("changed by somebody else"))
        #expect(stub.count("UpdateService") == 2)
    }

    @Test func `a throttled update asks for the permit before each send, and comes to an end`()
        async throws
    {
        shop()
        stub.fault.withLock { fault in
            fault = { operation, _ in
                operation == "UpdateService"
                    ? StubECS.refusal("ThrottlingException", "Rate exceeded") : nil
            }
        }
        let permits = Mutex(0)
        await #expect(throws: RuntimeError.self) {
            try await stub.serving {
                try await change($0, permit: { permits.withLock { $0 += 1 } })
            }
        }
        #expect(stub.count("UpdateService") == 8)
        #expect(permits.withLock(\.self) == 9)
    }

    @Test func `fault 51: a service that was deployed since it was observed is left alone`()
        async throws
    {
        shop()
        let sentence = try await refusal {
            stub.state.withLock { state in
                state.services["web"]?.deployments = [
                    StubECS.deployment("other", "\(StubECS.prefix):task-definition/web:1")
                ]
            }
        }
        #expect(sentence.contains("changed by somebody else"))
        #expect(stub.count("RegisterTaskDefinition") == 0)
    }

    @Test func `fault 51: a deployment during the registration is not overwritten`() async throws {
        shop()
        let stub = stub
        stub.fault.withLock { fault in
            fault = { operation, _ in
                if operation == "RegisterTaskDefinition" {
                    stub.state.withLock { state in
                        state.services["web"]?.deployments = [
                            StubECS.deployment("other", "\(StubECS.prefix):task-definition/web:1")
                        ]
                    }
                }
                return nil
            }
        }
        let sentence = try await refusal()
        #expect(sentence.contains("changed by somebody else"))
        #expect(stub.count("UpdateService") == 0)
    }

    @Test func `a service that was made again is left alone`() async throws {
        shop()
        let sentence = try await refusal {
            stub.state.withLock { $0.services["web"]?.created = 1_750_000_000 }
        }
        #expect(sentence.contains("changed by somebody else"))
    }

    @Test func `a service that was deleted is named`() async throws {
        shop()
        let sentence = try await refusal { stub.state.withLock { $0.services = [:] } }
        #expect(sentence.contains("the service was deleted after it was observed"))
    }

    @Test func `a container that is not there is told with those that are`() async throws {
        shop()
        let sentence = try await refusal(container: "wbe")
        #expect(sentence.contains("web:1 has no container wbe, only log, web"))
        #expect(stub.count("RegisterTaskDefinition") == 0)
    }

    @Test func `an INACTIVE revision is told with the way out`() async throws {
        shop()
        let sentence = try await refusal {
            stub.state.withLock { state in
                for (arn, definition) in state.definitions {
                    var members = definition.members ?? [:]
                    members["status"] = "INACTIVE"
                    state.definitions[arn] = .object(members)
                }
            }
        }
        #expect(sentence.contains("web:1 is INACTIVE"))
        #expect(sentence.contains("register it again"))
    }

    @Test func `a service that CodeDeploy deploys is refused with the reason`() async throws {
        shop()
        stub.state.withLock { $0.services["web"]?.controller = "CODE_DEPLOY" }
        #expect(try await refusal().contains("CodeDeploy deploys it"))
    }

    @Test func `a denied write names the action and the resource`() async throws {
        shop()
        stub.fault.withLock { fault in
            fault = { operation, _ in
                operation == "UpdateService"
                    ? StubECS.refusal(
                        "AccessDeniedException",
                        "User: ada is not authorized to perform: ecs:UpdateService on resource: "
                            + "arn:aws:ecs:eu-test-1:123456789012:service/shop/web") : nil
            }
        }
        let sentence = try await refusal()
        #expect(sentence.contains("allow `ecs:UpdateService`"))
        #expect(sentence.contains("service/shop/web"))
    }

    @Test func `expired credentials are told as such`() async throws {
        shop()
        stub.fault.withLock { fault in
            fault = { _, _ in StubECS.refusal("ExpiredTokenException", "The token has expired") }
        }
        #expect(try await refusal().contains("the AWS credentials have expired"))
    }

    @Test func `a secret that ECS quotes back never reaches the error`() async throws {
        shop()
        stub.fault.withLock { fault in
            fault = { operation, _ in
                operation == "RegisterTaskDefinition"
                    ? StubECS.refusal("ClientException", "bad value hunter2-secret of PASSWORD")
                    : nil
            }
        }
        #expect(try await refusal().contains("bad value ••• of PASSWORD"))
    }

    @Test func `a withdrawn permit stops before the first write`() async throws {
        shop()
        await #expect(throws: RuntimeError.superseded("another run")) {
            try await stub.serving { runtime in
                try await change(
                    runtime,
                    permit: { () async throws(RuntimeError) in throw .superseded("another run") })
            }
        }
        #expect(stub.count("RegisterTaskDefinition") == 0)
    }
}
