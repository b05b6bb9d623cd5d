/// A time zone rule for all years: `NZST-12NZDT,M9.5.0,M4.1.0/3`.
///
/// POSIX.1-2017, section 8.3 (`TZ`), with the extensions of RFC 8536, section 3.3.1: names in `<>`,
/// and times of transitions from -167 to 167 hours.
struct PosixZone: Hashable, Sendable {
    /// The offset of standard time, in seconds east of UTC.
    let standard: Int
    /// The daylight saving time; `nil` if standard time always applies.
    let saving: Saving?

    /// The daylight saving time, with its beginning and end in each year.
    struct Saving: Hashable, Sendable {
        let offset: Int
        let begin: Change
        let end: Change
    }

    /// A moment of every year, by the clock that applies just before it.
    struct Change: Hashable, Sendable {
        let day: Day
        /// Seconds after 00:00 of the day; may lie outside it.
        let second: Int
    }

    /// A day of every year.
    enum Day: Hashable, Sendable {
        /// `Jn`: 1 to 365; 29 February is never counted.
        case julian(Int)
        /// `n`: 0 to 365; 29 February is counted.
        case zeroBased(Int)
        /// `Mm.w.d`: weekday d (0 is Sunday) of week w (5 is the last) of month m.
        case weekday(month: Int, week: Int, day: Int)
    }

    /// Returns the offset at a number of seconds since the epoch.
    func offset(at second: Int64) -> Int {
        guard let saving else { return standard }
        // The calendar repeats after 400 years, weekdays included.
        let cycle: Int64 = 146_097 * 86_400
        let second = Int(second.flooredRemainder(by: cycle))
        let year = CalendarDate(daysSinceEpoch: (second + standard) / 86_400).civil.year
        let changes = (year - 1...year + 1).flatMap { year in
            [
                (at: saving.end.second(of: year) - saving.offset, offset: standard),
                (at: saving.begin.second(of: year) - standard, offset: saving.offset),
            ]
        }
        // If an end meets the next beginning, the beginning wins: the saving time is permanent.
        let last = changes.filter { $0.at <= second }
            .max { ($0.at, $0.offset == standard ? 0 : 1) < ($1.at, $1.offset == standard ? 0 : 1) }
        return last?.offset ?? standard
    }
}

extension PosixZone.Change {
    /// Returns this moment in a year, in local seconds since the epoch.
    func second(of year: Int) -> Int { day.daysSinceEpoch(in: year) * 86_400 + second }
}

extension PosixZone.Day {
    /// Returns the day in a year, as days since 1970-01-01.
    func daysSinceEpoch(in year: Int) -> Int {
        let newYear = CalendarDate.days(year: year, month: 1, day: 1)
        switch self {
        case .zeroBased(let day): return newYear + day
        case .julian(let day):
            let march = CalendarDate.days(year: year, month: 3, day: 1)
            return day < 60 ? newYear + day - 1 : march + day - 60
        case .weekday(let month, let week, let day):
            let first = CalendarDate.days(year: year, month: month, day: 1)
            let next = CalendarDate.days(
                year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
            // The epoch, day 0, was a Thursday.
            let weekday = ((first + 4) % 7 + 7) % 7
            let found = first + (day - weekday + 7) % 7 + (week - 1) * 7
            return found < next ? found : found - 7
        }
    }
}
