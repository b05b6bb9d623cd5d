package import PinionModel

/// The time and the random numbers that a process uses.
///
/// Nothing below the command line asks the operating system for either: the command line hands in
/// ``system``, and a test hands in its own, so that hours of waiting take it milliseconds. There are
/// two kinds of waiting. ``sleep(for:)`` lets time pass before the next step. ``expiry(after:)`` is
/// the limit of work that somebody else does meanwhile: a clock of a test, where work takes no time,
/// need never reach it.
package struct ProcessClock: Clock {
    /// A moment of the monotonic time, which nobody sets.
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package let elapsed: Duration

        /// The moment so long after the clock was made.
        package init(elapsed: Duration) { self.elapsed = elapsed }

        /// A later moment.
        package func advanced(by duration: Duration) -> Instant {
            Instant(elapsed: elapsed + duration)
        }

        /// The time from this moment to another.
        package func duration(to other: Instant) -> Duration { other.elapsed - elapsed }

        /// Orders by time.
        package static func < (one: Instant, other: Instant) -> Bool {
            one.elapsed < other.elapsed
        }

        /// A later moment.
        package static func + (moment: Instant, duration: Duration) -> Instant {
            moment.advanced(by: duration)
        }

        /// The time from the second moment to the first.
        package static func - (later: Instant, earlier: Instant) -> Duration {
            later.elapsed - earlier.elapsed
        }
    }

    private let wall: @Sendable () -> Timestamp
    private let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let expire: @Sendable (Duration) async throws -> Void
    private let draw: @Sendable () -> UInt64

    /// A clock of these functions.
    ///
    /// - Parameters:
    ///   - wall: The wall clock.
    ///   - elapsed: The monotonic time since the clock was made.
    ///   - sleep: Waits, and throws when its task is cancelled.
    ///   - expire: Waits for the end of a time limit, and throws when its task is cancelled.
    ///   - random: A random number.
    package init(
        wall: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        expire: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.wall = wall
        self.elapsed = elapsed
        wait = sleep
        self.expire = expire
        draw = random
    }

    /// The moment that it is by the wall clock.
    package var timestamp: Timestamp { wall() }

    /// The moment that it is by the monotonic time.
    package var now: Instant { Instant(elapsed: elapsed()) }

    /// Nothing is too short for it.
    package var minimumResolution: Duration { .zero }

    /// Waits until a moment.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await wait(deadline - now)
    }

    /// Waits for the end of the time that work of others may take.
    package func expiry(after limit: Duration) async throws { try await expire(limit) }

    /// A random number from 0 to 1.
    package func fraction() -> Double { Double(draw()) / 0x1p64 }

    /// A random text of 16 hexadecimal digits, for a name that nobody else takes.
    package func nonce() -> String {
        let digits = String(draw(), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
