import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct WeeklySpanTests {
    private static func minute(_ day: Int, _ hour: Int, _ minute: Int = 0) -> Int {
        (day * 24 + hour) * 60 + minute
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let inside: [Int]
        let outside: [Int]
        var testDescription: String { text }
    }

    private static let cases = [
        Case(
            text: "Mon 09:00 - Mon 17:00", inside: [minute(0, 9), minute(0, 16, 59)],
            outside: [minute(0, 8, 59), minute(0, 17), minute(1, 12)]),
        // Over the week's end.
        Case(
            text: "Fri 16:00 - Mon 08:00",
            inside: [minute(4, 16), minute(6, 23, 59), 0, minute(0, 7, 59)],
            outside: [minute(0, 8), minute(4, 15, 59), minute(2, 12)]),
        // The whole week but an hour.
        Case(
            text: "Wed 13:00 - Wed 12:00", inside: [minute(2, 13), 0, minute(2, 11, 59)],
            outside: [minute(2, 12), minute(2, 12, 59)]),
        Case(
            text: "Sat 00:00 - Sun 24:00", inside: [minute(5, 0), minute(6, 23, 59)],
            outside: [0, minute(4, 23, 59)]),
        Case(
            text: "Sun 24:00 - Mon 01:00", inside: [0, 59],
            outside: [60, minute(6, 23, 59)]),
        Case(
            text: "Sun 23:59 - Mon 00:00", inside: [minute(6, 23, 59)],
            outside: [0, minute(6, 23, 58)]),
    ]

    @Test(arguments: cases) func `a span holds its first minute and not its last`(
        row: Case
    ) throws {
        let span = try #require(WeeklySpan(parsing: row.text))
        for minute in row.inside { #expect(span.contains(minuteOfWeek: minute)) }
        for minute in row.outside { #expect(!span.contains(minuteOfWeek: minute)) }
        #expect(WeeklySpan(parsing: span.description) == span)
    }

    @Test(arguments: [
        "", "Fri 16:00", "Fri 16:00 - Mon", "Fri 16:00 Mon 08:00", "Fri 16:00-Mon 08:00",
        "fri 16:00 - Mon 08:00", "Friday 16:00 - Mon 08:00", "Fri 4:00 - Mon 08:00",
        "Fri 16:60 - Mon 08:00", "Fri 24:01 - Mon 08:00", "Fri 25:00 - Mon 08:00",
        "Fri +6:00 - Mon 08:00", "Fri 16:00:00 - Mon 08:00", "Fri 16:00 - Mon 08:00 UTC",
        // Without length, however it is written.
        "Fri 16:00 - Fri 16:00", "Fri 24:00 - Sat 00:00", "Sun 24:00 - Mon 00:00",
        "Mon 00:00 - Sun 24:00",
    ])
    func `what is no span is refused`(text: String) {
        #expect(WeeklySpan(parsing: text) == nil)
    }

    @Test func `a span and the span between its end and its start share no minute`() throws {
        var random = SeededGenerator(seed: 4)
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        for _ in 0..<200 {
            let moments = (0..<2).map { _ in
                let hour = Int.random(in: 0...23, using: &random)
                return days.randomElement(using: &random)! + (hour < 10 ? " 0" : " ") + "\(hour):30"
            }
            guard moments[0] != moments[1] else { continue }
            let span = try #require(WeeklySpan(parsing: "\(moments[0]) - \(moments[1])"))
            let rest = try #require(WeeklySpan(parsing: "\(moments[1]) - \(moments[0])"))
            #expect(span.description == "\(moments[0]) - \(moments[1])")
            #expect(
                stride(from: 0, to: WeeklySpan.week, by: 10).allSatisfy {
                    span.contains(minuteOfWeek: $0) != rest.contains(minuteOfWeek: $0)
                })
        }
    }
}
