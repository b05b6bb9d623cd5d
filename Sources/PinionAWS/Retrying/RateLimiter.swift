import PinionProcess
import Synchronization

/// Spreads the calls of one operation once the service has throttled it.
///
/// Additive increase and multiplicative decrease, as AWS's `adaptive` retry mode: a throttled
/// answer makes the time between calls half as long again, a success a fiftieth shorter.
final class RateLimiter: Sendable {
    private struct State {
        var interval: Duration = .zero
        var next: ProcessClock.Instant?
        var slowed: ProcessClock.Instant?
    }

    private let state = Mutex(State())
    private let clock: ProcessClock

    init(_ clock: ProcessClock) { self.clock = clock }

    /// How long a caller waits for its turn.
    func slot() -> Duration {
        let now = clock.now
        return state.withLock { state in
            guard state.interval > .zero else { return .zero }
            let turn = max(state.next ?? now, now)
            state.next = turn + state.interval
            return turn - now
        }
    }

    /// Slows down, once for all calls that were under way together.
    func throttled() {
        let now = clock.now
        state.withLock { state in
            if let slowed = state.slowed, now - slowed < max(state.interval * 2, .milliseconds(100))
            {
                return
            }
            state.slowed = now
            state.interval = min(max(state.interval * 1.5, .milliseconds(50)), .seconds(2))
        }
    }

    func succeeded() {
        state.withLock { state in
            state.interval = state.interval < .milliseconds(5) ? .zero : state.interval * 0.98
        }
    }

    var interval: Duration { state.withLock { $0.interval } }
}

/// The limiter of every operation: AWS counts each on its own.
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
