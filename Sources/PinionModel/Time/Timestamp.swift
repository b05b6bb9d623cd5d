/// A moment of the wall clock, in whole seconds since 1970-01-01 00:00:00 UTC.
///
/// Wall-clock time is shown, recorded, and compared with windows; waits run on a monotonic clock.
package struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Seconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
    package let secondsSinceEpoch: Int64

    package init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

    /// Reads `2026-11-23T12:00:00Z`; `nil` for any other text.
    package init?(parsing text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == 0x54, bytes[19] == 0x5a, bytes[13] == 0x3a,
            bytes[16] == 0x3a, let date = CalendarDate(bytes: bytes[..<10]),
            let hour = number(bytes[11..<13]), hour < 24, let minute = number(bytes[14..<16]),
            minute < 60, let second = number(bytes[17..<19]), second < 60
        else { return nil }
        secondsSinceEpoch =
            Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    /// ISO 8601 in UTC: `2026-11-23T12:00:00Z`.
    package var description: String {
        let second = Int(secondsSinceEpoch.flooredRemainder(by: 86_400))
        let date = CalendarDate(daysSinceEpoch: (Int(secondsSinceEpoch) - second) / 86_400)
        return "\(date)T\(pad(second / 3_600)):\(pad(second / 60 % 60)):\(pad(second % 60))Z"
    }

    /// Returns a later moment; fractions of a second are dropped.
    package static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(secondsSinceEpoch: moment.secondsSinceEpoch + duration.components.seconds)
    }

    /// Returns the time between two moments.
    package static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .seconds(later.secondsSinceEpoch - earlier.secondsSinceEpoch)
    }

    /// Orders by time.
    package static func < (one: Timestamp, other: Timestamp) -> Bool {
        one.secondsSinceEpoch < other.secondsSinceEpoch
    }
}

/// Returns a number with two digits.
func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension Duration {
    /// Returns what to add to moments that are recorded if a remote's clock is ahead by `lag`.
    ///
    /// Recorded moments are never earlier than the remote's clock, since soaks count from records.
    /// A clock that is ahead of the remote's only makes soaks longer.
    package static func correction(whereBehindBy lag: Duration) -> Duration {
        max(.zero, shift(ofLag: lag))
    }

    /// Returns what to add to this host's moments to convert them to a remote's clock that is ahead
    /// by `lag`; zero if the difference may come from an answer's time on its way.
    package static func shift(ofLag lag: Duration) -> Duration {
        lag > .seconds(60) || lag < .seconds(-60) ? lag : .zero
    }
}
