import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct EngineIncidentTests {
    @Test func `the incident on a real Swarm tells its story to the end`() async throws {
        let engine = try EngineAPI()
        try await withScratch { scratch in
            var environment = BareRepository.isolation
            environment["DOCKER_HOST"] = engine.host
            environment["REGISTRY"] = engine.registry
            let outcome = try await Command(
                "\(Program.project)/examples/incident/swarm",
                [Program.path, scratch.path(of: "story")],
                environment: environment, deadline: .seconds(240)
            ).run()
            #expect(outcome.end == .exited(0), "\(outcome.output)\n\(outcome.errors)")
            let left = try await engine.docker(
                "service", "ls", "--quiet", "--filter", "label=com.docker.stack.namespace=shop")
            #expect(left == "")
        }
    }

    @Test func `the incident on ECS behind CloudFormation tells its story to the end`() async throws
    {
        let engine = try EngineAPI()
        let cloud = try CloudAPI()
        try await withScratch { scratch in
            var environment = BareRepository.isolation
            environment["DOCKER_HOST"] = engine.host
            environment["REGISTRY"] = engine.registry
            environment["PYTHON"] = cloud.python
            let outcome = try await Command(
                "\(Program.project)/examples/incident/ecs",
                [Program.path, scratch.path(of: "story")],
                environment: environment, deadline: .seconds(480)
            ).run()
            #expect(outcome.end == .exited(0), "\(outcome.output)\n\(outcome.errors)")
            try await engine.poll(for: "the end of the containers") {
                let left = try await engine.docker(
                    "ps", "--quiet", "--filter",
                    "label=com.amazonaws.ecs.task-definition-family=shop-prod-syncer")
                return left.isEmpty ? true : nil
            }
        }
    }
}
