extension Headers {
    /// The wait that `Retry-After` asks for: seconds or a date (RFC 9110, section 10.2.3).
    ///
    /// A date is measured from the message's own `Date`, so that a wrong clock here does not
    /// matter. Waits are cut to an hour; `nil` if `Date` is missing or the text cannot be read.
    var retryAfter: Duration? {
        guard let text = self["Retry-After"] else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return .seconds(min(Int(text) ?? 3600, 3600))
        }
        guard let until = HTTPDate.seconds(of: text), let from = date else { return nil }
        return .seconds(min(max(until - from, 0), 3600))
    }

    /// The time when the message was sent, in seconds since 1970; `nil` if it is missing.
    package var date: Int? { self["Date"].flatMap(HTTPDate.seconds) }
}

/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
enum HTTPDate {
    /// Returns the seconds since 1970; `nil` for the obsolete forms and for other texts.
    static func seconds(of text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            let day = Int(parts[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(parts[2])),
            let year = Int(parts[3]), (1970...9999).contains(year),
            let time = secondsOfDay(parts[4])
        else { return nil }
        return days(year: year, month: month + 1, day: day) * 86_400 + time
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func secondsOfDay(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 3, (0...23).contains(parts[0]), (0...59).contains(parts[1]),
            (0...60).contains(parts[2])
        else { return nil }
        return parts[0] * 3600 + parts[1] * 60 + parts[2]
    }

    /// Returns the days since 1970 in the Gregorian calendar.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return shifted / 400 * 146_097 + dayOfEra - 719_468
    }
}
