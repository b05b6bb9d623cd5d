/// A weekly span of time in a named time zone that allows or denies new pins.
package struct Window: Hashable, Sendable, CustomStringConvertible {
    /// Whether the span allows or denies new pins.
    package enum Effect: String, Hashable, Sendable {
        case allow
        case deny
    }

    /// The effect of the span.
    package let effect: Effect
    package let span: WeeklySpan
    /// The name of the time zone in the tz database: `Pacific/Auckland`, `UTC`.
    package let timeZone: String
    /// Whether a return to the pin that was last applied is denied too (`repair: deny`).
    package let deniesRepair: Bool

    package init(effect: Effect, span: WeeklySpan, timeZone: String, deniesRepair: Bool = false) {
        (self.effect, self.span, self.timeZone) = (effect, span, timeZone)
        self.deniesRepair = deniesRepair
    }

    /// The window in the words of the file.
    package var description: String { "\(effect.rawValue) \(span) \(timeZone)" }
}

/// A span of the week, `Fri 16:00 - Mon 08:00`, which may cross the end of the week.
package struct WeeklySpan: Hashable, Sendable, CustomStringConvertible {
    /// Minutes since Monday 00:00; the span includes this minute.
    package let start: Int
    /// Minutes since Monday 00:00; the span excludes this minute.
    package let end: Int

    /// Reads `Fri 16:00 - Mon 08:00`; `nil` for any other text, and for an empty span.
    package init?(parsing text: some StringProtocol) {
        let words = text.split(separator: " ")
        guard words.count == 5, words[2] == "-",
            let start = Self.minute(day: words[0], time: words[1]),
            let end = Self.minute(day: words[3], time: words[4]),
            start % Self.week != end % Self.week
        else { return nil }
        self.start = start % Self.week
        self.end = end % Self.week
    }

    /// Whether the span includes a minute of the week (since Monday 00:00, local time).
    package func contains(minuteOfWeek minute: Int) -> Bool {
        start < end ? (start..<end).contains(minute) : minute >= start || minute < end
    }

    /// The span as it is written.
    package var description: String { "\(Self.text(start)) - \(Self.text(end))" }

    /// The minutes of a week.
    package static let week = 7 * 24 * 60

    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private static func minute(day: some StringProtocol, time: some StringProtocol) -> Int? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard let day = days.firstIndex(of: String(day)), parts.count == 2,
            parts.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy(\.isDigit) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]),
            minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return (day * 24 + hour) * 60 + minute
    }

    private static func text(_ minute: Int) -> String {
        "\(days[minute / 1_440]) \(pad(minute / 60 % 24)):\(pad(minute % 60))"
    }
}
