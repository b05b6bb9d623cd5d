import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

/// What a re-creation and the next update would use, where more than one stack, definition or container decides it.
@Suite(.timeLimit(.minutes(10)))
struct StackSurfaceTests {
    private let stub = StubECS()
    private static let pinned = "nginx@\(sha("1"))"

    /// A service whose stack says which of its resources it is.
    private func serve(_ images: [String: String] = ["web": pinned], in stack: String = "shop") {
        stub.serve(
            "web", stub.define("web", images), digests: [images.mapValues { _ in sha("1") }]
        ) {
            $0.tags = [
                "aws:cloudformation:stack-name": stack, "aws:cloudformation:logical-id": "Web",
            ]
        }
    }

    private func stack(
        _ name: String, _ template: String, _ parameters: [String: String] = [:],
        in parent: String? = nil, holding resources: [String: String]? = nil
    ) {
        stub.stacks.state.withLock { stacks in
            var stack = StubStacks.Stack(name: name, template: template, parameters: parameters)
            stack.parent = parent
            if let resources { stack.resources = resources }
            stacks[name] = stack
        }
    }

    private static func arn(_ name: String) -> String {
        StubStacks.id(of: StubStacks.Stack(name: name, template: ""))
    }

    private func observed(pipelines: [String] = []) async throws -> ServiceObservation {
        let block = ECSSettings(cluster: "shop", scope: .all, pipelines: pipelines)
        let found = try await stub.serving(block) { try await $0.observe(.inScope(pinned: [])) }
        return try #require(found.services.first)
    }

    private func web(_ service: ServiceObservation) throws -> ContainerObservation {
        try #require(service.containers.first { $0.name == "web" })
    }

    // MARK: Nested stacks

    private static let child = """
        Parameters:
          Image: { Type: String, Default: "nginx@\(sha("9"))" }
        Resources:
          Definition:
            Type: AWS::ECS::TaskDefinition
            Properties: { ContainerDefinitions: [ { Name: web, Image: !Ref Image } ] }
          Web: { Type: AWS::ECS::Service, Properties: { TaskDefinition: !Ref Definition } }
        """

    private static func parent(_ given: String, default image: String = "nginx:latest") -> String {
        """
        Parameters:
          WebImage: { Type: String, Default: "\(image)" }
          Env: { Type: String, Default: dev }
        Conditions:
          Prod: !Equals [ !Ref Env, prod ]
          Dark: !Equals [ !ImportValue dark, "1" ]
        Resources:
          Part:
            Type: AWS::CloudFormation::Stack
            Properties: { TemplateURL: u, Parameters: { Image: \(given) } }
        """
    }

    private func nest(_ given: String, values: [String: String] = ["WebImage": pinned]) {
        serve(in: "part")
        stack("part", Self.child, ["Image": Self.pinned], in: Self.arn("shop"))
        stack("shop", Self.parent(given), values)
    }

    @Test func `fault 53: a default of the stack above floats for the nested one`() async throws {
        nest("!Ref WebImage")
        let container = try web(try await observed())
        #expect(container.template == .image(seen("nginx:latest")))
        #expect(
            container.templateSite?.hasPrefix(
                "the default of the parameter WebImage of the stack shop, shop template:2:") == true
        )
        #expect(container.ownerUpdate?.owner == "the stack shop")
        #expect(container.ownerUpdate?.image == .image(seen(Self.pinned)))
        #expect(
            container.ownerUpdate?.remedy
                == "set the parameter WebImage of the stack shop, which feeds Image of its resource Part, to"
        )
        #expect(stub.count("DescribeStacks") == 2)
        #expect(stub.count("GetTemplate") == 2)
        #expect(stub.count("ListStackResources") == 0)
    }

    @Test func `what an owner hands down is the owner's, and the nested default is not asked`()
        async throws
    {
        nest("\"\(Self.pinned)\"")
        let container = try web(try await observed())
        #expect(container.template == .image(seen(Self.pinned)))
        #expect(
            container.templateSite == "what the stack shop gives as Image of its resource Part")
    }

    @Test func `fault 53: a re-creation is judged over all branches of the stack above`()
        async throws
    {
        nest("!If [ Dark, !Ref WebImage, \"\(Self.pinned)\" ]")
        guard case .unknown(let obstacle) = try web(try await observed()).template
        else { throw Surprise() }
        #expect(obstacle.description.contains("it is either nginx:latest, or nginx@sha256:1"))
    }

    @Test func `a branch that the defaults of the stack above take is the one that counts`()
        async throws
    {
        nest("!If [ Prod, \"\(Self.pinned)\", !Ref WebImage ]", values: ["Env": "prod"])
        let container = try web(try await observed())
        #expect(container.template == .image(seen("nginx:latest")))
        #expect(container.ownerUpdate?.image == .image(seen(Self.pinned)))
    }

    @Test func `what the owner leaves out is the nested stack's own default`() async throws {
        nest("!Ref AWS::NoValue")
        #expect(try web(try await observed()).template == .image(seen("nginx@\(sha("9"))")))
    }

    @Test func `fault 53: a branch in which the owner leaves it to the nested default counts too`()
        async throws
    {
        nest("!If [ Dark, !Ref AWS::NoValue, \"\(Self.pinned)\" ]")
        guard case .unknown(let obstacle) = try web(try await observed()).template
        else { throw Surprise() }
        #expect(obstacle.description.contains("it is either nginx@sha256:9"))
    }

    @Test
    func `fault 53: what a function writes as a whole is unknown, and not the nested default`()
        async throws
    {
        nest("!Ref WebImage")
        let text = Self.parent("!Ref WebImage")
            .replacing("{ Image: !Ref WebImage }", with: "!If [ Prod, { Image: a }, { Image: b } ]")
        stack("shop", text)
        guard case .unknown(let obstacle) = try web(try await observed()).template
        else { throw Surprise() }
        #expect(obstacle.description.contains("a function writes all that it gives"))
    }

    @Test func `fault 53: a default two stacks above floats too`() async throws {
        serve(in: "part")
        stack("part", Self.child, ["Image": Self.pinned], in: Self.arn("middle"))
        stack(
            "middle",
            Self.parent("!Ref WebImage", default: Self.pinned), ["WebImage": Self.pinned],
            in: Self.arn("shop"))
        stack(
            "shop",
            Self.parent("!Ref WebImage").replacing(
                "Parameters: { Image:", with: "Parameters: { WebImage:"),
            ["WebImage": Self.pinned])
        let container = try web(try await observed())
        #expect(container.template == .image(seen("nginx:latest")))
        #expect(container.templateSite?.contains("WebImage of the stack shop") == true)
        #expect(stub.count("DescribeStacks") == 3)
    }

    @Test func `of several nested stacks the owner's list of resources tells which it is`()
        async throws
    {
        serve(in: "part")
        stack("part", Self.child, ["Image": Self.pinned], in: Self.arn("shop"))
        let two = Self.parent("!Ref WebImage").replacing(
            "  Part:", with: "  Other: { Type: AWS::CloudFormation::Stack }\n  Part:")
        stack("shop", two, ["WebImage": Self.pinned], holding: ["Part": Self.arn("part")])
        #expect(try web(try await observed()).template == .image(seen("nginx:latest")))
        #expect(stub.count("ListStackResources") == 1)
    }

    @Test func `fault 53: a stack above that may not be read is unknown, and names the right`()
        async throws
    {
        nest("!Ref WebImage")
        stub.stacks.state.withLock { $0["shop"] = nil }
        guard case .unknown(let obstacle) = try web(try await observed()).template
        else { throw Surprise() }
        #expect(obstacle.isRefusal)
        #expect(obstacle.description.contains("the stack shop"))
    }

    @Test(arguments: [
        ("Transform: Macro\n", "the transform Macro rewrites the template"),
        ("", "its template does not have it"),
    ])
    func `fault 53: a stack above that does not say what it gives is unknown`(
        _ transform: String, _ words: String
    ) async throws {
        nest("!Ref WebImage")
        let text = transform + Self.parent("!Ref WebImage")
        stack(
            "shop",
            transform.isEmpty
                ? text.replacing("AWS::CloudFormation::Stack", with: "Acme::Stack") : text)
        guard case .unknown(let obstacle) = try web(try await observed()).template
        else { throw Surprise() }
        #expect(!obstacle.isRefusal)
        #expect(obstacle.description.contains(words))
    }

    // MARK: Several task definitions

    private static let chosen = """
        Parameters:
          Env: { Type: String, Default: dev }
        Conditions:
          Prod: !Equals [ !Ref Env, prod ]
          Dark: !Equals [ !ImportValue dark, "1" ]
        Resources:
          Pinned:
            Type: AWS::ECS::TaskDefinition
            Properties: { ContainerDefinitions: [ { Name: web, Image: "nginx@\(sha("1"))" } ] }
          Loose:
            Type: AWS::ECS::TaskDefinition
            Properties: { ContainerDefinitions: [ { Name: web, Image: "nginx:latest" } ] }
          Web:
            Type: AWS::ECS::Service
            Properties: { TaskDefinition: !If [ Prod, !Ref Pinned, !Ref Loose ] }
        """

    @Test func `fault 53: the task definition that defaults choose is the one of a re-creation`()
        async throws
    {
        serve()
        stack("shop", Self.chosen, ["Env": "prod"])
        let container = try web(try await observed())
        #expect(container.template == .image(seen("nginx:latest")))
        #expect(container.ownerUpdate?.image == .image(seen(Self.pinned)))
    }

    @Test func `fault 53: where a choice cannot be evaluated both definitions count`() async throws
    {
        serve()
        stack("shop", Self.chosen.replacing("!If [ Prod", with: "!If [ Dark"), ["Env": "prod"])
        let container = try web(try await observed())
        guard case .unknown(let obstacle) = container.template,
            case .unknown? = container.ownerUpdate?.image
        else { throw Surprise() }
        #expect(obstacle.description.contains("it is either"))
    }

    @Test func `a choice that may lead elsewhere is unknown`() async throws {
        serve()
        stack(
            "shop", Self.chosen.replacing("!Ref Loose ]", with: "!ImportValue x ]"), ["Env": "prod"]
        )
        guard case .unknown(let obstacle) = try web(try await observed()).template
        else { throw Surprise() }
        #expect(obstacle.description.contains("does not say which of its task definitions"))
    }

    // MARK: Containers that only the template has

    private static func with(_ more: String) -> String {
        StubStacks.template.replacing(
            "- { Name: web, Image: !Ref Image }",
            with: "- { Name: web, Image: !Ref Image }\n        - \(more)")
    }

    @Test(arguments: [
        (
            "{ Name: log, Image: \"fluent:latest\" }", "template-floating",
            "fluent:latest, without a digest"
        ),
        ("{ Name: log, Image: \"fluent@\(sha("7"))\" }", "template-differs", "fluent@sha256:7"),
        ("{ Name: log, Image: !ImportValue log }", "running-unverifiable", "cannot be seen"),
        ("Fn::Transform: { Name: Macro }", "running-unverifiable", "may add further containers"),
        ("{ Name: web, Image: !Ref Image }", nil, ""),
    ])
    func `fault 53: a container that the next update brings is told`(
        _ more: String, _ kind: String?, _ words: String
    ) async throws {
        serve()
        stack("shop", Self.with(more), ["Image": Self.pinned])
        let service = try await observed()
        #expect(service.containers.map(\.name) == ["web"])
        #expect(service.risks.map(\.kind.rawValue) == [kind].compactMap(\.self))
        #expect(service.risks.allSatisfy { $0.clause.contains(words) })
    }

    // MARK: Pipelines

    @Test(arguments: [
        ("shop", "WebImage", "deploys the service behind git's back"),
        ("part", "Image", "deploys the service"), ("shop", "Env", nil), ("other", "WebImage", nil),
    ])
    func `fault 53: a pipeline that sets the image in the service's stack, or above it, is told`(
        _ stack: String, _ parameter: String, _ words: String?
    ) async throws {
        nest("!Ref WebImage")
        stub.fault.withLock { fault in
            fault = { operation, _ in
                switch operation {
                case "GetPipeline":
                    let configuration =
                        #"{"ActionMode":"CREATE_UPDATE","StackName":"\#(stack)","#
                        + #""ParameterOverrides":"{\"\#(parameter)\":\"nginx:latest\"}"}"#
                    return .text(
                        200, [],
                        #"{"pipeline":{"stages":[{"name":"Go","actions":[{"name":"Deploy","actionTypeId":"#
                            + #"{"category":"Deploy","provider":"CloudFormation"},"configuration":"#
                            + configuration + "}]}]}}")
                case "GetPipelineState": return .text(200, [], #"{"stageStates":[]}"#)
                default: return nil
                }
            }
        }
        let risks = try await observed(pipelines: ["release"]).risks
        #expect(risks.map(\.kind) == (words == nil ? [] : [.pipelineBypass]))
        if let words { #expect(risks.first?.clause.contains(words) == true, "\(risks)") }
    }

    struct Surprise: Error {}
}
