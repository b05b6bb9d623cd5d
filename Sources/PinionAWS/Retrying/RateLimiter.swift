import PinionProcess
import Synchronization

/// Spaces out the calls of an operation after the service has throttled it.
///
/// The rate adapts as in AWS's `adaptive` retry mode: a throttled answer lengthens the interval
/// between calls by half, and a success shortens it by 2 %.
final class RateLimiter: Sendable {
    private struct State {
        var interval: Duration = .zero
        var nextSlot: ProcessClock.Instant?
        var lastSlowdown: ProcessClock.Instant?
    }

    private let state = Mutex(State())
    private let clock: ProcessClock

    init(_ clock: ProcessClock) { self.clock = clock }

    /// Reserves the next slot, and returns how long to wait for it.
    func reserveSlot() -> Duration {
        let now = clock.now
        return state.withLock { state in
            guard state.interval > .zero else { return .zero }
            let turn = max(state.nextSlot ?? now, now)
            state.nextSlot = turn + state.interval
            return turn - now
        }
    }

    /// Slows down, but only once for all calls that were in flight together.
    func recordThrottling() {
        let now = clock.now
        state.withLock { state in
            let grace = max(state.interval * 2, .milliseconds(100))
            if let last = state.lastSlowdown, now - last < grace { return }
            state.lastSlowdown = now
            state.interval = min(max(state.interval * 1.5, .milliseconds(50)), .seconds(2))
        }
    }

    func recordSuccess() {
        state.withLock { state in
            state.interval = state.interval < .milliseconds(5) ? .zero : state.interval * 0.98
        }
    }

    var interval: Duration { state.withLock { $0.interval } }
}

/// One limiter for each operation, since AWS throttles each separately.
final class RateLimiters: Sendable {
    private let limiters = Mutex<[String: RateLimiter]>([:])
    private let clock: ProcessClock

    init(_ clock: ProcessClock) { self.clock = clock }

    func limiter(of request: AWSRequest) -> RateLimiter {
        limiters.withLock { limiters in
            let key = "\(request.service.rawValue):\(request.operation)"
            if let limiter = limiters[key] { return limiter }
            let limiter = RateLimiter(clock)
            limiters[key] = limiter
            return limiter
        }
    }
}
