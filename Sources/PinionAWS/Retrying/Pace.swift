import Synchronization

/// Spreads the calls of one operation once the service has throttled it, so that many callers share
/// what it allows.
///
/// Additive increase and multiplicative decrease, as AWS's `adaptive` retry mode: a throttled
/// answer makes the time between calls half as long again, a success a fiftieth shorter. Before the
/// first throttled answer nothing waits.
final class Pace: Sendable {
    private struct State {
        var interval: Duration = .zero
        var next: ContinuousClock.Instant?
        var slowed: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// How long a caller waits for its turn.
    func slot(now: ContinuousClock.Instant = .now) -> Duration {
        state.withLock { state in
            guard state.interval > .zero else { return .zero }
            let turn = max(state.next ?? now, now)
            state.next = turn + state.interval
            return turn - now
        }
    }

    /// Slows down, once for all calls that were under way together.
    func throttled(now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            if let slowed = state.slowed, now - slowed < max(state.interval * 2, .milliseconds(100))
            {
                return
            }
            state.slowed = now
            state.interval = min(max(state.interval * 1.5, .milliseconds(50)), .seconds(2))
        }
    }

    /// Speeds up.
    func succeeded() {
        state.withLock { state in
            state.interval = state.interval < .milliseconds(5) ? .zero : state.interval * 0.98
        }
    }

    /// The time between calls.
    var interval: Duration { state.withLock { $0.interval } }
}

/// The pace of every operation: AWS counts each on its own.
final class Paces: Sendable {
    private let paces = Mutex<[String: Pace]>([:])

    /// The pace of a request's operation.
    func pace(of request: AWSRequest) -> Pace {
        paces.withLock { paces in
            let key = "\(request.service.rawValue):\(request.operation)"
            if let pace = paces[key] { return pace }
            let pace = Pace()
            paces[key] = pace
            return pace
        }
    }
}
