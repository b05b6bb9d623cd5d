import Glibc
import PinionModel

extension ProcessClock {
    /// The time and the random numbers of the operating system.
    package static let system: ProcessClock = {
        let start = ContinuousClock.now
        return ProcessClock(
            wall: { Timestamp(secondsSinceEpoch: Int64(time(nil))) },
            elapsed: { start.duration(to: .now) },
            sleep: { try await Task.sleep(for: $0) }, expire: { try await Task.sleep(for: $0) },
            random: { .random(in: .min ... .max) })
    }()
}
