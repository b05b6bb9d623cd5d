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
        // There are two in each service, task and container: no Characters are looked at.
        let bytes = Array(text.utf8)
        guard bytes.last == UInt8(ascii: "Z") else { return nil }
        let whole = bytes.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "Z") }
        guard let timestamp = Timestamp(parsing: String(decoding: whole, as: UTF8.self) + "Z"),
            timestamp.secondsSinceEpoch > 0
        else { return nil }
        let rest = bytes[whole.endIndex...].dropLast()
        var nanoseconds = 0
        if !rest.isEmpty {
            let digits = rest.dropFirst()
            guard rest.first == UInt8(ascii: "."), (1...9).contains(digits.count) else {
                return nil
            }
            for digit in digits {
                guard (0x30...0x39).contains(digit) else { return nil }
                nanoseconds = nanoseconds * 10 + Int(digit - 0x30)
            }
            for _ in digits.count..<9 { nanoseconds *= 10 }
        }
        self.timestamp = timestamp
        self.nanoseconds = nanoseconds
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
