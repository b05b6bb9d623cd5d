import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ECSLoadTests {
    /// A thousand services with two tasks each, that share a hundred task definitions.
    private static func thousand() -> StubECS {
        let stub = StubECS()
        let definitions = (0..<100).map { stub.define("f\($0)", ["web": "nginx@\(sha("1"))"]) }
        for number in 0..<1_000 {
            stub.serve(
                "s\(number)", definitions[number % 100],
                digests: [["web": sha("1")], ["web": sha("1")]])
        }
        return stub
    }

    @Test func `a thousand services cost no more requests than they must`() async throws {
        let stub = Self.thousand()
        let seen = try await stub.serving { try await $0.observe(.inScope(pinned: [])) }
        #expect(seen.services.count == 1_000)
        #expect(seen.services.allSatisfy { $0.containers[0].instances.count == 2 })
        let allowed: Int = 100 + 100 + 1_000 + 20 + 10
        #expect(stub.operations.count <= allowed)
    }

    @Test func `throttled to ten requests a second it still completes`() async throws {
        let stub = Self.thousand()
        let clock = ManualClock()
        let bucket = Bucket()
        let seen = try await stub.serving(
            clock: .test(clock), throttle: { !bucket.take(at: clock.now) }
        ) {
            try await $0.observe(.inScope(pinned: []))
        }
        #expect(seen.services.count == 1_000)
        #expect(seen.services.allSatisfy { $0.containers[0].instances.count == 2 })
        #expect(bucket.refused > 0)
    }

    /// Ten tokens, and ten more for each second.
    private final class Bucket: Sendable {
        private let state = Mutex((tokens: 10.0, last: Duration.zero, refused: 0))

        var refused: Int { state.withLock { $0.refused } }

        func take(at now: ManualClock.Instant) -> Bool {
            state.withLock { state in
                state.tokens = min(
                    10, state.tokens + 10 * ((now.offset - state.last) / .seconds(1)))
                state.last = now.offset
                guard state.tokens >= 1 else {
                    state.refused += 1
                    return false
                }
                state.tokens -= 1
                return true
            }
        }
    }
}

extension Instances {
    /// How many there are; nil where that is not known.
    var count: Int? {
        if case .seen(let list) = self { list.count } else { nil }
    }
}
