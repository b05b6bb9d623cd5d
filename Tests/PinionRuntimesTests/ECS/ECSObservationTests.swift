import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ECSObservationTests {
    private let stub = StubECS()
    private let everything = ServiceSelection.inScope(pinned: [])

    private func observe(
        _ selection: ServiceSelection = .inScope(pinned: []),
        _ block: ECSSettings = ECSSettings(cluster: "shop", scope: .all)
    ) async throws -> Inventory {
        try await stub.serving(block) { try await $0.observe(selection) }
    }

    @Test func `the identity is the cluster's ARN`() async throws {
        #expect(try await stub.serving { try await $0.identity() } == StubECS.cluster)
    }

    @Test func `a cluster that is not there is named with its region`() async throws {
        let error = try await #require(throws: RuntimeError.self) {
            try await stub.serving(ECSSettings(cluster: "nowhere", scope: .all)) {
                _ = try await $0.identity()
            }
        }
        #expect(error.description.contains("there is no cluster `nowhere` in eu-test-1"))
    }

    @Test func `every container of every running task is seen, sidecars too`() async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))", "log": "fluent@\(sha("2"))"])
        stub.serve(
            "web", web,
            digests: [["web": sha("1"), "log": sha("2")], ["web": sha("3"), "log": nil]])
        let service = try #require(try await observe().services.first)
        #expect(service.containers.map(\.name) == ["log", "web"])
        #expect(service.containers[1].declared == .image(seen("nginx@\(sha("1"))")))
        #expect(
            service.containers[1].instances
                == .seen([
                    Instance(id: "web0", bits: .known([digest("1")])),
                    Instance(id: "web1", bits: .known([digest("3")])),
                ]))
        guard case .seen(let logs) = service.containers[0].instances,
            case .unknown(let obstacle) = logs[1].bits
        else { throw Surprise() }
        #expect(obstacle.description == "ECS names no digest of the container log in task web1")
        #expect(service.rollout == .settled)
        #expect(service.version == "\(web) ecs-svc/web")
        #expect(service.objectID.hasSuffix("service/shop/web#1700000000000"))
    }

    @Test func `a task that is provisioned or pending is no instance yet`() async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"])
        stub.serve("web", web, digests: [["web": sha("1")], ["web": nil]])
        stub.state.withLock { state in
            for arn in state.tasks.keys where arn.hasSuffix("web1") {
                state.tasks[arn] = StubECS.task(arn, web, ["web": nil], status: "PENDING")
            }
        }
        let service = try #require(try await observe().services.first)
        #expect(
            service.containers[0].instances
                == .seen([Instance(id: "web0", bits: .known([digest("1")]))]))
    }

    @Test func `fault 53: a task that ECS cannot describe is unknown, never gone`() async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"])
        stub.serve("web", web, digests: [["web": sha("1")]])
        stub.state.withLock { $0.tasks = [:] }
        let service = try #require(try await observe().services.first)
        guard case .seen(let instances) = service.containers[0].instances else { throw Surprise() }
        #expect(
            instances.first?.bits == .unknown(Obstacle("ECS says MISSING of its task web0")))
    }

    @Test func `fault 53: a running task without the declared container is unknown`() async throws {
        let old = stub.define("web", ["app": "nginx@\(sha("9"))"])
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"], revision: 2)
        stub.serve("web", web, digests: [["web": sha("1")], [:], [:]])
        stub.state.withLock { state in
            for arn in state.tasks.keys where arn.hasSuffix("web2") {
                state.tasks[arn] = StubECS.task(arn, old, ["app": sha("9")])
            }
        }
        let service = try #require(try await observe().services.first)
        #expect(
            service.containers[0].instances
                == .seen([
                    Instance(id: "web0", bits: .known([digest("1")])),
                    Instance(
                        id: "web1",
                        bits: .unknown(
                            Obstacle("ECS does not describe the container web of task web1"))),
                ]))
    }

    @Test func `fault 53: a list of tasks whose pages have no end is no list`() async throws {
        stub.serve("web", stub.define("web", ["web": "nginx@\(sha("1"))"]))
        stub.fault.withLock { fault in
            fault = { operation, input in
                guard operation == "ListTasks" else { return nil }
                let next: StubJSON = input["nextToken"] == "a" ? "b" : "a"
                return StubECS.done(["taskArns": [], "nextToken": next])
            }
        }
        let service = try #require(try await observe().services.first)
        guard case .unknown = service.containers[0].instances else { throw Surprise() }
    }

    @Test func `fault 53: a refused list of tasks makes what runs unknown`() async throws {
        stub.serve("web", stub.define("web", ["web": "nginx@\(sha("1"))"]))
        stub.fault.withLock { fault in
            fault = { operation, _ in
                operation == "ListTasks"
                    ? StubECS.refusal("AccessDeniedException", "no", status: 400) : nil
            }
        }
        let service = try #require(try await observe().services.first)
        guard case .unknown(let obstacle) = service.containers[0].instances else {
            throw Surprise()
        }
        #expect(obstacle.description.contains("allow `ecs:ListTasks`"))
    }

    @Test func `fault 53: a service that ECS cannot describe stops the look`() async throws {
        stub.serve("web", stub.define("web", ["web": "nginx@\(sha("1"))"]))
        stub.state.withLock { $0.serviceFailures["web"] = "BROKEN" }
        let error = try await #require(throws: RuntimeError.self) { try await observe() }
        #expect(error.description.contains("cannot look at the service web: ECS says BROKEN"))
    }

    @Test func `fault 53: a task that ECS counts and does not list is unknown`() async throws {
        stub.serve("web", stub.define("web", ["web": "nginx@\(sha("1"))"]))
        let service = try #require(try await observe().services.first)
        let obstacle = Obstacle("ECS counts 1 running and lists 0")
        #expect(
            service.containers[0].instances
                == .seen([Instance(id: "unlisted-0", bits: .unknown(obstacle))]))
    }

    @Test(arguments: ["7", "null", "[7]", "{}"])
    func `fault 53: a list of tasks that is none is no empty one`(_ list: String) async throws {
        stub.serve("web", stub.define("web", ["web": "nginx@\(sha("1"))"]))
        stub.fault.withLock { fault in
            fault = { operation, _ in
                operation == "ListTasks" ? .text(200, [], #"{"taskArns":\#(list)}"#) : nil
            }
        }
        let service = try #require(try await observe().services.first)
        guard case .unknown(let obstacle) = service.containers[0].instances else {
            Issue.record("\(service.containers[0].instances)")
            return
        }
        #expect(obstacle.description.contains("has no list taskArns"))
    }

    @Test func `a tag is known by what its revision resolved, until the next deployment`()
        async throws
    {
        let web = stub.define("web", ["web": "nginx:latest"])
        stub.serve("web", web, digests: [["web": sha("1")]]) { $0.revisions = ["rev-1", "rev-2"] }
        stub.state.withLock { state in
            for (name, digit) in [("rev-1", Character("1")), ("rev-2", "2")] {
                state.serviceRevisions[name] = [
                    "serviceRevisionArn": .string(name), "taskDefinition": .string(web),
                    "createdAt": name == "rev-1" ? 10 : 20,
                    "containerImages": [
                        ["containerName": "web", "imageDigest": .string(sha(digit))]
                    ],
                ]
            }
        }
        let service = try #require(try await observe().services.first)
        let reference = try ImageReference(parsing: "nginx:latest")
        #expect(
            service.containers[0].declared
                == .image(
                    SeenImage(reference, alsoKnownAs: [digest("2")], validity: .untilDeployment)))
        #expect(service.risks.isEmpty)
    }

    @Test func `a tag of which nothing is told is resolved at the next deployment`() async throws {
        stub.serve("web", stub.define("web", ["web": "nginx:latest"]))
        let service = try #require(try await observe().services.first)
        let reference = try ImageReference(parsing: "nginx:latest")
        #expect(
            service.containers[0].declared
                == .image(SeenImage(reference, validity: .untilDeployment)))
        #expect(service.risks.isEmpty)
    }

    @Test func `a tag that ECS did not resolve is a risk, and a restart resolves it`() async throws
    {
        let web = stub.define("web", ["web": "nginx:latest"])
        stub.serve("web", web) { $0.revisions = ["rev-1"] }
        stub.state.withLock { state in
            state.serviceRevisions["rev-1"] = [
                "serviceRevisionArn": "rev-1", "taskDefinition": .string(web), "createdAt": 10,
                "containerImages": [["containerName": "web", "image": "nginx:latest"]],
            ]
        }
        let service = try #require(try await observe().services.first)
        #expect(service.containers[0].declared == .image(seen("nginx:latest")))
        #expect(service.risks.map(\.kind) == [.resolutionUnsafe])
        #expect(service.risks[0].clause.contains("ECS has resolved none"))
    }

    @Test func `a tag that every task resolves anew is a risk`() async throws {
        let web = stub.define("web", ["web": "nginx:latest"], consistency: "disabled")
        stub.serve("web", web)
        let service = try #require(try await observe().services.first)
        #expect(service.risks.map(\.kind) == [.resolutionUnsafe])
        #expect(service.risks.map(\.container) == ["web"])
        #expect(service.containers[0].declared == .image(seen("nginx:latest")))
    }

    @Test func `a family without a revision is a risk and never kept`() async throws {
        stub.define("web", ["web": "nginx@\(sha("1"))"])
        let family = "\(StubECS.prefix):task-definition/web"
        stub.serve("web", family)
        let cache = MemoryCache()
        for _ in 0..<2 {
            let seen = try await stub.serving(cache: cache) { try await $0.observe(everything) }
            #expect(seen.services.first?.risks.map(\.kind) == [.resolutionUnsafe])
        }
        #expect(stub.count("DescribeTaskDefinition") == 2)
        #expect(await cache.writes == 0)
    }

    @Test func `a task definition is asked for once, in this run and in later ones`() async throws {
        let shared = stub.define("shared", ["web": "nginx@\(sha("1"))"])
        for name in ["a", "b", "c"] { stub.serve(name, shared) }
        let cache = MemoryCache()
        try await stub.serving(cache: cache) { runtime in
            _ = try await runtime.observe(everything)
            _ = try await runtime.observe(.only(["a"]))
        }
        let again = try await stub.serving(cache: cache) { try await $0.observe(everything) }
        #expect(stub.count("DescribeTaskDefinition") == 1)
        #expect(again.services.count == 3)
        let kept = String(decoding: await cache.document ?? [], as: UTF8.self)
        #expect(!kept.contains("hunter2"))
    }

    @Test func `a revision number that an emulator gives again is read again`() async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"])
        stub.serve("web", web)
        let cache = MemoryCache()
        _ = try await stub.serving(cache: cache) { try await $0.observe(everything) }
        let anew = StubECS()
        #expect(anew.define("web", ["web": "nginx@\(sha("2"))"]) == web)
        anew.serve("web", web) {
            $0.created += 60;
            $0.deployments = [
                StubECS.deployment("ecs-svc/9", web, state: "COMPLETED", created: 1_800_000_000)
            ]
        }
        let found = try await anew.serving(cache: cache) { try await $0.observe(everything) }
        #expect(
            found.services.first?.containers.first?.declared == .image(seen("nginx@\(sha("2"))")))
    }

    @Test(arguments: ["", "{", "[]", #"{"schema":2}"#, #"{"schema":1,"definitions":[{"arn":1}]}"#])
    func `a damaged cache is an empty one`(_ document: String) async throws {
        stub.serve("web", stub.define("web", ["web": "nginx@\(sha("1"))"]))
        let seen = try await stub.serving(cache: MemoryCache(Array(document.utf8))) {
            try await $0.observe(everything)
        }
        #expect(seen.services.count == 1)
    }

    @Test func `fault 53: an unreadable task definition leaves the other services known`()
        async throws
    {
        stub.serve("web", stub.define("web", ["web": "nginx@\(sha("1"))"]))
        stub.serve("dark", "\(StubECS.prefix):task-definition/dark:1")
        let found = try await observe().services
        #expect(found.map(\.name) == ["dark", "web"])
        #expect(found[1].containers[0].declared == .image(seen("nginx@\(sha("1"))")))
        #expect(found[0].containers.map(\.name) == ["dark"])
        guard case .unknown(let obstacle)? = found[0].containers.first?.declared else {
            throw Surprise()
        }
        #expect(obstacle.description.contains("the task definition dark:1"))
    }

    @Test func `single services are asked for without a list of all`() async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"])
        stub.serve("web", web)
        let seen = try await observe(.only(["web", "gone"]))
        #expect(seen.services.map(\.name) == ["web"])
        #expect(stub.count("ListServices") == 0)
    }

    @Test func `a deleted service that ECS still shows is not there`() async throws {
        stub.serve("web", stub.define("web", ["web": "nginx"])) { $0.status = "INACTIVE" }
        #expect(try await observe().services.isEmpty)
    }

    @Test func `names in scope choose, and pinned ones outside are told`() async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"])
        for name in ["shop-web", "shop-api", "other"] { stub.serve(name, web) }
        let block = ECSSettings(cluster: "shop", scope: .services([NamePattern("shop-*")]))
        let seen = try await observe(.inScope(pinned: ["shop-web", "other", "none"]), block)
        #expect(seen.services.map(\.name) == ["shop-api", "shop-web"])
        #expect(
            seen.outOfScope == [
                OutOfScope(
                    name: "other", reason: "the service other matches none of the names in scope")
            ])
    }

    @Test func `a tag chooses`() async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"])
        stub.serve("a", web) { $0.tags = ["tier": "web"] }
        stub.serve("b", web) { $0.tags = ["tier": "db"] }
        let block = ECSSettings(cluster: "shop", scope: .tag("tier=web"))
        let seen = try await observe(.inScope(pinned: ["b"]), block)
        #expect(seen.services.map(\.name) == ["a"])
        #expect(seen.outOfScope.map(\.name) == ["b"])
    }

    @Test(arguments: ["CODE_DEPLOY", "EXTERNAL", "SOMETHING_NEW"])
    func `a service that others deploy is seen and not changed`(_ controller: String) async throws {
        let web = stub.define("web", ["web": "nginx@\(sha("1"))"])
        stub.serve("web", web, digests: [["web": sha("1")]]) { $0.controller = controller }
        let service = try #require(try await observe().services.first)
        #expect(service.unchangeable != nil)
        #expect(service.containers.count == 1)
    }

    struct Surprise: Error {}
}
