/// A length of time as files write it: `90s`, `10m`, `24h`, `7d`, `1h30m`.
///
/// The parts are ordered from the longest unit to the shortest, each at most once; a part may
/// exceed the next larger unit (`90m`). A day has 24 hours.
package struct DurationText: Hashable, Sendable, CustomStringConvertible {
    /// The length, in whole seconds.
    package let duration: Duration

    /// Wraps a length; fractions of a second are dropped.
    package init(_ duration: Duration) { self.duration = .seconds(duration.components.seconds) }

    /// Reads a length; `nil` for any other text, and for more than ten years.
    package init?(parsing text: some StringProtocol) {
        var units = Self.units[...]
        var total: Int64 = 0
        var digits: [UInt8] = []
        for byte in text.utf8 {
            if byte.isDigit {
                guard digits.count < 9 else { return nil }
                digits.append(byte)
                continue
            }
            guard let unit = units.first(where: { $0.letter == byte }), !digits.isEmpty else {
                return nil
            }
            units = units.drop { $0.letter != byte }.dropFirst()
            total += unit.seconds * digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
            digits = []
        }
        guard digits.isEmpty, units.count < Self.units.count, total <= Self.longest else {
            return nil
        }
        duration = .seconds(total)
    }

    /// The shortest text of the same length: `1h30m`, `1d`, `0s`; a negative one has a minus sign.
    package var description: String {
        let seconds = duration.components.seconds
        var rest = seconds.magnitude
        var text = seconds < 0 ? "-" : ""
        for unit in Self.units where rest >= UInt64(unit.seconds) {
            text += "\(rest / UInt64(unit.seconds))\(Character(Unicode.Scalar(unit.letter)))"
            rest %= UInt64(unit.seconds)
        }
        return text.isEmpty ? "0s" : text
    }

    private static let longest: Int64 = 3_653 * 86_400

    private static let units: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3_600),
        (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]
}

extension Duration {
    /// An age in the largest unit that counts at least two: `3 days`, `26 hours`, `90 minutes`.
    package var inWords: String {
        let seconds = max(0, Int(components.seconds))
        if seconds >= 2 * 86_400 { return plural(seconds / 86_400, "day") }
        if seconds >= 2 * 3_600 { return plural(seconds / 3_600, "hour") }
        return plural(seconds / 60, "minute")
    }

    /// Hours and minutes below two days, days and hours above; minutes alone below an hour.
    package var inHours: String {
        let seconds = components.seconds
        if seconds >= 3_600, seconds < 48 * 3_600 {
            let rest = DurationText(.seconds(seconds % 3_600 / 60 * 60))
            return "\(seconds / 3_600)h" + (seconds % 3_600 < 60 ? "" : rest.description)
        }
        let unit: Int64 = seconds < 60 ? 1 : seconds < 3_600 ? 60 : 3_600
        return DurationText(.seconds(seconds / unit * unit)).description
    }
}
