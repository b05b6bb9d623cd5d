import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SwarmChangeTests {
    private typealias Answers = SwarmAnswers

    /// A manager with one service, on which every update meets what `update` says.
    private final class Manager: Sendable {
        let engine: ScriptedEngine

        init(
            image: String, version: Int = 11, distribution: ScriptedEngine.Answer,
            update:
                @escaping @Sendable (inout (image: String, version: Int)) ->
                ScriptedEngine.Answer = { _ in .init() }
        ) {
            let state = Shared(Mutex((image: image, version: version)))
            engine = ScriptedEngine { question in
                if question.path.hasPrefix("/distribution") { return distribution }
                if question.path.hasSuffix("/update") {
                    return state.value.withLock { update(&$0) }
                }
                let now = state.value.withLock { $0 }
                return .init(
                    body: Answers.service("web", version: now.version, image: now.image))
            }
        }

        func change(_ image: String, version: String = "11") async throws {
            let observed = ServiceObservation(
                name: "web", objectID: "id-web", version: version, containers: [])
            try await SwarmRuntime(client: engine.client, scope: .all).change(
                ImageChange(
                    observed: observed,
                    images: [ContainerImage(container: "web", image: pinned(image))],
                    timeout: .seconds(60)),
                permit: permitted)
        }

        var updates: [ScriptedEngine.Question] {
            engine.questions.filter { $0.path.hasSuffix("/update") }
        }
    }

    private final class Shared<Value: Sendable>: Sendable {
        let value: Mutex<Value>
        init(_ value: consuming Mutex<Value>) { self.value = value }
    }

    private static let offered = ScriptedEngine.Answer(
        body: #"{"Descriptor":{},"Platforms":[{"architecture":"amd64","os":"linux"}]}"#)
    private static let wanted = "nginx:2@\(digest("2"))"

    @Test func `an update changes the image and no other byte of the spec`() async throws {
        let manager = Manager(image: "nginx:1", distribution: Self.offered)
        try await manager.change(Self.wanted)
        let update = try #require(manager.updates.first)
        let before = Answers.service("web", image: "nginx:1")
        let spec = try #require(try json(before)["Spec"])
        let expected = String(decoding: spec.source, as: UTF8.self)
            .replacing(#""Image":"nginx:1""#, with: #""Image":"\#(Self.wanted)""#)
        #expect(update.body == expected)
        #expect(update.query == "version=11&registryAuthFrom=spec")
        #expect(update.path == "/services/id-web/update")
    }

    /// A paused update; Swarm drops what is sent again so many times.
    @Test(arguments: [0, 2])
    func `what is paused is sent again as it stands until Swarm goes on`(_ dropped: Int)
        async throws
    {
        let image = "nginx:old@\(digest("2"))"
        let sent = Shared(Mutex(0))
        let engine = ScriptedEngine { question in
            let count = sent.value.withLock { count -> Int in
                if question.path.hasSuffix("/update") { count += 1 }
                return count
            }
            if question.path == "/tasks" {
                return .init(
                    body: Answers.list([Answers.task("old", of: "id-web", image: "nginx:1")]))
            }
            let update =
                count == 0
                ? #""UpdateStatus":{"State":"paused"},"#
                : count > dropped ? #""UpdateStatus":{"State":"updating"},"# : ""
            return .init(
                body: Answers.service(
                    "web", version: 11 + count, image: image, update: update))
        }
        let runtime = SwarmRuntime(client: engine.client, scope: .all)
        let change = ImageChange(
            observed: ServiceObservation(
                name: "web", objectID: "id-web", version: "11", containers: [], isPaused: true),
            images: [ContainerImage(container: "web", image: pinned(Self.wanted))],
            timeout: .seconds(60))
        try await runtime.change(change, permit: permitted)
        let updates = engine.questions.filter { $0.path.hasSuffix("/update") }
        let spec = try #require(try json(Answers.service("web", image: image))["Spec"])
        #expect(
            updates.map(\.body)
                == Array(
                    repeating: String(decoding: spec.source, as: UTF8.self), count: dropped + 1))
        #expect(
            updates.map(\.query)
                == (0...dropped).map { "version=\(11 + $0)&registryAuthFrom=spec" })
    }

    @Test func `a digest that is declared already is no update`() async throws {
        let manager = Manager(image: "nginx:old@\(digest("2"))", distribution: Self.offered)
        try await manager.change(Self.wanted)
        #expect(manager.updates.isEmpty)
    }

    @Test func `fault 51: a service that changed since it was observed is left alone`() async {
        let manager = Manager(image: "nginx:1", version: 12, distribution: Self.offered)
        await #expect(throws: RuntimeError.conflict(service: "web")) {
            try await manager.change(Self.wanted)
        }
        #expect(manager.updates.isEmpty)
    }

    @Test func `fault 48: a lost race is a conflict, whatever status it answers`() async {
        let manager = Manager(image: "nginx:1", distribution: Self.offered) { service in
            service = ("nginx:3", 12)
            return .init(status: 500, body: #"{"message":"rpc error: update out of sequence"}"#)
        }
        await #expect(throws: RuntimeError.conflict(service: "web")) {
            try await manager.change(Self.wanted)
        }
    }

    @Test func `fault 47: an update that was taken although its answer was lost is done`()
        async throws
    {
        let manager = Manager(image: "nginx:1", distribution: Self.offered) { service in
            service = (Self.wanted, 12)
            return .init(status: 500, body: "")
        }
        try await manager.change(Self.wanted)
    }

    @Test func `a refusal is told in the manager's words`() async {
        let manager = Manager(image: "nginx:1", distribution: Self.offered) { _ in
            .init(status: 400, body: #"{"message":"bad spec"}"#)
        }
        await #expect(
            throws: RuntimeError.refused(
                operation: "update the service web", reason: "bad spec",
                remedy: "see `docker service inspect web`")
        ) { try await manager.change(Self.wanted) }
    }

    @Test func `a withdrawn permit stops the update`() async {
        let manager = Manager(image: "nginx:1", distribution: Self.offered)
        let observed = ServiceObservation(
            name: "web", objectID: "id-web", version: "11", containers: [])
        let images = [ContainerImage(container: "web", image: pinned(Self.wanted))]
        await #expect(throws: RuntimeError.superseded("another run")) {
            try await SwarmRuntime(client: manager.engine.client, scope: .all).change(
                ImageChange(observed: observed, images: images, timeout: .seconds(60))
            ) { () async throws(RuntimeError) in throw .superseded("another run") }
        }
        #expect(manager.updates.isEmpty)
    }

    struct Platforms: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let placement: String
        let offered: ScriptedEngine.Answer
        let expected: String
    }

    private static let arm = ScriptedEngine.Answer(
        body: #"{"Platforms":[{"architecture":"arm64","os":"linux","variant":"v8"},"#
            + #"{"architecture":"arm","os":"linux"},{"architecture":"unknown","os":"unknown"}]}"#)
    private static let armText =
        #"[{"Architecture":"arm64","OS":"linux"},{"OS":"linux"}]"#

    static let platforms: [Platforms] = [
        Platforms(
            testDescription: "other platforms replace those that are there",
            placement: #","Placement":{"Constraints":["a"],"Platforms":[{"OS":"linux"}]}"#,
            offered: arm,
            expected: #","Placement":{"Constraints":["a"],"Platforms":\#(armText)}"#),
        Platforms(
            testDescription: "platforms are added to a placement without any",
            placement: #","Placement":{"Constraints":["a"]}"#, offered: arm,
            expected: #","Placement":{"Constraints":["a"],"Platforms":\#(armText)}"#),
        Platforms(
            testDescription: "a placement is added where there is none", placement: "",
            offered: arm, expected: #","Placement":{"Platforms":\#(armText)}"#),
        Platforms(
            testDescription: "the same platforms in another order change nothing",
            placement:
                #","Placement":{"Platforms":[{"OS":"linux"},{"Architecture":"arm64","OS":"linux"}]}"#,
            offered: arm,
            expected:
                #","Placement":{"Platforms":[{"OS":"linux"},{"Architecture":"arm64","OS":"linux"}]}"#
        ),
        Platforms(
            testDescription: "a registry that does not answer leaves them as they are",
            placement: #","Placement":{"Platforms":[{"OS":"linux"}]}"#,
            offered: .init(status: 401, body: #"{"message":"denied"}"#),
            expected: #","Placement":{"Platforms":[{"OS":"linux"}]}"#),
    ]

    @Test(arguments: platforms)
    func `the platforms follow the image`(_ one: Platforms) async throws {
        let head = #"{"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":""#
        let offered = one.offered
        let spec = head + #"nginx:1"}\#(one.placement)}}"#
        let engine = ScriptedEngine { question in
            question.path.hasPrefix("/distribution")
                ? offered : .init(body: #"{"ID":"id-web","Version":{"Index":11},"Spec":\#(spec)}"#)
        }
        let observed = ServiceObservation(
            name: "web", objectID: "id-web", version: "11", containers: [])
        let images = [ContainerImage(container: "web", image: pinned(Self.wanted))]
        try await SwarmRuntime(client: engine.client, scope: .all).change(
            ImageChange(observed: observed, images: images, timeout: .seconds(60)),
            permit: permitted)
        #expect(engine.questions.last?.body == head + #"\#(Self.wanted)"}\#(one.expected)}}"#)
    }
}
