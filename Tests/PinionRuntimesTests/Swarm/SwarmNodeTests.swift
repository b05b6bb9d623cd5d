import PinionModel
import PinionRuntimes
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

    @Test func `what a change brings is verified by what is wanted alone`() async throws {
        let engine = Self.engine(Row(testDescription: "", cutOff: 0))
        _ = try await SwarmRuntime(client: engine.client, scope: .all).observe(.only(["web"]))
        #expect(engine.questions.map(\.path) == ["/services", "/tasks"])
    }

    @Test func `nodes are not asked for where nothing has replicas`() async throws {
        let engine = ScriptedEngine { question in
            switch question.path {
            case "/services":
                .init(
                    body: Answers.list([
                        Answers.service(
                            "web", image: Self.pinned, running: 0, desired: 0,
                            mode: #"{"Replicated":{"Replicas":0}}"#)
                    ]))
            default: .init(body: "[]")
            }
        }
        _ = try await SwarmRuntime(client: engine.client, scope: .all)
            .observe(.inScope(pinned: []))
        #expect(engine.questions.map(\.path) == ["/services", "/tasks"])
    }
}
