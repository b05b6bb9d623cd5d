import Synchronization
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct CoalescingCacheTests {
    private struct Refusal: Error {}
    private typealias Answers = CoalescingCache<String, Int, any Error>

    @Test func `an answer is kept, an error is not`() async throws {
        let cache = Answers()
        await #expect(throws: Refusal.self) { try await cache.value(for: "a") { throw Refusal() } }
        let first = try await cache.value(for: "a") { 1 }
        let second = try await cache.value(for: "a") { 2 }
        let other = try await cache.value(for: "b") { 3 }
        #expect([first, second, other] == [1, 1, 3])
        cache.forget("a")
        cache.remember("b", 9)
        let third = try await cache.value(for: "a") { 4 }
        let same = try await cache.value(for: "b") { 5 }
        #expect([third, same] == [4, 3])
    }

    @Test func `when the one who asks is cancelled, the next in line asks`() async throws {
        let cache = Answers()
        let (asked, reporter) = AsyncStream.makeStream(of: Void.self)
        let leader = Task {
            try await cache.value(for: "a") {
                reporter.yield()
                try await Task.sleep(for: .seconds(60))
                return 1
            }
        }
        for await _ in asked { break }
        async let follower = cache.value(for: "a") { 2 }
        leader.cancel()
        await #expect(throws: CancellationError.self) { try await leader.value }
        let value = try await follower
        #expect(value == 2)
    }
}
