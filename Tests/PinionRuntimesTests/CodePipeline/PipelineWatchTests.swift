import PinionModel
import PinionTesting
import Testing

@testable import PinionRuntimes

@Suite(.timeLimit(.minutes(10)))
struct PipelineWatchTests {
    typealias Fixture = CodePipelineFixture

    static let cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/shop"
    static let services = [
        WatchedService(name: "web"), WatchedService(name: "worker"),
        WatchedService(name: "blue", isDeployedByCodeDeploy: true),
    ]
    static let web = ["ClusterName": "shop", "ServiceName": "web"]

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let action: String
        let services: [String]

        init(_ name: String, _ action: String, _ services: [String]) {
            testDescription = name
            self.action = action
            self.services = services
        }
    }

    @Test(arguments: [
        Case("by names", Fixture.action(web), ["web"]),
        Case(
            "by ARNs",
            Fixture.action([
                "ClusterName": cluster,
                "ServiceName": "arn:aws:ecs:eu-west-1:123456789012:service/shop/web",
            ]), ["web"]),
        Case(
            "another cluster", Fixture.action(["ClusterName": "other", "ServiceName": "web"]), []),
        Case(
            "another service", Fixture.action(["ClusterName": "shop", "ServiceName": "cron"]), []),
        Case("another region", Fixture.action(region: "us-east-1", web), []),
        Case("this region", Fixture.action(region: "eu-west-1", web), ["web"]),
        Case("no deployment", Fixture.action(category: "Build", web), []),
        Case("another provider", Fixture.action(provider: "S3", web), []),
        Case(
            "CodeDeploy reaches its own", Fixture.action(provider: "CodeDeployToECS", [:]), ["blue"]
        ),
        Case(
            "a service that a variable names",
            Fixture.action(["ClusterName": "shop", "ServiceName": "#{variables.Service}"]),
            ["web", "worker"]),
        Case(
            "a cluster that a variable names",
            Fixture.action(["ClusterName": "#{variables.Cluster}", "ServiceName": "web"]), ["web"]),
        Case("no service", Fixture.action(["ClusterName": "shop"]), ["web", "worker"]),
    ])
    func `an action is a risk of the services that it reaches`(_ row: Case) async throws {
        try await Fixture.watching { operation, _ in
            operation == "GetPipeline"
                ? Fixture.pipeline(row.action) : Fixture.state(isEnabled: true)
        } _: { watch, server in
            let risks = await watch.risks(cluster: Self.cluster, services: Self.services)
            #expect(risks.keys.sorted() == row.services)
            #expect(risks.values.allSatisfy { $0.count == 1 && $0[0].kind == .pipelineBypass })
            #expect(server.requests.count == (row.services.isEmpty ? 1 : 2))
        }
    }

    static let owned = [
        WatchedService(
            name: "web", stacks: [WatchedStack(name: "shop-web", parameters: ["WebImage"])]),
        WatchedService(
            name: "part",
            stacks: [
                WatchedStack(name: "part", parameters: ["Image"]),
                WatchedStack(name: "shop", parameters: ["PartImage"]),
            ]),
        WatchedService(name: "dark", stacks: [WatchedStack(name: "dark", parameters: nil)]),
        WatchedService(name: "plain"),
    ]

    private static func update(
        _ stack: String, _ overrides: String? = nil, mode: String = "CREATE_UPDATE",
        template: String? = nil
    ) -> String {
        var configuration = ["StackName": stack, "ActionMode": mode]
        configuration["ParameterOverrides"] = overrides?.replacing("'", with: "\\\"")
        configuration["TemplatePath"] = template
        return Fixture.action(provider: "CloudFormation", configuration)
    }

    struct Update: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let action: String
        let services: [String]
        let words: String

        init(_ name: String, _ action: String, _ services: [String], _ words: String = "") {
            testDescription = name
            self.action = action
            self.services = services
            self.words = words
        }
    }

    @Test(arguments: [
        Update(
            "the image's parameter", update("shop-web", "{'WebImage':'nginx:latest'}"), ["web"],
            "the pipeline shop deploys the service behind git's back: the action Deploy of its stage "
                + "Production updates the stack shop-web and sets WebImage; "),
        Update("another parameter", update("shop-web", "{'Size':'2'}"), []),
        Update("another stack", update("other", "{'WebImage':'nginx:latest'}"), []),
        Update(
            "the parameter that feeds a nested stack", update("shop", "{'PartImage':'a:1'}"),
            ["part"],
            "deploys"),
        Update(
            "a template", update("shop-web", template: "Build::shop.yaml"), ["web"],
            "may deploy the service behind git's back: the action Deploy of its stage Production updates the "
                + "stack shop-web (its template and its file of parameters may set the image)"),
        Update("overrides that are none", update("shop-web", "["), ["web"], "cannot be read"),
        Update(
            "a stack of which nothing is known", update("dark", "{'X':'1'}"), ["dark"], "may deploy"
        ),
        Update("a variable", update("#{variables.Stack}"), ["dark", "part", "web"], "names it"),
        Update("a deletion", update("shop-web", mode: "DELETE_ONLY"), []),
        Update(
            "a change set that is only made",
            update("shop-web", "{'WebImage':'a:1'}", mode: "CHANGE_SET_REPLACE"), []),
        Update(
            "a change set that is made and executed",
            update("shop-web", "{'WebImage':'a:1'}", mode: "CHANGE_SET_REPLACE") + ","
                + update("shop-web", mode: "CHANGE_SET_EXECUTE"), ["web"], "deploys"),
        Update(
            "a change set that sets another parameter",
            update("shop-web", "{'Size':'1'}", mode: "CHANGE_SET_REPLACE") + ","
                + update("shop-web", mode: "CHANGE_SET_EXECUTE"), []),
        Update(
            "a change set that somebody else makes", update("shop-web", mode: "CHANGE_SET_EXECUTE"),
            ["web"], "may deploy"),
    ])
    func `an action that updates a stack is a risk of the services whose images it sets`(
        _ row: Update
    ) async throws {
        try await Fixture.watching { operation, _ in
            operation == "GetPipeline"
                ? Fixture.pipeline(row.action) : Fixture.state(isEnabled: true)
        } _: { watch, _ in
            let risks = await watch.risks(cluster: Self.cluster, services: Self.owned)
            #expect(risks.keys.sorted() == row.services)
            for clause in risks.values.flatMap({ $0.map(\.clause) }) {
                #expect(clause.contains(row.words))
            }
        }
    }

    @Test(arguments: [
        ("CloudFormationStackSet", ["StackSetName": "shop", "TemplatePath": "Build::shop.yaml"]),
        (
            "CloudFormationStackInstances",
            [
                "StackSetName": "shop",
                "ParameterOverrides": "ParameterKey=WebImage,ParameterValue=a:1",
            ]
        ),
    ])
    func `an action of a StackSet is a risk of the services of its instances`(
        _ provider: String, _ configuration: [String: String]
    ) async throws {
        let name = "StackSet-shop-01234567-89ab-cdef-0123-456789abcdef"
        let services = [
            WatchedService(
                name: "web", stacks: [WatchedStack(name: name, parameters: ["WebImage"])]),
            WatchedService(
                name: "other", stacks: [WatchedStack(name: "StackSet-shop", parameters: [])]),
        ]
        let action = Fixture.action(provider: provider, configuration)
        try await Fixture.watching { operation, _ in
            operation == "GetPipeline" ? Fixture.pipeline(action) : Fixture.state(isEnabled: true)
        } _: { watch, _ in
            let risks = await watch.risks(cluster: Self.cluster, services: services)
            #expect(risks.keys.sorted() == ["web"])
        }
    }

    @Test func `a risk names what deploys, and the way out`() async throws {
        try await Fixture.watching { operation, _ in
            operation == "GetPipeline"
                ? Fixture.pipeline(Fixture.action(Self.web)) : Fixture.state(isEnabled: true)
        } _: { watch, _ in
            let risks = await watch.risks(cluster: "shop", services: Self.services)
            #expect(
                risks["web"]?.map(\.clause) == [
                    "the pipeline shop deploys the service behind git's back: the action Deploy of "
                        + "its stage Production takes the images of imagedefinitions.json; disable "
                        + "the transition into the stage Production, or let the pipeline run "
                        + "`pinion propose ENV --from imagedefinitions.json` instead"
                ])
        }
    }

    @Test func `a file of another name is named`() async throws {
        let action = Fixture.action(Self.web.merging(["FileName": "images.json"]) { $1 })
        try await Fixture.watching { operation, _ in
            operation == "GetPipeline"
                ? Fixture.pipeline(action) : Fixture.state(isEnabled: true)
        } _: { watch, _ in
            let risks = await watch.risks(cluster: "shop", services: Self.services)
            #expect(risks["web"]?.first?.clause.contains("--from images.json`") == true)
        }
    }

    @Test(arguments: [
        ("Succeeded", false), ("Failed", false), ("InProgress", true), ("Stopping", true),
    ])
    func `a disabled transition is no risk, unless an execution is inside`(
        _ status: String, _ isRisk: Bool
    ) async throws {
        try await Fixture.watching { operation, _ in
            operation == "GetPipeline"
                ? Fixture.pipeline(Fixture.action(Self.web))
                : Fixture.state(isEnabled: false, status: status)
        } _: { watch, _ in
            let risks = await watch.risks(cluster: "shop", services: Self.services)
            #expect((risks["web"] != nil) == isRisk)
            if isRisk {
                #expect(risks["web"]?[0].clause.contains("an execution is inside") == true)
            }
        }
    }

    @Test(arguments: [
        ("PipelineNotFoundException", "correct `pipelines` in environment.yaml"),
        ("AccessDeniedException", "allow `codepipeline:GetPipeline`"),
        ("ValidationException", "ValidationException"),
    ])
    func `a pipeline that could not be looked at is a risk of every service`(
        _ code: String, _ words: String
    ) async throws {
        try await Fixture.watching { _, _ in
            .text(400, [], #"{"__type":"\#(code)","message":"account has no such pipeline"}"#)
        } _: { watch, _ in
            let risks = await watch.risks(cluster: "shop", services: Self.services)
            #expect(risks.keys.sorted() == ["blue", "web", "worker"])
            let clause = risks["worker"]?.first?.clause ?? ""
            #expect(clause.hasPrefix("could not look at the pipeline shop, so whether"))
            #expect(clause.contains(words))
        }
    }

    @Test func `a state that could not be looked at leaves the risk`() async throws {
        try await Fixture.watching { operation, _ in
            operation == "GetPipeline"
                ? Fixture.pipeline(Fixture.action(Self.web))
                : .text(400, [], #"{"__type":"AccessDeniedException","message":"no"}"#)
        } _: { watch, _ in
            let risks = await watch.risks(cluster: "shop", services: Self.services)
            let clause = risks["web"]?.first?.clause ?? ""
            #expect(clause.contains("allow `codepipeline:GetPipelineState`"))
            #expect(risks.keys.sorted() == ["web"])
        }
    }

    @Test(arguments: ["{}", "nonsense SECRET-OF-SOURCE", #"{"pipeline":{"SECRET-OF-SOURCE":1"#])
    func `an answer that is none shows nothing of itself`(_ text: String) async throws {
        try await Fixture.watching { _, _ in
            .text(200, [], text)
        } _: { watch, _ in
            let risks = await watch.risks(cluster: "shop", services: Self.services)
            #expect(risks.count == 3)
            #expect(risks["web"]?.first?.clause.contains("SECRET") == false)
        }
    }

    @Test func `each pipeline is asked once, in the order of names`() async throws {
        try await Fixture.watching(["b", "a", "b"]) { operation, name in
            operation == "GetPipeline" && name == "a"
                ? Fixture.pipeline(Fixture.action(Self.web)) : .text(200, [], "{}")
        } _: { watch, server in
            let risks = await watch.risks(cluster: "shop", services: Self.services)
            #expect(risks["web"]?.count == 2)
            #expect(risks["worker"]?.count == 1)
            #expect(server.requests.count == 3)
        }
    }

    @Test func `without pipelines or services nothing is asked`() async throws {
        try await Fixture.watching([]) { _, _ in
            .text(500)
        } _: { watch, server in
            #expect(await watch.risks(cluster: "shop", services: Self.services).isEmpty)
            #expect(server.requests.isEmpty)
        }
        try await Fixture.watching { _, _ in
            .text(500)
        } _: { watch, server in
            #expect(await watch.risks(cluster: "shop", services: []).isEmpty)
            #expect(server.requests.isEmpty)
        }
    }
}
