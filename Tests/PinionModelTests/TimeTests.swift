import PinionModel
import PinionReconcile
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TimeTests {
    struct Moment: Sendable, CustomTestStringConvertible {
        let text: String
        let seconds: Int64
        var testDescription: String { text }
    }

    /// Each checked with `date -u -d`.
    private static let moments = [
        Moment(text: "1970-01-01T00:00:00Z", seconds: 0),
        Moment(text: "1969-12-31T23:59:59Z", seconds: -1),
        Moment(text: "1900-03-01T00:00:00Z", seconds: -2_203_891_200),
        Moment(text: "2000-02-29T12:34:56Z", seconds: 951_827_696),
        Moment(text: "2001-09-09T01:46:40Z", seconds: 1_000_000_000),
        Moment(text: "2026-11-23T12:00:00Z", seconds: 1_795_435_200),
        Moment(text: "2038-01-19T03:14:08Z", seconds: 2_147_483_648),
        Moment(text: "2100-03-01T00:00:00Z", seconds: 4_107_542_400),
        Moment(text: "9999-12-31T23:59:59Z", seconds: 253_402_300_799),
        Moment(text: "0001-01-01T00:00:00Z", seconds: -62_135_596_800),
    ]

    @Test(arguments: moments) func `a moment is known by its text and its seconds`(
        row: Moment
    ) throws {
        let moment = Timestamp(secondsSinceEpoch: row.seconds)
        #expect(moment.description == row.text)
        #expect(Timestamp(parsing: row.text) == moment)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23 12:00:00Z", "2026-11-23t12:00:00z",
        "2026-11-23T24:00:00Z", "2026-11-23T12:60:00Z", "2026-11-23T12:00:60Z",
        "2026-11-23T+1:00:00Z", "2026-11-23T-1:00:00Z", "2026-11-23T12:-1:00Z",
        "2026-02-30T12:00:00Z", "2026-11-23T12:00:00+00:00", "2026-11-23T12:00:00.0Z",
        "2026-11-23T1２:00:00Z",
    ])
    func `what is no moment is refused`(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test(arguments: [
        "", "2026-1-1", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "2026-02-29",
        "1900-02-29", "0000-01-01", "2026/01/01", "+026-01-01", "26-01-01", "2026-01-011",
        "2026-01-0１",
    ])
    func `a day that does not exist is refused`(text: String) {
        #expect(CalendarDate(parsing: text) == nil)
    }

    @Test func `each day of eight centuries follows the one before`() throws {
        var day = try #require(CalendarDate(parsing: "1599-12-31"))
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var expected = (year: 1599, month: 12, day: 31)
        while expected.year < 2400 {
            #expect(day.civil == expected)
            #expect(CalendarDate(parsing: day.description) == day)
            let isLeap =
                expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
            let length = lengths[expected.month - 1] + (expected.month == 2 && isLeap ? 1 : 0)
            expected.day += 1
            if expected.day > length { expected = (expected.year, expected.month + 1, 1) }
            if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
            day = CalendarDate(daysSinceEpoch: day.daysSinceEpoch + 1)
        }
    }

    @Test func `fault 11: a day ends at midnight in UTC`() throws {
        let day = try #require(CalendarDate(parsing: "2026-12-31"))
        let end = try #require(Timestamp(parsing: "2027-01-01T00:00:00Z"))
        #expect(day.endInUTC == end)
        let freeze = Freeze(reason: "year-end", until: day)
        #expect(freeze.isInForce(at: end + .seconds(-1)))
        #expect(!freeze.isInForce(at: end))
        #expect(Freeze(reason: "for good", until: nil).isInForce(at: end))
        #expect(!Hold(until: day).isInForce(at: end))
        #expect(Hold().isInForce(at: end))
    }

    @Test func `a moment and a duration make a moment`() {
        let later = Timestamp.test + .seconds(90)
        #expect(later - .test == .seconds(90))
        #expect(Timestamp.test + .milliseconds(1_999) == .test + .seconds(1))
        #expect(Timestamp.test < later)
    }
}
