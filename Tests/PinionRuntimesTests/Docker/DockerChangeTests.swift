import PinionModel
@testable import PinionRuntimes
import Synchronization
import Testing

/// Changes on an engine in memory, which fails wherever a test wants it to.
@Suite(.timeLimit(.minutes(10)))
struct DockerChangeTests {
    private static let first = ModelEngine.Box(name: "web", image: 1, state: "running")
    private static let second = ModelEngine.Box(name: "web", image: 2, state: "running")

    private static func change(
        _ engine: ModelEngine, to image: Int = 2,
        permit: @escaping @Sendable () async throws(RuntimeError) -> Void = permitted
    ) async throws {
        let services = try await engine.runtime.observe(.only(["web"])).services
        let image = pinned("nginx:\(image)@\(digest(Character("\(image)")))")
        try await engine.runtime.change(
            ImageChange(
                observed: try #require(services.first),
                images: [ContainerImage(container: "web", image: image)], timeout: .seconds(30)),
            permit: permit)
    }

    @Test func `a change is seven writes, and a second one none`() async throws {
        let engine = ModelEngine(Self.first)
        try await Self.change(engine)
        #expect(engine.boxes == [Self.second] && engine.writes == 7)
        try await Self.change(engine)
        #expect(engine.writes == 7)
    }

    @Test(arguments: 1...7, ModelEngine.Loss.allCases)
    func `fault 47: an engine that restarts within a change does not end it`(
        _ write: Int, _ loss: ModelEngine.Loss
    ) async throws {
        let engine = ModelEngine(Self.first, losing: (write: write, loss: loss))
        try await Self.change(engine)
        #expect(engine.boxes == [Self.second])
    }

    @Test(arguments: 1...10, ModelEngine.Loss.allCases)
    func `fault 47: nor does it end the way back`(_ write: Int, _ loss: ModelEngine.Loss)
        async throws
    {
        let engine = ModelEngine(Self.first, isGood: false, losing: (write: write, loss: loss))
        await #expect(throws: RuntimeError.self) { try await Self.change(engine) }
        #expect(engine.boxes == [Self.first])
    }

    @Test(arguments: 0...6, [1, 2, 3])
    func `fault 57: a run that loses its permit leaves something running, and the next finishes`(
        _ steps: Int, _ then: Int
    ) async throws {
        for isGood in [true, false] {
            let engine = ModelEngine(Self.first, isGood: isGood)
            let left = Budget(steps)
            do {
                try await Self.change(engine) { () async throws(RuntimeError) in
                    if left.isSpent() { throw .superseded("killed") }
                }
            } catch RuntimeError.superseded {
                #expect(engine.boxes.count { $0.state == "running" } == 1)
            } catch RuntimeError.failed {
                #expect(engine.boxes == [Self.first])
            }
            do {
                try await Self.change(engine, to: then)
                #expect(engine.boxes == [.init(name: "web", image: then, state: "running")])
            } catch RuntimeError.failed {
                #expect(!isGood && then == 2 && engine.boxes == [Self.first])
            }
        }
    }

    private final class Budget: Sendable {
        private let left: Mutex<Int>
        init(_ count: Int) { left = Mutex(count) }

        func isSpent() -> Bool {
            left.withLock { left in
                left -= 1
                return left < 0
            }
        }
    }

    @Test func `fault 51: containers that are not those that were observed are a conflict`()
        async throws
    {
        let engine = ModelEngine(Self.first)
        let observed = ServiceObservation(
            name: "web", objectID: "x", version: "0123456789ab", containers: [])
        await #expect(throws: RuntimeError.conflict(service: "web")) {
            try await engine.runtime.change(
                ImageChange(
                    observed: observed,
                    images: [
                        ContainerImage(container: "web", image: pinned("nginx@\(digest("2"))"))
                    ], timeout: .seconds(30)), permit: permitted)
        }
        #expect(engine.writes == 0)
    }

    @Test func `two leftovers of one name are a question for people`() async throws {
        let engine = ModelEngine(
            .init(name: "web.pinion-old-000000000001", image: 1, state: "exited"),
            .init(name: "web.pinion-old-000000000002", image: 2, state: "running"))
        await #expect(
            throws: RuntimeError.unchangeable(
                service: "web",
                reason: "both web.pinion-old-000000000001 and web.pinion-old-000000000002 are left "
                    + "over; remove one of them")
        ) { try await Self.change(engine, to: 3) }
        #expect(engine.writes == 0)
    }

    @Test
    func `fault 60: a creation that the engine refuses is not begun, and nothing was stopped`()
        async throws
    {
        let engine = ModelEngine(Self.first, refusing: "create")
        await #expect(
            throws: RuntimeError.unchangeable(
                service: "web",
                reason: "cannot create the container web: no such thing; "
                    + "the former container runs again")
        ) { try await Self.change(engine) }
        #expect(engine.boxes == [Self.first])
    }

    @Test func `the list of images is never asked for, and each image once in a look`()
        async throws
    {
        let engine = ModelEngine(Self.first, .init(name: "api", image: 1, state: "running"))
        _ = try await engine.runtime.observe(.inScope(pinned: ["web", "api"]))
        #expect(engine.asked.filter { $0.hasPrefix("/images") } == ["/images/image1/json"])
        try await Self.change(engine)
        let images = engine.asked.filter { $0.hasPrefix("/images") }
        #expect(!images.contains("/images/json"))
        let asked = images.count { $0 == "/images/image2/json" }
        #expect(asked == 1, "a re-creation of \(engine.writes) writes asks for an image each time")
    }

    @Test func `what is pinned and does not run, or belongs to others, is named`() async throws {
        let engine = ModelEngine(
            Self.first, .init(name: "job", image: 1, state: "exited"))
        let inventory = try await engine.runtime.observe(
            .inScope(pinned: ["web", "job", "nowhere"]))
        #expect(inventory.services.map(\.name) == ["job", "web"])
        let clause = "the container job has exited with code 1; start it, or remove it"
        #expect(inventory.services.map(\.wanted) == [.stalled(clause), .instances])
        #expect(inventory.outOfScope.isEmpty)
        // What nothing pins and does not run is nobody's business.
        #expect(try await engine.runtime.observe(.inScope(pinned: [])).services.count == 1)
    }
}
