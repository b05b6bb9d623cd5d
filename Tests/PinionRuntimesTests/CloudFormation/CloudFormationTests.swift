import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CloudFormationTests {
    private let stub = StubECS()
    private static let wanted = "docker.io/library/nginx@\(sha("2"))"

    private func block(_ route: ECSRoute = .cloudFormation) -> ECSSettings {
        ECSSettings(cluster: "shop", scope: .all, route: route, stacks: ["web": "shop"])
    }

    private func shop(
        image: String = "nginx:1", template: String = StubStacks.template, status: String? = nil
    ) {
        stub.serve("web", stub.define("web", ["web": "nginx:1"]), digests: [["web": sha("1")]])
        stub.stacks.state.withLock {
            $0["shop"] = StubStacks.Stack(
                name: "shop", template: template, status: status ?? "UPDATE_COMPLETE",
                parameters: ["Image": image, "Size": "1"], capabilities: ["CAPABILITY_IAM"])
        }
    }

    private var stack: StubStacks.Stack? { stub.stacks.state.withLock { $0["shop"] } }

    private func change(
        _ runtime: ECSRuntime, after: () -> Void = {},
        permit: @Sendable () async throws(RuntimeError) -> Void = {}
    ) async throws {
        let observed = try #require(try await runtime.observe(.only(["web"])).services.first)
        after()
        let images = [ContainerImage(container: "web", image: pinned("nginx:2@\(sha("2"))"))]
        try await runtime.change(
            ImageChange(observed: observed, images: images, timeout: .seconds(60)),
            permit: permit)
    }

    private func apply(after: () -> Void = {}) async throws {
        try await stub.serving(block()) { try await change($0, after: after) }
    }

    private func refusal(after: () -> Void = {}) async throws -> String {
        try await #require(throws: RuntimeError.self) { try await apply(after: after) }.description
    }

    // MARK: Looking

    @Test func `the template, its site and the next update are told`() async throws {
        shop(image: "nginx:1@\(sha("1"))")
        let seen = try await stub.serving(block(.service)) {
            try await $0.observe(.inScope(pinned: []))
        }
        let container = try #require(seen.services.first?.containers.first)
        let reference = try ImageReference(parsing: "nginx:latest")
        #expect(container.template == .image(SeenImage(reference)))
        #expect(container.templateSite?.hasPrefix("the default of the parameter Image") == true)
        #expect(container.ownerUpdate?.owner == "the stack shop")
        #expect(container.ownerUpdate?.remedy == "set its parameter Image to")
        #expect(
            container.ownerUpdate?.image.image?.reference
                == (try ImageReference(parsing: "nginx:1@\(sha("1"))")))
    }

    @Test func `the service's own tags name its stack and its resource`() async throws {
        shop()
        stub.state.withLock {
            $0.services["web"]?.tags = [
                "aws:cloudformation:stack-name": "shop", "aws:cloudformation:logical-id": "Web",
            ]
        }
        let block = ECSSettings(cluster: "shop", scope: .all)
        let seen = try await stub.serving(block) { try await $0.observe(.inScope(pinned: [])) }
        #expect(seen.services.first?.containers.first?.ownerUpdate != nil)
        #expect(stub.count("ListStackResources") == 0)
    }

    @Test func `a stack that is not there makes the template unknown`() async throws {
        shop()
        stub.stacks.state.withLock { $0 = [:] }
        let seen = try await stub.serving(block()) { try await $0.observe(.inScope(pinned: [])) }
        guard case .unknown(let obstacle)? = seen.services.first?.containers.first?.template
        else { throw Surprise() }
        #expect(obstacle.description.contains("there is no stack `shop` in eu-test-1"))
        #expect(seen.services.first?.unchangeable != nil)
    }

    @Test func `a service that no stack owns cannot be changed through one`() async throws {
        shop()
        let block = ECSSettings(cluster: "shop", scope: .all, route: .cloudFormation)
        let seen = try await stub.serving(block) { try await $0.observe(.inScope(pinned: [])) }
        #expect(seen.services.first?.unchangeable?.contains("no stack is known to own it") == true)
    }

    // MARK: Changing

    @Test func `the pin is written to the parameter, and everything else is kept`() async throws {
        shop()
        try await apply()
        #expect(stack?.parameters == ["Image": Self.wanted, "Size": "1"])
        #expect(stack?.capabilities == ["CAPABILITY_IAM"])
        #expect(stub.count("ExecuteChangeSet") == 1)
        #expect(stub.count("UpdateService") == 0)
    }

    struct Foreign: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let changes: String
    }

    private static let definition = "AWS::ECS::TaskDefinition"

    static let foreign: [Foreign] = [
        Foreign(
            testDescription: "another resource",
            changes: StubStacks.honest
                + StubStacks.change(
                    "Queue", "AWS::SQS::Queue", [StubStacks.detail("Name", cause: "Image")])),
        Foreign(
            testDescription: "a removal",
            changes: StubStacks.honest
                + StubStacks.change("Old", "AWS::S3::Bucket", [], action: "Remove")),
        Foreign(
            testDescription: "the service's count",
            changes: StubStacks.honest
                + StubStacks.change(
                    "Web", "AWS::ECS::Service", [StubStacks.detail("DesiredCount", cause: "Size")])),
        Foreign(
            testDescription: "an environment variable",
            changes: StubStacks.change(
                "Definition", definition,
                [
                    StubStacks.detail(
                        "ContainerDefinitions", cause: "Image",
                        path: "/Properties/ContainerDefinitions/0/Environment/0/Value")
                ])),
        Foreign(
            testDescription: "another property of the definition",
            changes: StubStacks.change(
                "Definition", definition, [StubStacks.detail("Cpu", cause: "Image")])),
        Foreign(
            testDescription: "because of another parameter",
            changes: StubStacks.change(
                "Definition", definition,
                [StubStacks.detail("ContainerDefinitions", cause: "Size", path: StubStacks.image)])),
        Foreign(
            testDescription: "more in the properties than the details tell",
            changes: StubStacks.change(
                "Definition", definition,
                [StubStacks.detail("ContainerDefinitions", cause: "Image")],
                context: (
                    #"{"Properties":{"ContainerDefinitions":[{"Name":"web","Image":"a","Cpu":"1"}]}}"#,
                    #"{"Properties":{"ContainerDefinitions":[{"Name":"web","Image":"b","Cpu":"2"}]}}"#
                ))),
        Foreign(
            testDescription: "another image than the pin",
            changes: StubStacks.change(
                "Definition", definition,
                [StubStacks.detail("ContainerDefinitions", cause: "Image", path: StubStacks.image)],
                context: context(after: "nginx@\(sha("3"))"))),
        Foreign(
            testDescription: "the service, and not what of it",
            changes: StubStacks.honest
                + StubStacks.change("Web", "AWS::ECS::Service", [])),
        Foreign(
            testDescription: "the service's count, which no detail tells",
            changes: StubStacks.honest
                + StubStacks.change(
                    "Web", "AWS::ECS::Service", [],
                    context: (
                        #"{"Properties":{"TaskDefinition":"a","DesiredCount":"1"}}"#,
                        #"{"Properties":{"TaskDefinition":"b","DesiredCount":"2"}}"#
                    ))),
        Foreign(testDescription: "nothing of the definition", changes: ""),
    ]

    /// The definition's properties before and after.
    private static func context(after image: String) -> (String, String) {
        let properties = { (image: String) in
            #"{"Properties":{"ContainerDefinitions":[{"Name":"web","Image":"\#(image)"}]}}"#
        }
        return (properties("nginx:1"), properties(image))
    }

    @Test func `the properties may tell the pin in any of its spellings`() async throws {
        shop()
        stub.stacks.changes.withLock {
            $0 =
                StubStacks.change(
                    "Definition", Self.definition,
                    [StubStacks.detail("ContainerDefinitions", cause: "Image")],
                    context: Self.context(after: "nginx:2@\(sha("2"))"))
                + StubStacks.change(
                    "Web", "AWS::ECS::Service", [],
                    context: (
                        #"{"Properties":{"TaskDefinition":"a","DesiredCount":"1"}}"#,
                        #"{"Properties":{"TaskDefinition":"b","DesiredCount":"1"}}"#
                    ))
        }
        try await apply()
        #expect(stub.count("ExecuteChangeSet") == 1)
    }

    /// Leaves a change set that was made and not executed.
    private func leaveSet() async throws {
        stub.stacks.refusals.withLock { $0["ExecuteChangeSet"] = "InternalFailure" }
        await #expect(throws: RuntimeError.self) { try await apply() }
        stub.stacks.refusals.withLock { $0 = [:] }
    }

    @Test(arguments: [["Image": "evil:1"], ["Image": wanted, "Size": "9"], ["Size": "1"]])
    func `fault 51: a change set of that name with other parameters is not executed`(
        _ values: [String: String]
    ) async throws {
        shop()
        try await leaveSet()
        stub.stacks.state.withLock { stacks in
            for name in stacks["shop"]?.sets.keys.sorted() ?? [] {
                stacks["shop"]?.sets[name]?.values = values
                stacks["shop"]?.sets[name]?.kept = []
            }
        }
        #expect(try await refusal().contains("was deleted again"))
        #expect(stack?.parameters == ["Image": "nginx:1", "Size": "1"])
    }

    @Test func `fault 51: a stack that was made again under the name gets no write`() async throws {
        shop()
        let stub = stub
        stub.stacks.noticed.withLock { noticed in
            noticed = { operation in
                guard operation == "CreateChangeSet" else { return }
                stub.stacks.state.withLock { $0["shop"]?.incarnation = 2 }
            }
        }
        #expect(try await refusal().contains("changed by somebody else"))
        #expect(stub.count("ExecuteChangeSet") == 0)
    }

    @Test func `fault 51: what stands on the second page of a change set is judged too`()
        async throws
    {
        shop()
        let removal = StubStacks.change("Old", "AWS::S3::Bucket", [], action: "Remove")
        stub.stacks.pages.withLock { $0 = ["": (StubStacks.honest, "a"), "a": (removal, "")] }
        #expect(try await refusal().contains("it would remove Old"))
        #expect(stub.count("ExecuteChangeSet") == 0)
    }

    @Test func `fault 51: a change set whose pages have no end is not executed`() async throws {
        shop()
        stub.stacks.pages.withLock {
            $0 = ["": (StubStacks.honest, "a"), "a": ("", "b"), "b": ("", "a")]
        }
        #expect(try await refusal().contains("DescribeChangeSet"))
        #expect(stub.count("ExecuteChangeSet") == 0)
    }

    @Test func `a stack that does not begin to update is told, and not taken for done`()
        async throws
    {
        shop()
        stub.stacks.isStuck.withLock { $0 = true }
        #expect(try await refusal().contains("the stack shop has not begun to update"))
    }

    @Test func `values that the template does not allow are told before a write`() async throws {
        shop(
            template: StubStacks.template.replacing(
                #"Image: { Type: String,"#,
                with: #"Image: { Type: String, AllowedValues: [ "nginx:1", "nginx:latest" ],"#))
        let sentence = try await refusal()
        #expect(sentence.contains("the AllowedValues of Image in the stack shop do not permit"))
        #expect(sentence.contains("let the AllowedValues of its parameter Image permit it"))
        #expect(stub.count("CreateChangeSet") == 0)
    }

    @Test func `fault 51: without a permit a wrong change set is not even deleted`() async throws {
        shop()
        stub.stacks.changes.withLock { $0 = "" }
        let permits = Mutex(1)
        await #expect(throws: RuntimeError.superseded("another run")) {
            try await stub.serving(block()) { runtime in
                try await change(
                    runtime,
                    permit: { () async throws(RuntimeError) in
                        let isLast = permits.withLock { left in
                            left -= 1
                            return left < 0
                        }
                        if isLast { throw .superseded("another run") }
                    })
            }
        }
        #expect(stub.count("DeleteChangeSet") == 0)
    }

    @Test(arguments: foreign)
    func `fault 51: a change set that changes anything else is deleted`(_ one: Foreign) async throws
    {
        shop()
        stub.stacks.changes.withLock { $0 = one.changes }
        let sentence = try await refusal()
        #expect(sentence.contains("was deleted again"))
        #expect(stack?.sets.isEmpty == true)
        #expect(stack?.parameters["Image"] == "nginx:1")
        #expect(stub.count("ExecuteChangeSet") == 0)
    }

    @Test func `fault 47: a killed run's change set is used again`() async throws {
        shop()
        stub.stacks.refusals.withLock { $0["ExecuteChangeSet"] = "InternalFailure" }
        await #expect(throws: RuntimeError.self) { try await apply() }
        #expect(stack?.sets.count == 1)
        stub.stacks.refusals.withLock { $0 = [:] }
        try await apply()
        #expect(stub.count("CreateChangeSet") == 1)
        #expect(stack?.parameters["Image"] == Self.wanted)
    }

    @Test func `a spoiled change set is deleted and made anew`() async throws {
        shop()
        stub.stacks.refusals.withLock { $0["ExecuteChangeSet"] = "InternalFailure" }
        await #expect(throws: RuntimeError.self) { try await apply() }
        stub.stacks.refusals.withLock { $0 = [:] }
        stub.stacks.state.withLock { stacks in
            for name in stacks["shop"]?.sets.keys.sorted() ?? [] {
                stacks["shop"]?.sets[name]?.execution = "OBSOLETE"
            }
        }
        try await apply()
        #expect(stub.count("CreateChangeSet") == 2)
        #expect(stack?.parameters["Image"] == Self.wanted)
    }

    @Test func `fault 51: a change set that became obsolete is a conflict`() async throws {
        shop()
        stub.stacks.refusals.withLock { $0["ExecuteChangeSet"] = "InvalidChangeSetStatus" }
        #expect(try await refusal().contains("changed by somebody else"))
    }

    @Test func `a stack under way is left alone until the next run`() async throws {
        shop(status: "UPDATE_IN_PROGRESS")
        let sentence = try await refusal()
        #expect(sentence.contains("something else is under way there (UPDATE_IN_PROGRESS)"))
        #expect(stub.count("CreateChangeSet") == 0)
    }

    @Test func `fault 47: an update under way that sets the pin is taken as done`() async throws {
        shop(image: Self.wanted, status: "UPDATE_IN_PROGRESS")
        try await apply()
        #expect(stub.count("CreateChangeSet") == 0)
    }

    @Test(arguments: [
        ("ROLLBACK_COMPLETE", "delete it and create it again"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback --stack-name shop"),
        ("UPDATE_FAILED", "rollback-stack --stack-name shop"),
        ("DELETE_FAILED", "deleted or being deleted"),
    ])
    func `a stack that cannot be updated is told with the way out`(
        _ status: String, _ wayOut: String
    ) async throws {
        shop(status: status)
        #expect(try await refusal().contains(wayOut))
    }

    @Test func `a service changed beside its stack is told as such`() async throws {
        shop(image: Self.wanted)
        #expect(try await refusal().contains("the service was changed beside its stack"))
        #expect(stub.count("CreateChangeSet") == 0)
    }

    @Test func `an image written in the template is told with its place`() async throws {
        shop(template: StubStacks.template.replacing("!Ref Image", with: "nginx:latest"))
        #expect(try await refusal().contains("no parameter of the stack shop can hold the pin"))
    }

    @Test func `a parameter that decides another image too is not set`() async throws {
        let more = "- { Name: web, Image: !Ref Image }\n        - { Name: side, Image: !Ref Image }"
        shop(
            template: StubStacks.template.replacing(
                "- { Name: web, Image: !Ref Image }", with: more))
        #expect(try await refusal().contains("would also change the image of side"))
    }

    @Test func `fault 51: a service deployed while the change set was made is left alone`()
        async throws
    {
        shop()
        let stub = stub
        stub.fault.withLock { fault in
            fault = { operation, _ in
                guard operation == "DescribeServices", stub.count("CreateChangeSet") > 0 else {
                    return nil
                }
                stub.state.withLock { state in
                    state.services["web"]?.deployments = [
                        StubECS.deployment("other", "\(StubECS.prefix):task-definition/web:1")
                    ]
                }
                return nil
            }
        }
        #expect(try await refusal().contains("changed by somebody else"))
        #expect(stub.count("ExecuteChangeSet") == 0)
    }

    struct Surprise: Error {}
}
