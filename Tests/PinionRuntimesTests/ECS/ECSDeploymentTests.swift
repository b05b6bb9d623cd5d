import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

/// Services with more than one deployment, and those that are not what a service usually is.
@Suite(.timeLimit(.minutes(10)))
struct ECSDeploymentTests {
    private let stub = StubECS()
    private static let old = "\(StubECS.prefix):task-definition/web:1"
    private static let new = "\(StubECS.prefix):task-definition/web:2"

    /// A service on a pinned definition, with one more deployment that floats.
    private func two(
        status: String = "ACTIVE", running: Int = 3, desired: Int = 3,
        digests: [[String: String?]] = [["web": sha("1")]],
        change: (inout StubECS.Service) -> Void = { _ in }
    ) {
        stub.define("web", ["web": "nginx:latest", "log": "fluent:1"])
        stub.define("web", ["web": "nginx@\(sha("1"))"], revision: 2)
        stub.serve("web", Self.new, digests: digests) { service in
            service.deployments = [
                StubECS.deployment("ecs-svc/2", Self.new),
                StubECS.deployment(
                    "ecs-svc/1", Self.old, status: status, desired: desired, running: running),
            ]
            change(&service)
        }
    }

    private func seen() async throws -> ServiceObservation {
        let found = try await stub.serving { try await $0.observe(.inScope(pinned: [])) }
        return try #require(found.services.first)
    }

    private func others(_ service: ServiceObservation, of name: String = "web") -> [String] {
        service.containers.first { $0.name == name }?.others.map {
            "\($0.origin): \($0.image.image?.reference.familiar ?? "?")"
        } ?? []
    }

    @Test func `fault 53: every deployment that runs or may start tasks is declared`() async throws
    {
        two()
        let service = try await seen()
        #expect(
            others(service)
                == ["its ACTIVE deployment of web:1 (3 of 3 tasks run): nginx:latest"])
        #expect(service.containers.map(\.name) == ["log", "web"])
        guard case .unknown(let obstacle)? = service.containers.first?.declared
        else { throw Surprise() }
        #expect(obstacle.description.hasSuffix("has the container, and the primary one has not"))
        #expect(stub.count("DescribeTaskDefinition") == 2)
        // The primary deployment's task has no such container, and none is missed.
        guard case .seen(let instances)? = service.containers.first?.instances
        else { throw Surprise() }
        #expect(instances.map(\.id) == ["unlisted-1", "unlisted-2", "unlisted-3"])
    }

    @Test(arguments: [("ACTIVE", 0, 0), ("INACTIVE", 0, 0), ("INACTIVE", 0, 2), ("DRAINING", 0, 0)])
    func `a deployment that runs and starts nothing declares nothing`(
        _ status: String, _ running: Int, _ desired: Int
    ) async throws {
        two(status: status, running: running, desired: desired)
        #expect(others(try await seen()) == [])
        #expect(stub.count("DescribeTaskDefinition") == 1)
    }

    @Test(arguments: [("ACTIVE", 0, 1), ("INACTIVE", 1, 0), ("DRAINING", 1, 0)])
    func `fault 53: one that runs or starts something does, whatever it is called`(
        _ status: String, _ running: Int, _ desired: Int
    ) async throws {
        two(status: status, running: running, desired: desired)
        #expect(others(try await seen()).count == 1)
    }

    @Test func `fault 53: tasks of another deployment that are counted and not listed are unknown`()
        async throws
    {
        two()
        guard case .seen(let instances)? = try await seen().containers.last?.instances
        else { throw Surprise() }
        #expect(instances.count == 4)
        let unknown = Instance.Bits.unknown(Obstacle("ECS counts 4 running and lists 1"))
        #expect(instances.count { $0.bits == unknown } == 3)
    }

    @Test func `fault 53: an empty list is none while a deployment is under way`() async throws {
        two(digests: []) { service in
            service.deployments[0] = StubECS.deployment("ecs-svc/2", Self.new, state: "IN_PROGRESS")
        }
        guard case .seen(let instances)? = try await seen().containers.last?.instances
        else { throw Surprise() }
        #expect(instances.count == 4)
    }

    @Test func `fault 53: tasks that only the service itself counts are unknown too`() async throws
    {
        two(running: 0, desired: 0) { $0.running = 2 }
        guard case .seen(let instances)? = try await seen().containers.last?.instances
        else { throw Surprise() }
        #expect(instances.count == 2)
    }

    @Test func `each of two deployments of one tag has what it resolved`() async throws {
        let web = stub.define("web", ["web": "nginx:latest"])
        stub.serve("web", web, digests: [["web": sha("2")], ["web": sha("1")]]) {
            $0.deployments = [
                StubECS.deployment("ecs-svc/2", web, created: 200),
                StubECS.deployment("ecs-svc/1", web, status: "ACTIVE", created: 100),
            ]
            $0.revisions = ["rev-1", "rev-2"]
        }
        stub.state.withLock { state in
            for (name, digit, created) in [("rev-1", Character("1"), 100), ("rev-2", "2", 200)] {
                state.serviceRevisions[name] = [
                    "serviceRevisionArn": .string(name), "taskDefinition": .string(web),
                    "createdAt": .number(created),
                    "containerImages": [
                        ["containerName": "web", "imageDigest": .string(sha(digit))]
                    ],
                ]
            }
        }
        let container = try #require(try await seen().containers.first)
        #expect(container.declared.image?.digests == [digest("2")])
        #expect(container.others.map { $0.image.image?.digests } == [[digest("1")]])
    }

    @Test func `fault 53: another deployment whose definition cannot be read is unknown`()
        async throws
    {
        two()
        stub.state.withLock { $0.definitions[Self.old] = nil }
        let other = try #require(try await seen().containers.first?.others.first)
        guard case .unknown(let obstacle) = other.image else { throw Surprise() }
        #expect(obstacle.description.contains("the task definition web:1"))
    }

    @Test func `fault 53: a task set beside the primary one is declared`() async throws {
        two { service in
            service.controller = "EXTERNAL"
            service.namesDefinition = false
            service.deployments = []
            service.taskSets = [
                StubECS.taskSet("ecs-svc/2", Self.new),
                StubECS.taskSet("ecs-svc/1", Self.old, status: "ACTIVE", desired: 3, running: 3),
            ]
        }
        #expect(
            others(try await seen())
                == ["its ACTIVE deployment of web:1 (3 of 3 tasks run): nginx:latest"])
    }

    @Test(arguments: [false, true])
    func `fault 53: an external service without a primary task set is told as that`(
        _ hasSets: Bool
    ) async throws {
        two(digests: []) { service in
            service.controller = "EXTERNAL"
            service.namesDefinition = false
            service.deployments = []
            service.desired = 0
            service.taskSets =
                hasSets ? [StubECS.taskSet("ecs-svc/1", Self.old, status: "ACTIVE")] : []
        }
        let service = try await seen()
        #expect(service.containers.map(\.name) == (hasSets ? ["log", "web"] : ["web"]))
        guard case .unknown(let obstacle)? = service.containers.last?.declared
        else { throw Surprise() }
        #expect(obstacle.description.contains("EXTERNAL), and it has no primary task set"))
        #expect(others(service).count == (hasSets ? 1 : 0))
        #expect(service.wanted == (hasSets ? .instances : .nothing))
        #expect(service.unchangeable?.contains("another program deploys it") == true)
    }

    @Test func `a revision that was deregistered is told each time, and never kept`() async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"])
        stub.serve("web", web, digests: [["web": sha("1")]])
        stub.state.withLock { state in
            guard var members = state.definitions[web]?.members else { return }
            members["status"] = "INACTIVE"
            state.definitions[web] = .object(members)
        }
        let cache = MemoryCache()
        for _ in 0..<2 {
            let found = try await stub.serving(cache: cache) {
                try await $0.observe(.inScope(pinned: []))
            }
            let risk = try #require(found.services.first?.risks.first)
            #expect(risk.kind == .resolutionUnsafe)
            #expect(risk.clause.contains("web:1 was deregistered (INACTIVE)"))
        }
        #expect(await cache.writes == 0)
    }

    @Test func `a pinned service that is being deleted is missing, with the reason`() async throws {
        stub.serve("web", stub.define("web", ["web": "nginx@\(sha("1"))"])) {
            $0.status = "DRAINING"
            $0.desired = 0
        }
        let found = try await stub.serving { try await $0.observe(.inScope(pinned: ["web"])) }
        #expect(found.services.isEmpty)
        #expect(
            found.outOfScope == [
                OutOfScope(
                    name: "web",
                    reason: "it is being deleted (DRAINING): create it again, or remove the pin")
            ])
    }

    struct Surprise: Error {}
}
