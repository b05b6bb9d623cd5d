import PinionModel

/// A time as an engine writes it, in nanoseconds: `2026-11-23T12:26:10.250713944Z`.
///
/// The engine drops trailing zeros (Go, `time.RFC3339Nano`), so the texts do not sort by time.
struct EngineTime: Hashable, Sendable, Comparable {
    /// The time in whole seconds.
    let timestamp: Timestamp
    private let nanoseconds: Int

    /// Reads a time in UTC; `nil` for any other text, and for the year 1, which means "never".
    init?(parsing text: some StringProtocol) {
        guard text.hasSuffix("Z") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2,
            let timestamp = Timestamp(parsing: whole + "Z"), timestamp.secondsSinceEpoch > 0
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard (1...9).contains(fraction.count),
            let value = Int(fraction + String(repeating: "0", count: 9 - fraction.count))
        else { return nil }
        self.timestamp = timestamp
        nanoseconds = value
    }

    /// The nanoseconds since 1970, as events count them.
    var nanosecondsSinceEpoch: Int64 {
        timestamp.secondsSinceEpoch * 1_000_000_000 + Int64(nanoseconds)
    }

    static func < (one: EngineTime, other: EngineTime) -> Bool {
        (one.timestamp, one.nanoseconds) < (other.timestamp, other.nanoseconds)
    }
}

extension Timestamp {
    /// Reads the time of an engine's clock, which is in the engine's own time zone, in whole
    /// seconds: `2026-11-23T12:26:10.250713944+13:00`; `nil` for any other text.
    init?(engineClock text: String) {
        if let time = EngineTime(parsing: text) {
            self = time.timestamp
            return
        }
        let zone = text.suffix(6).split(separator: ":", omittingEmptySubsequences: false)
        guard text.count >= 25, zone.count == 2, zone[0].count == 3,
            let sign = ["+": 1, "-": -1][zone[0].prefix(1)] as Int64?,
            let hours = Int64(zone[0].dropFirst()), let minutes = Int64(zone[1]),
            let local = Timestamp(parsing: text.prefix(19) + "Z")
        else { return nil }
        self.init(secondsSinceEpoch: local.secondsSinceEpoch - sign * (hours * 3600 + minutes * 60))
    }
}
