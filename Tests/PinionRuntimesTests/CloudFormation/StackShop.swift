import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

/// Services `a`, `b` and `c` of one stack, each with a task definition and a parameter of its own.
struct StackShop {
    let stub = StubECS()
    var block = ECSSettings(cluster: "shop", scope: .all, route: .cloudFormation)

    static let template = """
        Parameters:
          ImageA: { Type: String, Default: "nginx:latest" }
          ImageB: { Type: String, Default: "nginx:latest" }
          ImageC: { Type: String, Default: "nginx:latest" }
        Resources:
          DefinitionA:
            Type: AWS::ECS::TaskDefinition
            Properties: { ContainerDefinitions: [ { Name: web, Image: !Ref ImageA } ] }
          DefinitionB:
            Type: AWS::ECS::TaskDefinition
            Properties: { ContainerDefinitions: [ { Name: web, Image: !Ref ImageB } ] }
          DefinitionC:
            Type: AWS::ECS::TaskDefinition
            Properties: { ContainerDefinitions: [ { Name: web, Image: !Ref ImageC } ] }
          ServiceA: { Type: AWS::ECS::Service, Properties: { TaskDefinition: !Ref DefinitionA } }
          ServiceB: { Type: AWS::ECS::Service, Properties: { TaskDefinition: !Ref DefinitionB } }
          ServiceC: { Type: AWS::ECS::Service, Properties: { TaskDefinition: !Ref DefinitionC } }
        """

    init(_ template: String = Self.template, count: ECSCount = .service) {
        block = ECSSettings(cluster: "shop", scope: .all, route: .cloudFormation, count: count)
        for name in ["a", "b", "c"] {
            stub.serve(
                name, stub.define(name, ["web": "nginx:1"]), digests: [["web": sha("1")]]
            ) {
                $0.tags = [
                    "aws:cloudformation:stack-name": "shop",
                    "aws:cloudformation:logical-id": "Service\(name.uppercased())",
                ]
            }
        }
        stub.stacks.state.withLock {
            $0["shop"] = StubStacks.Stack(
                name: "shop", template: template,
                parameters: ["ImageA": "nginx:1", "ImageB": "nginx:1", "ImageC": "nginx:1"])
        }
        stub.stacks.changes.withLock { $0 = Self.changes(["A", "B", "C"]) }
    }

    /// What a change set of some of the services would change.
    static func changes(_ letters: [String], definitions: [String: String] = [:]) -> String {
        letters.map { letter in
            let definition = definitions[letter] ?? "Definition\(letter)"
            return StubStacks.change(
                definition, "AWS::ECS::TaskDefinition",
                [
                    StubStacks.detail(
                        "ContainerDefinitions", cause: "Image\(definition.suffix(1))",
                        path: StubStacks.image)
                ])
                + StubStacks.change(
                    "Service\(letter)", "AWS::ECS::Service",
                    [StubStacks.detail("TaskDefinition", cause: definition)])
        }.joined()
    }

    var stack: StubStacks.Stack? { stub.stacks.state.withLock { $0["shop"] } }

    /// Changes of services to a digest of a digit, as a run would send them.
    func changes(
        _ runtime: ECSRuntime, _ names: [String], to digit: Character = "2",
        effects: [SideEffect] = []
    ) async throws -> [ImageChange] {
        let seen = try await runtime.observe(.only(names)).services
        return seen.map {
            ImageChange(
                observed: $0,
                images: [ContainerImage(container: "web", image: pinned("nginx:2@\(sha(digit))"))],
                timeout: .seconds(60), effects: effects)
        }
    }

    func apply(
        _ names: [String], to digit: Character = "2", effects: [SideEffect] = [],
        after: @escaping @Sendable () -> Void = {}
    ) async throws {
        try await stub.serving(block) { runtime in
            let all = try await changes(runtime, names, to: digit, effects: effects)
            let first = try #require(all.first)
            after()
            try await runtime.change(
                ImageChange(
                    observed: first.observed, images: first.images, timeout: first.timeout,
                    effects: first.effects, companions: Array(all.dropFirst()))
            ) {}
        }
    }

    /// What is told before anything is written, by service.
    func rehearse(_ names: [String]) async throws -> [String: Rehearsal] {
        try await stub.serving(block) { runtime in
            let told = await runtime.rehearse(try await changes(runtime, names))
            return Dictionary(
                told.map { ($0.change.observed.name, $0) }, uniquingKeysWith: { $1 })
        }
    }

    func obstacle(to name: String, among names: [String]? = nil) async throws -> String? {
        try await rehearse(names ?? [name])[name]?.obstacle
    }
}
