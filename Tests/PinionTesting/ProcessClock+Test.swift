package import PinionModel
package import PinionProcess

extension ProcessClock {
    /// The clock of a test: sleeps end as the manual clock says, and no deadline passes before the test advances it.
    ///
    /// - Parameters:
    ///   - clock: Measures the time.
    ///   - wall: The wall clock; nil for the one that goes with the manual clock.
    ///   - fraction: What every random number is, from 0 to 1.
    ///   - pause: Takes the place of sleeping.
    /// - Returns: The clock.
    package static func test(
        _ clock: ManualClock = ManualClock(), wall: (@Sendable () -> Timestamp)? = nil,
        fraction: Double = 0.5, pause: (@Sendable (Duration) async throws -> Void)? = nil
    ) -> ProcessClock {
        ProcessClock(
            wall: wall ?? { clock.timestamp }, elapsed: { clock.now.offset },
            sleep: pause ?? { try await clock.sleep(for: $0) },
            expire: { try await clock.expiry(after: $0) },
            random: { UInt64(exactly: fraction * 0x1p64) ?? .max })
    }
}
