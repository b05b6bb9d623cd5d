/// Measures from its making, on any clock.
package struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    package init(_ clock: any Clock<Duration>) { read = Self.start(clock) }

    /// The time since its making.
    package func elapsed() -> Duration { read() }

    private static func start<C: Clock>(_ clock: C) -> @Sendable () -> Duration
    where C.Duration == Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
