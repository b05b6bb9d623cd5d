import PinionModel
import PinionTesting
import Testing

/// The doubles that other tests rely on.
@Suite(.timeLimit(.minutes(10)))
struct DoublesTests {
    private let production: Environment.Name
    private let record = LedgerRecord(message: "m", entry: "e", state: "s", at: .test)
    private let web = ServiceObservation.test("web", .test("a.b/web@\(Digest.numbered(1))"))

    init() throws {
        production = try #require(Environment.Name(parsing: "production"))
    }

    private func change(_ observed: ServiceObservation, _ number: UInt64) -> ImageChange {
        ImageChange(
            observed: observed,
            images: [
                ContainerImage(container: "web", image: .test("a.b/web", .numbered(number)))
            ], timeout: .seconds(1))
    }

    @Test func `a manual clock wakes who slept long enough`() async throws {
        let clock = ManualClock(.manual)
        async let sleeper: Void = clock.sleep(for: .seconds(10))
        await clock.waitForSleepers()
        clock.advance(by: .seconds(9))
        clock.advance(by: .seconds(1))
        try await sleeper
        #expect(clock.now.offset == .seconds(10))
        #expect(clock.timestamp == .test + .seconds(10))
    }

    @Test func `a sleep on a manual clock can be cancelled`() async throws {
        let clock = ManualClock(.manual)
        let task = Task { try await clock.sleep(for: .seconds(10)) }
        await clock.waitForSleepers()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a jumping clock never waits`() async throws {
        let clock = ManualClock()
        let any: any Clock<Duration> = clock
        for _ in 0..<3 { try await any.sleep(for: .seconds(3_600)) }
        #expect(clock.now.offset == .seconds(10_800))
        #expect(clock.sleeps.count == 3)
    }

    @Test func `of two clients that append onto one tip, one is refused`() async throws {
        let one = InMemoryLedger()
        let other = InMemoryLedger(of: one.remote)
        let first = try await one.append(record, to: production, onto: nil)
        await #expect(throws: LedgerError.moved(environment: production)) {
            try await other.append(record, to: production, onto: nil)
        }
        #expect(try await other.tip(of: production) == first)
        await other.failNextAppends([.lostAck, .refused("no"), nil])
        await #expect(throws: LedgerError.self) {
            try await other.append(record, to: production, onto: first)
        }
        let lost = try #require(try await other.tip(of: production))
        #expect(lost != first)
        await #expect(throws: LedgerError.self) {
            try await other.append(record, to: production, onto: lost)
        }
        let last = try await other.append(record, to: production, onto: lost)
        #expect(try await one.history(of: production, limit: 2).map(\.id) == [last, lost])
    }

    @Test func `a runtime in memory takes a change once`() async throws {
        let runtime = InMemoryRuntime([web])
        try await runtime.change(change(web, 2)) {}
        try await runtime.change(change(web, 2)) {}
        #expect(await runtime.changes.count == 1)
        #expect(await runtime.attempts.count == 2)
        await #expect(throws: RuntimeError.conflict(service: "web")) {
            try await runtime.change(change(web, 3)) {}
        }
    }

    @Test func `a runtime in memory behaves as it is told`() async throws {
        let runtime = InMemoryRuntime([web])
        await runtime.behave("web", as: .takes(looks: 2))
        try await runtime.change(change(web, 2)) {}
        var looks: [Rollout?] = []
        for _ in 0..<3 {
            looks.append(try await runtime.observe(.only(["web"])).services.first?.rollout)
        }
        #expect(looks == [.progressing("under way"), .progressing("under way"), .settled])
        let seen = try #require(await runtime.service("web"))
        await runtime.behave("web", as: .lies)
        try await runtime.change(change(seen, 3)) {}
        #expect(await runtime.service("web") == seen)
        await runtime.behave("web", as: .loses(.superseded("x")))
        await #expect(throws: RuntimeError.superseded("x")) {
            try await runtime.change(change(seen, 3)) {}
        }
        #expect(await runtime.service("web")?.version == "3")
    }

    @Test func `a registry in memory counts what it is asked`() async throws {
        let registry = InMemoryRegistry([.test("a.b/web:1@\(Digest.numbered(1))")])
        let reference = ImageReference.test("a.b/web:1")
        #expect(try await registry.resolve(reference) == .numbered(1))
        await registry.silence("a.b")
        await #expect(throws: RegistryError.self) { try await registry.resolve(reference) }
        #expect(await registry.questions == [.resolve(reference), .resolve(reference)])
    }

    @Test func `a source in memory knows its ancestors`() async throws {
        let source = InMemorySource([[], []])
        let second = try await source.tip().id
        let third = await source.commit([RepositoryFile(path: "a/b", contents: [])]).id
        #expect(try await source.isAncestor(second, of: third))
        #expect(try await source.files(of: third, at: ["a"]).count == 1)
        await source.abandon(newest: 1)
        #expect(try await source.isAncestor(third, of: second) == false)
        #expect(try await source.tip().id == second)
    }
}
