package import PinionModel

/// The time and the random numbers that a process uses.
///
/// Below the command line, no code asks the operating system for either: the command line hands in
/// ``system``, and a test hands in its own, so that hours of waiting take milliseconds. There are
/// two kinds of waiting. ``sleep(for:)`` lets time pass before the next step. ``expiry(after:)`` is
/// the limit of work that another task does at the same time: a test's clock, for which work takes
/// no time, need never reach it.
package struct ProcessClock: Clock {
    /// A moment of the monotonic time, which cannot be set.
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package let elapsed: Duration

        /// Makes the moment this long after the clock was made.
        package init(elapsed: Duration) { self.elapsed = elapsed }

        /// Returns a later moment.
        package func advanced(by duration: Duration) -> Instant {
            Instant(elapsed: elapsed + duration)
        }

        /// Returns the time from this moment to another.
        package func duration(to other: Instant) -> Duration { other.elapsed - elapsed }

        /// Orders by time.
        package static func < (one: Instant, other: Instant) -> Bool {
            one.elapsed < other.elapsed
        }

        /// Returns a later moment.
        package static func + (moment: Instant, duration: Duration) -> Instant {
            moment.advanced(by: duration)
        }

        /// Returns the time from the second moment to the first.
        package static func - (later: Instant, earlier: Instant) -> Duration {
            later.elapsed - earlier.elapsed
        }
    }

    private let wall: @Sendable () -> Timestamp
    private let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let expire: @Sendable (Duration) async throws -> Void
    private let draw: @Sendable () -> UInt64

    /// `sleep` and `expire` wait, and throw when their task is cancelled; `elapsed` is monotonic.
    package init(
        wall: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        expire: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64
    ) {
        (self.wall, self.elapsed, self.expire) = (wall, elapsed, expire)
        (wait, draw) = (sleep, random)
    }

    /// The present time by the wall clock.
    package var timestamp: Timestamp { wall() }

    /// The present moment of the monotonic time.
    package var now: Instant { Instant(elapsed: elapsed()) }

    /// Zero, since no duration is too short.
    package var minimumResolution: Duration { .zero }

    /// Waits until a moment.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await wait(deadline - now)
    }

    /// Waits until a time limit for other work is reached.
    package func expiry(after limit: Duration) async throws { try await expire(limit) }

    /// Returns a random number from 0 to 1.
    package func fraction() -> Double { Double(draw()) / 0x1p64 }

    /// Returns a random text of 16 hexadecimal digits, for a unique name.
    package func nonce() -> String {
        let digits = String(draw(), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
