import PinionModel
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DurationTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let seconds: Int64?
        var testDescription: String { text.isEmpty ? "(empty)" : text }

        init(_ text: String, _ seconds: Int64?) {
            self.text = text
            self.seconds = seconds
        }
    }

    static let cases = [
        Case("90s", 90), Case("10m", 600), Case("24h", 86_400), Case("7d", 604_800),
        Case("1h30m", 5_400), Case("1d2h3m4s", 93_784), Case("0s", 0), Case("90m", 5_400),
        Case("007m", 420),
        Case("", nil), Case("10", nil), Case("m", nil), Case("10 m", nil), Case("10m5", nil),
        Case("30m1h", nil),  // the longer unit stands first
        Case("1h1h", nil), Case("-5m", nil), Case("1.5h", nil), Case("10M", nil), Case("1w", nil),
        Case("3653d", 315_619_200), Case("3654d", nil), Case("1000000000s", nil),
        Case("99999999999999999999d", nil), Case("١m", nil),
    ]

    @Test(arguments: cases)
    func `a text is read as a length of time, or refused`(row: Case) {
        #expect(
            DurationText(parsing: row.text)?.duration == row.seconds.map { Duration.seconds($0) })
    }

    @Test(
        arguments: [
            (0, "0s"), (59, "59s"), (90, "1m30s"), (5_400, "1h30m"), (86_400, "1d"),
            (90_061, "1d1h1m1s"),
            (-90, "-1m30s"),
        ] as [(Int64, String)])
    func `a length is printed in its shortest form`(seconds: Int64, text: String) {
        #expect(DurationText(.seconds(seconds)).description == text)
    }

    @Test func `what is printed reads back equal`() {
        for seconds in stride(from: Int64(0), through: 315_619_200, by: 99_991) {
            let text = DurationText(.seconds(seconds))
            #expect(DurationText(parsing: text.description) == text)
        }
    }

    @Test func `fractions of a second are dropped`() {
        #expect(DurationText(.milliseconds(1_999)).description == "1s")
    }
}
