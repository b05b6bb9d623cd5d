import PinionModel
@testable import PinionRuntimes
import Testing

/// Tasks that nobody wants any more, on nodes that the managers do not reach.
@Suite(.timeLimit(.minutes(10)))
struct SwarmNodeTests {
    private typealias Answers = SwarmAnswers

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var node = "down"
        var state = "running"
        var image = "nginx:latest"
        /// How many instances are seen of which the host is cut off.
        let cutOff: Int
    }

    static let pinned = "nginx:1@\(Answers.digest)"

    static let rows = [
        Row(testDescription: "a tag on a node that is down", cutOff: 1),
        Row(
            testDescription: "a tag on a node of which nothing is heard", node: "unknown", cutOff: 1
        ),
        Row(
            testDescription: "another digest on a node that is cut off", node: "disconnected",
            image: "nginx:1@\(digest("7"))", cutOff: 1),
        Row(testDescription: "a task whose node was lost for a day", state: "orphaned", cutOff: 1),
        Row(
            testDescription: "what the service declares by digest can run nothing else",
            image: pinned,
            cutOff: 0),
        Row(testDescription: "a task that was seen to end", state: "shutdown", cutOff: 0),
        Row(
            testDescription: "a node that is there ends what nobody wants", node: "ready", cutOff: 0
        ),
    ]

    private static func engine(_ row: Row) -> ScriptedEngine {
        ScriptedEngine { question in
            switch question.path {
            case "/services":
                .init(body: Answers.list([Answers.service("web", image: Self.pinned)]))
            case "/nodes":
                .init(
                    body:
                        #"[{"ID":"node-1","Description":{"Hostname":"worker-2"},"Status":{"State":"\#(row.node)"}}]"#
                )
            case "/tasks" where question.query.contains("shutdown"):
                .init(
                    body: Answers.list([
                        Answers.task(
                            "old", of: "id-web", image: row.image, state: row.state,
                            desired: "shutdown")
                    ]))
            default:
                .init(body: Answers.list([Answers.task("new", of: "id-web", image: pinned)]))
            }
        }
    }

    @Test(arguments: rows)
    func `fault 53: what may still run on a node that is cut off is not verified`(
        _ row: Row
    ) async throws {
        let runtime = SwarmRuntime(client: Self.engine(row).client, scope: .all)
        let seen = try await runtime.observe(.inScope(pinned: []))
        guard case .seen(let instances)? = seen.services.first?.containers.first?.instances else {
            Issue.record("not seen")
            return
        }
        #expect(instances.filter(\.isCutOff).count == row.cutOff)
        #expect(instances.contains { $0.id == "new" && !$0.isCutOff })
        for lost in instances.filter(\.isCutOff) {
            #expect(
                lost.bits
                    == .unknown(
                        Obstacle(
                            "the node worker-2 is cut off, and may still run a task made from "
                                + "\(row.image); when it is lost for good, `docker node rm --force`"
                        )))
        }
    }

    @Test func `a node that is cut off keeps nobody from changing the rest`() async throws {
        let engine = Self.engine(Row(testDescription: "", cutOff: 0))
        let seen = try await SwarmRuntime(client: engine.client, scope: .all)
            .observe(.only(["web"]))
        #expect(
            seen.services.first?.containers.first?.instances
                == .seen([Instance(id: "new", bits: .known([try Digest(parsing: Answers.digest)]))])
        )
    }

    @Test(arguments: [ServiceSelection.inScope(pinned: []), .only(["web"])])
    func `fault 53: what runs on though nobody wants it any more runs`(
        _ selection: ServiceSelection
    ) async throws {
        let other = "nginx:1@\(digest("7"))"
        let engine = Self.engine(
            Row(testDescription: "", node: "ready", image: other, cutOff: 0))
        let seen = try await SwarmRuntime(client: engine.client, scope: .all).observe(selection)
        #expect(
            seen.services.first?.containers.first?.instances
                == .seen([
                    Instance(id: "new", bits: .known([try Digest(parsing: Answers.digest)])),
                    Instance(id: "old", bits: .known([digest("7")])),
                ]))
        #expect(
            seen.services.first?.rollout
                == .progressing("1 former task not wanted any more still runs"))
    }

    @Test func `a manager that does not show its nodes is taken to reach none`() async throws {
        let engine = ScriptedEngine { question in
            switch question.path {
            case "/services":
                .init(body: Answers.list([Answers.service("web", image: Self.pinned)]))
            case "/tasks" where question.query.contains("shutdown"):
                .init(
                    body: Answers.list([
                        Answers.task("old", of: "id-web", image: "nginx:1", desired: "shutdown")
                    ]))
            case "/tasks":
                .init(body: Answers.list([Answers.task("new", of: "id-web", image: Self.pinned)]))
            default: .init(status: 403, body: #"{"message":"not allowed"}"#)
            }
        }
        let seen = try await SwarmRuntime(client: engine.client, scope: .all)
            .observe(.inScope(pinned: []))
        guard case .seen(let instances)? = seen.services.first?.containers.first?.instances else {
            Issue.record("not seen")
            return
        }
        #expect(instances.map(\.isCutOff) == [false, true])
    }

    @Test(arguments: [
        ("none", "complete", true), ("any", "complete", false), ("none", "failed", false),
    ])
    func `a service whose tasks end well for good has run to its end`(
        _ condition: String, _ state: String, _ isEnd: Bool
    ) async throws {
        let engine = ScriptedEngine { question in
            let service = Answers.service("web", image: Self.pinned).replacing(
                #""ForceUpdate":0,"#,
                with: #""ForceUpdate":0,"RestartPolicy":{"Condition":"\#(condition)"},"#)
            return switch question.path {
            case "/services": .init(body: Answers.list([service]))
            case "/tasks" where question.query.contains("shutdown"):
                .init(
                    body: Answers.list([
                        Answers.task(
                            "old", of: "id-web", image: Self.pinned, state: state,
                            desired: "shutdown", error: "task: non-zero exit (1)")
                    ]))
            default: .init(body: "[]")
            }
        }
        let seen = try #require(
            try await SwarmRuntime(client: engine.client, scope: .all)
                .observe(.inScope(pinned: [])).services.first)
        #expect((seen.wanted == .end) == isEnd)
        #expect((seen.unchangeable != nil) == isEnd)
        #expect((seen.rollout == .settled) == isEnd)
    }
}
