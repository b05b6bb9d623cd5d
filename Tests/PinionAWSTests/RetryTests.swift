import PinionHTTP
import PinionProcess
import PinionSyntax
import PinionTesting
import Synchronization
import Testing

@testable import PinionAWS

@Suite(.timeLimit(.minutes(10)))
struct RetryTests {
    private static let throttled = LoopbackServer.Reply.text(
        400, [], "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}")
    private static let call = AWSRequest.json(.ecs, "ListServices", ["cluster": "c"])
    private static let once = AWSRequest.json(.ecs, "UpdateService", [:], isIdempotent: false)

    /// Answers that come one after the other; the last one stays.
    private static func script(_ replies: [LoopbackServer.Reply]) -> LoopbackServer.Answer {
        let count = Script()
        return { _ in replies[min(count.next(), replies.count - 1)] }
    }

    private final class Script: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0 - 1
            }
        }
    }

    private func requests(
        _ request: AWSRequest, _ replies: [LoopbackServer.Reply], succeeds: Bool,
        variables: [String: String] = [:]
    ) async throws -> Int {
        try await StubAWS.serving(Self.script(replies)) { stub in
            let client = try stub.client(StubAWS.keys.merging(variables) { $1 })
            var hasSucceeded = true
            do throws(AWSError) { _ = try await client.json(request) } catch {
                hasSucceeded = false
            }
            #expect(hasSucceeded == succeeds)
            return stub.server.requests.count
        }
    }

    private static let fine = LoopbackServer.Reply.text(200, [], "{}")

    @Test func `what a service could not do for once is asked three times`() async throws {
        #expect(
            try await requests(Self.call, [.text(500), .text(503), Self.fine], succeeds: true) == 3)
        #expect(try await requests(Self.call, [.text(500)], succeeds: false) == 3)
        #expect(try await requests(Self.call, [.hangUp, Self.fine], succeeds: true) == 2)
        let one = ["AWS_MAX_ATTEMPTS": "1"]
        #expect(try await requests(Self.call, [.text(500)], succeeds: false, variables: one) == 1)
    }

    @Test func `a wait that is interrupted is no fault of the network`() async throws {
        try await StubAWS.serving(Self.script([.text(500)])) { stub in
            let client = try stub.client(pause: { _ in throw CancellationError() })
            let error = await #expect(throws: AWSError.self) { try await client.json(Self.call) }
            #expect(error == .cancelled(service: "ECS", operation: "ListServices"))
            #expect(error?.isTransient == false)
        }
    }

    @Test func `what may not happen twice is asked once`() async throws {
        #expect(try await requests(Self.once, [.text(500)], succeeds: false) == 1)
        #expect(try await requests(Self.once, [.hangUp], succeeds: false) == 1)
    }

    @Test func `a throttled call did nothing, so it is sent again whatever it is`() async throws {
        let replies = [LoopbackServer.Reply](repeating: Self.throttled, count: 6) + [Self.fine]
        #expect(try await requests(Self.once, replies, succeeds: true) == 7)
        #expect(try await requests(Self.call, [Self.throttled], succeeds: false) == 12)
    }

    @Test func `a refusal is asked once`() async throws {
        for body in [
            "{\"__type\":\"AccessDeniedException\"}", "{\"__type\":\"LimitExceededException\"}",
        ] {
            #expect(try await requests(Self.call, [.text(400, [], body)], succeeds: false) == 1)
        }
    }

    @Test func `keys that a service calls expired are searched for once more`() async throws {
        let expired = LoopbackServer.Reply.text(400, [], "{\"__type\":\"ExpiredTokenException\"}")
        #expect(try await requests(Self.once, [expired, Self.fine], succeeds: true) == 2)
        #expect(try await requests(Self.once, [expired], succeeds: false) == 2)
    }

    @Test func `pauses grow with full jitter`() {
        let policy = RetryPolicy()
        let pauses = (1...7).map { policy.pause(after: $0, jitter: 1) }
        #expect(pauses == [1, 2, 4, 8, 16, 20, 20].map { .seconds($0) })
        #expect(policy.pause(after: 3, jitter: 0.25) == .seconds(1))
        #expect(policy.pause(after: .max, jitter: 2) == .seconds(20))
    }

    @Test func `retries end when all calls together have had too many`() async throws {
        let quota = RetryQuota()
        for _ in 0..<100 { #expect(await quota.take(for: .transient) == 5) }
        #expect(await quota.take(for: .transient) == nil)
        #expect(await quota.take(for: .throttled) == 0)
        await quota.giveBack(5)
        #expect(await quota.take(for: .transient) == 5)
        for _ in 0..<1_000 { await quota.giveBack(0) }
        #expect(await quota.tokens == 500)
    }

    @Test func `a limiter slows down once for all, and ends by success`() {
        let clock = ManualClock(.manual)
        let limiter = RateLimiter(.test(clock))
        #expect(limiter.reserveSlot() == .zero)
        for _ in 0..<8 { limiter.recordThrottling() }
        #expect(limiter.interval == .milliseconds(50))
        #expect(limiter.reserveSlot() == .zero)
        #expect(limiter.reserveSlot() == .milliseconds(50))
        #expect(limiter.reserveSlot() == .milliseconds(100))
        clock.advance(by: .seconds(1))
        limiter.recordThrottling()
        #expect(limiter.interval == .milliseconds(75))
        for _ in 0..<1_000 { limiter.recordSuccess() }
        #expect(limiter.interval == .zero)
    }

    @Test func `a cancelled call ends at once`() async throws {
        try await StubAWS.serving({ _ in Self.throttled }) { stub in
            let client = try stub.client(pause: { _ in throw CancellationError() })
            let error = await #expect(throws: AWSError.self) { try await client.json(Self.call) }
            #expect(
                error?.description
                    == "ListServices of AWS ECS was interrupted; run the command again")
            #expect(stub.server.requests.count == 1)
        }
    }

    @Test func `sixty calls complete where ten a second are let through`() async throws {
        let clock = ManualClock()
        let bucket = Bucket(perSecond: 10, clock)
        let answer: LoopbackServer.Answer = { _ in bucket.takes() ? Self.fine : Self.throttled }
        try await StubAWS.serving(answer) { stub in
            let client = try AWSClient(
                region: nil, settings: stub.settings(StubAWS.keys),
                http: HTTPClient(clock: .test(clock)))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<60 { group.addTask { _ = try await client.json(Self.call) } }
                try await group.waitForAll()
            }
            #expect(stub.server.requests.count < 240)
            #expect(stub.server.busiest <= 8)
        }
    }

    /// Lets so many calls through in a second, as AWS's limits do.
    private final class Bucket: Sendable {
        private let state: Mutex<(tokens: Double, at: ManualClock.Instant)>
        private let rate: Double
        private let clock: ManualClock

        init(perSecond rate: Double, _ clock: ManualClock) {
            self.rate = rate
            self.clock = clock
            state = Mutex((rate, clock.now))
        }

        func takes() -> Bool {
            state.withLock { state in
                let now = clock.now
                state.tokens = min(
                    rate, state.tokens + state.at.duration(to: now) / .seconds(1) * rate)
                state.at = now
                guard state.tokens >= 1 else { return false }
                state.tokens -= 1
                return true
            }
        }
    }
}
