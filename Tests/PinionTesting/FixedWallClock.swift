package import PinionModel
import Synchronization

/// A wall clock that shows what a test sets.
package final class FixedWallClock: Sendable {
    private let moment: Mutex<Timestamp>

    /// A clock that shows a moment until it is set to another.
    package init(at moment: Timestamp = .test) { self.moment = Mutex(moment) }

    /// What it shows.
    package var now: Timestamp { moment.withLock { $0 } }

    /// The clock as the function that adapters ask.
    package var read: @Sendable () -> Timestamp { { self.now } }

    /// Sets it.
    package func set(to moment: Timestamp) { self.moment.withLock { $0 = moment } }

    /// Moves it forward, or back by a negative time.
    package func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}

extension Timestamp {
    /// The moment at which tests begin: 2026-11-23T12:00:00Z, a Monday.
    package static let test = Timestamp(secondsSinceEpoch: 1_795_435_200)
}
