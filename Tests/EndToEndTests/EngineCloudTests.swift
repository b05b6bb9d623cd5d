import PinionTesting
import Testing

/// What else than the newest deployment and today's template decides what an ECS service runs next, on emulators of AWS.
@Suite(.timeLimit(.minutes(10)))
struct EngineCloudTests {
    @Test func `fault 53: a second deployment that floats is told while its tasks run`()
        async throws
    {
        try await withScratch { scratch in
            let cloud = try await CloudShop.make(in: scratch)
            try await cloud.serve(try await cloud.define(cloud.floating), count: 2)
            // The tasks of the new one end at once: so the former one goes on, with the same bits.
            let next = try await cloud.define(cloud.pinned, command: ["/bin/busybox", "false"])
            try await cloud.update(to: next)
            let web = try await cloud.drift(code: 2)
            #expect(web.containers.first?.declared == cloud.floating)
            let told = try #require(web.findings.first { $0.kind == "declared-floating" })
            #expect(told.message.contains("its ACTIVE deployment of \(cloud.name):1"))
            #expect(told.message.contains(cloud.floating))
            #expect(told.wouldPull?.digest == cloud.digest && told.wouldPull?.isPin == true)
        }
    }

    @Test func `a definition that was deregistered under its service is told`() async throws {
        try await withScratch { scratch in
            let cloud = try await CloudShop.make(in: scratch)
            let definition = try await cloud.define(cloud.pinned)
            try await cloud.serve(definition)
            try await cloud.cloud.call(
                "ecs", "deregister_task_definition", #"{"taskDefinition": "\#(definition)"}"#)
            let web = try await cloud.drift(code: 2)
            #expect(web.kinds == ["resolution-unsafe"])
            #expect(web.findings[0].message.contains("deregistered"))
        }
    }

    /// A stack whose service takes one of two definitions; the one that a re-creation takes floats.
    private static func template(_ cloud: CloudShop) -> String {
        """
        Parameters:
          Tested: { Type: String, Default: "no" }
          Build: { Type: String, Default: "\(cloud.floating)" }
        Conditions:
          IsTested: !Equals [!Ref Tested, "yes"]
        Resources:
          Fixed:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Family: \(cloud.name)
              ContainerDefinitions: [{ Name: web, Image: "\(cloud.pinned)", Memory: 64 }]
          Free:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Family: \(cloud.name)-free
              ContainerDefinitions: [{ Name: web, Image: !Ref Build, Memory: 64 }]
          Service:
            Type: AWS::ECS::Service
            Properties:
              ServiceName: web
              Cluster: \(cloud.name)
              DesiredCount: 1
              TaskDefinition: !If [IsTested, !Ref Fixed, !Ref Free]
        """
    }

    @Test func `fault 56: a branch that only a re-creation takes is judged`() async throws {
        try await withScratch { scratch in
            let cloud = try await CloudShop.make(in: scratch)
            try await cloud.stack(Self.template(cloud), ["Tested": "yes"])
            let web = try await cloud.drift(code: 2)
            #expect(web.kinds == ["template-floating"])
            #expect(web.findings[0].message.contains(cloud.floating))
            #expect(web.containers.first?.declared == cloud.pinned)
        }
    }

    @Test(arguments: [("Build", true), ("Tested", false)])
    func `a pipeline whose stack action sets the image is a way past git`(
        _ parameter: String, _ isTold: Bool
    ) async throws {
        try await withScratch { scratch in
            let cloud = try await CloudShop.make(in: scratch) { ["pipelines: [\($0)]"] }
            let template = Self.template(cloud).replacing(
                "\"\(cloud.pinned)\"", with: "!Ref Build")
            try await cloud.stack(template, ["Tested": "yes", "Build": cloud.pinned])
            try await cloud.pipeline(setting: parameter)
            let kinds = try await cloud.drift(code: 2).kinds
            #expect(kinds.contains("pipeline-bypass") == isTold, "\(kinds)")
            #expect(kinds.contains("template-floating"))
        }
    }
}
