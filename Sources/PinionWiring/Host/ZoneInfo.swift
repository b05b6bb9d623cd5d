import FoundationEssentials
package import PinionModel
import Synchronization

/// The system's time zones (`/usr/share/zoneinfo`, or `TZDIR`), read when needed.
package final class ZoneInfo: Sendable {
    private let folder: String
    private let zones = Mutex<[String: ZoneRules?]>([:])

    package init(environment: [String: String]) {
        folder = environment["TZDIR"] ?? "/usr/share/zoneinfo"
    }

    /// Returns the minutes since Monday 00:00 in a zone; `nil` for an unknown zone.
    package func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int? {
        rules(of: zone)?.minuteOfWeek(at: moment)
    }

    /// Whether the system has a zone.
    package func knows(_ zone: String) -> Bool { rules(of: zone) != nil }

    private func rules(of zone: String) -> ZoneRules? {
        zones.withLock { zones in
            if let known = zones[zone] { return known }
            let rules = zone == "UTC" ? ZoneRules.utc : read(zone)
            zones[zone] = .some(rules)
            return rules
        }
    }

    private func read(_ zone: String) -> ZoneRules? {
        guard !zone.isEmpty, !zone.hasPrefix("/"), !zone.split(separator: "/").contains(".."),
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(zone)")
        else { return nil }
        return try? ZoneRules(parsing: Array(bytes))
    }
}
