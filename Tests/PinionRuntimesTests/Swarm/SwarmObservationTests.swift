import PinionModel
@testable import PinionRuntimes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SwarmObservationTests {
    private typealias Answers = SwarmAnswers

    private static func engine(
        services: [String], tasks: [String] = [], containers: [String] = [], images: [String] = []
    ) -> ScriptedEngine {
        ScriptedEngine { question in
            switch question.path {
            case "/services": .init(body: Answers.list(services))
            case "/tasks": .init(body: Answers.list(tasks))
            case "/containers/json": .init(body: Answers.list(containers))
            case "/info": .init(body: "{}")
            case "/nodes": .init(body: "[]")
            default: Self.image(question.path, images)
            }
        }
    }

    /// The answer for one image, found by its id; 404 where there is none.
    private static func image(_ path: String, _ images: [String]) -> ScriptedEngine.Answer {
        let id = path.split(separator: "/").dropFirst().first ?? "?"
        return images.first { $0.contains("\"Id\":\"\(id)\"") }.map { .init(body: $0) }
            ?? .init(status: 404, body: #"{"message":"not scripted"}"#)
    }

    private static func observed(
        _ engine: ScriptedEngine, _ scope: EngineScope = .all,
        _ selection: ServiceSelection = .inScope(pinned: [])
    ) async throws -> Inventory {
        try await SwarmRuntime(client: engine.client, scope: scope).observe(selection)
    }

    @Test
    func `500 services with digests cost one list of services and two of tasks`()
        async throws
    {
        let names = (0..<500).map { "web\($0)" }
        let image = "127.0.0.1:5000/shop/web:1@\(Answers.digest)"
        let engine = Self.engine(
            services: names.map { Answers.service($0, image: image) },
            tasks: names.map { Answers.task("t-\($0)", of: "id-\($0)", image: image) })
        let inventory = try await Self.observed(engine)
        #expect(inventory.services.count == 500)
        #expect(engine.questions.map(\.path) == ["/services", "/tasks", "/tasks"])
        let known = Instance.Bits.known([try Digest(parsing: Answers.digest)])
        #expect(
            inventory.services.allSatisfy {
                $0.rollout == .settled
                    && $0.containers.map(\.instances) == [
                        .seen([Instance(id: "t-\($0.name)", bits: known)])
                    ]
            })
    }

    @Test func `500 services of which all float cost a list of containers and their images more`()
        async throws
    {
        let names = (0..<500).map { "web\($0)" }
        let engine = Self.engine(
            services: names.map { Answers.service($0, image: "nginx:latest") },
            tasks: names.map {
                Answers.task("t-\($0)", of: "id-\($0)", image: "nginx:latest", container: "c-\($0)")
            },
            containers: names.map { #"{"Id":"c-\#($0)","ImageID":"sha256:aa"}"# },
            images: [
                #"{"Id":"sha256:aa","RepoTags":null,"RepoDigests":["other/nginx@\#(digest("7"))","nginx@\#(Answers.digest)"]}"#
            ])
        let inventory = try await Self.observed(engine)
        #expect(
            engine.questions.map(\.path) == [
                "/services", "/tasks", "/tasks", "/containers/json", "/info",
                "/images/sha256:aa/json",
            ])
        let known = Instance.Bits.known([try Digest(parsing: Answers.digest)])
        #expect(
            inventory.services.allSatisfy {
                $0.containers.map(\.instances) == [
                    .seen([Instance(id: "t-\($0.name)", bits: known)])
                ]
            })
    }

    struct Floating: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var container = #"{"Id":"c1","ImageID":"sha256:aa"}"#
        var image = ""
        let bits: Instance.Bits
    }

    static let index = digest("1")
    static let manifest = digest("2")

    static let floating: [Floating] = [
        Floating(
            testDescription: "the classic store knows the repository's digest",
            image: #"{"Id":"sha256:aa","RepoDigests":["nginx@\#(index)"]}"#, bits: .known([index])),
        Floating(
            testDescription: "the canonical name is the same repository",
            image: #"{"Id":"sha256:aa","RepoDigests":["docker.io/library/nginx@\#(index)"]}"#,
            bits: .known([index])),
        Floating(
            testDescription: "every digest of the repository counts",
            image: #"{"Id":"sha256:aa","RepoDigests":["nginx@\#(manifest)","nginx@\#(index)"]}"#,
            bits: .known([index, manifest])),
        Floating(
            testDescription: "fault 53: another repository's digest is no evidence",
            image: #"{"Id":"sha256:aa","RepoDigests":["mirror/nginx@\#(index)"]}"#,
            bits: .unknown(Obstacle("the engine has no digest of nginx for its image"))),
        Floating(
            testDescription: "fault 53: an image built here has no digest",
            image: #"{"Id":"sha256:aa","RepoDigests":null}"#,
            bits: .unknown(Obstacle("the engine has no digest of nginx for its image"))),
        Floating(
            testDescription: "containerd's store says the platform's manifest",
            container:
                #"{"Id":"c1","ImageID":"\#(index)","ImageManifestDescriptor":{"digest":"\#(manifest)"}}"#,
            bits: .known([index, manifest])),
        Floating(
            testDescription: "containerd's store, before it said manifests",
            container: #"{"Id":"c1","ImageID":"\#(index)"}"#,
            image: #"{"Id":"\#(index)","RepoDigests":["nginx@\#(index)"]}"#, bits: .known([index])),
        Floating(
            testDescription: "the task runs on another node",
            container: #"{"Id":"c9","ImageID":"sha256:aa"}"#,
            bits: .unknown(
                Obstacle("it runs on node node-1, another engine, and its task names no digest"))),
    ]

    @Test(arguments: floating)
    func `an instance that floats is verified through its node's engine`(_ one: Floating)
        async throws
    {
        let engine = Self.engine(
            services: [Answers.service("web", image: "nginx:latest")],
            tasks: [Answers.task("t1", of: "id-web", image: "nginx:latest")],
            containers: [one.container], images: one.image.isEmpty ? [] : [one.image])
        let service = try #require(try await Self.observed(engine).services.first)
        #expect(service.containers.map(\.declared) == [.image(seen("nginx:latest"))])
        #expect(
            service.containers.map(\.instances) == [.seen([Instance(id: "t1", bits: one.bits)])])
    }

    private static let job = #"{"ReplicatedJob":{"MaxConcurrent":1}}"#

    static let silent: [(String, String, [String], Wanted)] = [
        (
            "it is scaled to nothing",
            Answers.service(
                "web", image: "nginx", running: 0, desired: 0,
                mode: #"{"Replicated":{"Replicas":0}}"#), [], .nothing
        ),
        ("it starts", Answers.service("web", image: "nginx", running: 0), [], .instances),
        (
            "its tasks fail", Answers.service("web", image: "nginx", running: 0),
            [
                Answers.task(
                    "t1", of: "id-web", image: "nginx", state: "rejected", desired: "shutdown",
                    error: "No such image")
            ],
            .stalled(
                "none of 1 wanted tasks runs, and no update is under way; the newest failed task: "
                    + "No such image")
        ),
        (
            "an update is under way",
            Answers.service(
                "web", image: "nginx", running: 0, update: #""UpdateStatus":{"State":"updating"},"#),
            [
                Answers.task(
                    "t1", of: "id-web", image: "nginx", state: "failed", desired: "shutdown",
                    error: "x")
            ],
            .instances
        ),
        ("it is a job", Answers.service("web", image: "nginx", running: 0, mode: job), [], .end),
    ]

    @Test(arguments: silent)
    func `of what nothing runs it is said what is to run`(
        _ name: String, _ service: String, _ tasks: [String], _ wanted: Wanted
    ) async throws {
        let engine = ScriptedEngine { question in
            switch question.path {
            case "/services": .init(body: Answers.list([service]))
            case "/tasks" where question.query.contains("shutdown"):
                .init(body: Answers.list(tasks))
            default: .init(body: "[]")
            }
        }
        #expect(try await Self.observed(engine).services.map(\.wanted) == [wanted])
    }

    @Test func `an image that the engine cannot show hides no other one`() async throws {
        let tasks = ["t1", "t2"].map {
            Answers.task($0, of: "id-web", image: "nginx:latest", container: "c-\($0)")
        }
        let engine = ScriptedEngine { question in
            switch question.path {
            case "/services":
                .init(body: Answers.list([Answers.service("web", image: "nginx:latest")]))
            case "/tasks": .init(body: Answers.list(tasks))
            case "/nodes": .init(body: "[]")
            case "/containers/json":
                .init(
                    body: Answers.list([
                        #"{"Id":"c-t1","ImageID":"sha256:aa"}"#,
                        #"{"Id":"c-t2","ImageID":"sha256:bb"}"#,
                    ]))
            case "/images/sha256:aa/json":
                .init(body: #"{"Id":"sha256:aa","RepoDigests":["nginx@\#(Self.index)"]}"#)
            case "/info": .init(body: "{}")
            default: .init(status: 500, body: #"{"message":"content is not found"}"#)
            }
        }
        let service = try #require(try await Self.observed(engine).services.first)
        let unclear = Obstacle("cannot look at the image sha256:bb: content is not found")
        #expect(
            service.containers.map(\.instances) == [
                .seen([
                    Instance(id: "t1", bits: .known([Self.index])),
                    Instance(id: "t2", bits: .unknown(unclear)),
                ])
            ])
    }

    @Test func `the task's own spec is the truth, not the service's`() async throws {
        let engine = Self.engine(
            services: [Answers.service("web", image: "nginx:2@\(digest("2"))")],
            tasks: [Answers.task("t1", of: "id-web", image: "nginx:1@\(digest("1"))")])
        let service = try #require(try await Self.observed(engine).services.first)
        #expect(
            service.containers.map(\.instances)
                == [.seen([Instance(id: "t1", bits: .known([digest("1")]))])])
        #expect(service.rollout == .progressing("0 of 1 tasks run the declared image"))
    }

    @Test func `a stack's services have short names and the stack's literal image`() async throws {
        let labels =
            #"{"com.docker.stack.namespace":"shop","com.docker.stack.image":"nginx:latest"}"#
        let engine = Self.engine(services: [
            Answers.service(
                "shop_web", image: "nginx:1@\(digest("1"))", labels: labels, desired: 0),
            Answers.service("other_web", image: "nginx:1@\(digest("1"))", desired: 0),
            Answers.service("cron", image: "nginx:1@\(digest("1"))", desired: 0),
        ])
        let inventory = try await Self.observed(
            engine, .stack("shop"), .inScope(pinned: ["web", "cron", "gone"]))
        #expect(inventory.services.map(\.name) == ["web"])
        #expect(
            inventory.services.first?.containers.map(\.template)
                == [.image(seen("nginx:latest"))])
        #expect(
            inventory.outOfScope == [
                OutOfScope(name: "cron", reason: "the service cron belongs to no stack")
            ])
    }

    @Test func `only the named services are asked for`() async throws {
        let engine = Self.engine(services: [
            Answers.service("web", image: "nginx:1@\(digest("1"))", desired: 0),
            Answers.service("web2", image: "nginx:1@\(digest("1"))", desired: 0),
        ])
        let inventory = try await Self.observed(engine, .all, .only(["web"]))
        #expect(inventory.services.map(\.name) == ["web"])
        #expect(
            engine.questions.map(\.query) == [
                #"status=true&filters={"name":["web"]}"#,
                #"filters={"desired-state":["running","complete"],"service":["id-web"]}"#,
                #"filters={"desired-state":["shutdown","remove"],"service":["id-web"]}"#,
            ])
    }

    struct Odd: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let service: String
        let declared: Surface
        var unchangeable: String?
        var changedBy = "the creation of the service, 2026-11-23T12:26:10Z"
    }

    static let odd: [Odd] = [
        Odd(
            testDescription: "an image that is no reference",
            service: Answers.service("web", image: "Nginx", desired: 0),
            declared: .unknown(
                Obstacle(
                    "`Nginx` is not an image reference: `Nginx` is not part of a repository's "
                        + "name; use lower-case letters, digits and single . _ __ or - between them"
                ))),
        Odd(
            testDescription: "a job",
            service: Answers.service(
                "web", image: "nginx:1", desired: 0, mode: #"{"GlobalJob":{}}"#),
            declared: .image(seen("nginx:1")),
            unchangeable: "it is a job, and an update would run it again"),
        Odd(
            testDescription: "changed since its creation",
            service: Answers.service(
                "web", image: "nginx:1", desired: 0, updated: "2026-11-24T00:00:00Z"),
            declared: .image(seen("nginx:1")),
            changedBy: "an update of the service, 2026-11-24T00:00:00Z"),
    ]

    @Test(arguments: odd)
    func `an odd service is observed too`(_ one: Odd) async throws {
        let engine = Self.engine(services: [one.service])
        let service = try #require(try await Self.observed(engine).services.first)
        #expect(service.containers.map(\.declared) == [one.declared])
        #expect(service.containers.map(\.template) == [.absent])
        #expect(service.containers.map(\.instances) == [.seen([])])
        #expect(service.unchangeable == one.unchangeable)
        #expect(service.changedBy?.description == one.changedBy)
        #expect(service.version == "11")
    }

    @Test(arguments: [
        (#"{"LocalNodeState":"inactive"}"#, "this engine is not part of a Swarm"),
        (
            #"{"LocalNodeState":"active","ControlAvailable":false}"#,
            "this engine is a worker of its Swarm"
        ),
    ])
    func `an engine that is no manager is refused`(_ swarm: String, _ reason: String) async {
        let engine = ScriptedEngine { _ in .init(body: #"{"Swarm":\#(swarm)}"#) }
        await #expect(
            throws: RuntimeError.notMember(
                operation:
                    "ask the Swarm at unix:///scripted.sock (named by environment.yaml or --endpoint)",
                reason: reason, remedy: "name the endpoint of one of the Swarm's managers")
        ) { try await SwarmRuntime(client: engine.client, scope: .all).identity() }
    }

    @Test(arguments: ["locked", "pending", "error"])
    func `a manager that is locked or cannot join is not taken for an engine in no Swarm`(
        _ state: String
    ) async {
        let engine = ScriptedEngine { _ in
            .init(body: #"{"Swarm":{"LocalNodeState":"\#(state)","ControlAvailable":false}}"#)
        }
        await #expect(
            throws: RuntimeError.refused(
                operation:
                    "ask the Swarm at unix:///scripted.sock (named by environment.yaml or --endpoint)",
                reason: "this engine's part in its Swarm is `\(state)`",
                remedy: "see `docker info`; a locked manager opens with `docker swarm unlock`")
        ) { try await SwarmRuntime(client: engine.client, scope: .all).identity() }
    }

    @Test(arguments: [
        ("{\"Id\":\"b1\",\"Created\":\"2026-11-30T07:06:31.7413Z\"}", "b1 n1 web-1"),
        ("{\"Id\":\"b0\",\"Created\":\"2026-11-30T07:06:31.7413Z\"}", "b0 known"),
        ("{\"Id\":\"b1\",\"Created\":\"some day\"}", ""), ("{\"Id\":\"\"}", ""), ("{", ""),
        ("", ""),
    ])
    func `which start of its engine answers is told, or not known`(
        _ network: String, _ told: String
    ) async throws {
        let engine = ScriptedEngine { question in
            switch question.path {
            case "/networks/bridge":
                network.isEmpty ? .init(status: 403, body: "{}") : .init(body: network)
            default: .init(body: #"{"Name":"web-1","Swarm":{"NodeID":"n1"}}"#)
            }
        }
        let known = EngineStart(
            node: "n0", id: "b0", began: Timestamp(secondsSinceEpoch: 0), host: "known")
        let start = await SwarmRuntime(client: engine.client, scope: .all).start(known: [known])
        let words = start.map { $0 == known ? "b0 known" : "\($0.id) \($0.node) \($0.host)" }
        #expect(words ?? "" == told)
    }

    @Test func `fault 48: a Swarm without a leader is out of reach`() async {
        let words =
            "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few "
            + "managers are online."
        let engine = ScriptedEngine { question in
            question.path == "/info"
                ? .init(
                    body:
                        #"{"Swarm":{"LocalNodeState":"active","ControlAvailable":true,"Error":"\#(words)"}}"#
                )
                : .init(status: 500, body: #"{"message":"\#(words)"}"#)
        }
        let error = RuntimeError.unreachable(
            endpoint: "unix:///scripted.sock (named by environment.yaml or --endpoint)",
            reason: words,
            remedy:
                "bring more than half of the Swarm's managers back (`docker node ls` on each of them)"
        )
        let runtime = SwarmRuntime(client: engine.client, scope: .all)
        await #expect(throws: error) { try await runtime.identity() }
        await #expect(throws: error) { try await runtime.observe(.inScope(pinned: [])) }
    }
}
