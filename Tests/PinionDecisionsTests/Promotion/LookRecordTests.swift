import PinionDecisions
import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct LookRecordTests {
    private static let commit = LookRecord.Look.testCommit

    private static func look(
        _ minutes: Int, host: String = "build-1", findings: [LookRecord.KindCount] = []
    ) -> LookRecord.Look {
        .test(minutes, host: host, findings: findings)
    }

    /// The record that looks at these minutes leave.
    static func record(_ minutes: [Int]) -> LookRecord {
        minutes.dropFirst().reduce(LookRecord(look(minutes[0]))) { LookRecord(look($1), after: $0) }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let looks: [Int]
        let start: Int
        let now: Int
        let limit: Int
        let watched: Int

        init(
            _ name: String, _ looks: [Int], from start: Int = 0, to now: Int, limit: Int = 60,
            _ watched: Int
        ) {
            testDescription = name
            self.looks = looks
            self.start = start
            self.now = now
            self.limit = limit
            self.watched = watched
        }
    }

    @Test(arguments: [
        Case(
            "every quarter of an hour", Array(stride(from: 0, through: 600, by: 15)), to: 600, 600),
        Case("once, long ago", [0], to: 600, 0),
        Case("once, just now", [595], to: 600, 5),
        Case("a gap of an hour counts", [0, 60], to: 60, 60),
        Case("a longer one does not", [0, 61], to: 61, 0),
        Case("a longer one does where the limit is longer", [0, 61], to: 61, limit: 90, 61),
        Case("nobody looked for most of it", [0, 15, 30, 600, 615], to: 620, 50),
        Case("looks before the start do not count", [-600, -590, 0, 15], to: 15, 15),
        Case("a span that began before the start", [-30, -15, 0, 15], from: -10, to: 15, 25),
        Case("looks after now do not count", [0, 30, 500, 530], to: 40, 40),
        Case("a start in the future", [0, 30], from: 100, to: 40, 0),
        Case("the time until the first look", [20, 35], to: 35, 35),
        Case("a long time until the first look", [200, 215], to: 215, 15),
    ])
    func `fault 74: time in which nobody looked is not watched`(_ row: Case) {
        let moment = { (minutes: Int) in Timestamp.test + .seconds(minutes * 60) }
        let watched = Self.record(row.looks).watched(
            from: moment(row.start), to: moment(row.now), gapsUpTo: .seconds(row.limit * 60))
        #expect(watched == .seconds(row.watched * 60))
    }

    @Test func `a record is read as it was written`() throws {
        let findings = [
            LookRecord.KindCount("template-floating", 2), LookRecord.KindCount("a later kind", 1),
        ]
        var record = Self.record([0, 15, 200, 900])
        record = LookRecord(Self.look(1000, host: "web 1\n%", findings: findings), after: record)
        #expect(try LookRecord(parsing: record.text) == record)
        #expect(record.last.size == 3)
        #expect(record.text.hasPrefix("pinion look 1\nat 2026-"), "\(record.text)")
    }

    /// A record with two findings of a kind, so many of each.
    private static func counting(_ count: String) -> String {
        record([0]).text.replacing("end\n", with: "finding a \(count)\nfinding b \(count)\nend\n")
    }

    @Test func `the largest counts add up`() throws {
        #expect(try LookRecord(parsing: Self.counting("1000000")).last.size == 2_000_000)
    }

    @Test(arguments: [
        "", "pinion look 1\n", "pinion look 0\nend\n", "pinion look 1\nat x\nend\n",
        "pinion ledger state 1\nend\n", counting("9223372036854775807"), counting("1000001"),
        counting("-1"), counting("many"),
    ])
    func `what is none is not read`(_ text: String) {
        #expect(throws: UnreadableLedger.self) { try LookRecord(parsing: text) }
    }

    @Test func `a later version is read as far as it is understood, and not replaced`() throws {
        let text = Self.record([0]).text.replacing("pinion look 1", with: "pinion look 3")
            .replacing("end\n", with: "mood good\nend\n")
        let record = try LookRecord(parsing: text)
        #expect(record.isNewer)
        #expect(record.spans.count == 1)
        let same = Self.record([0]).text.replacing("end\n", with: "mood good\nend\n")
        #expect(throws: UnreadableLedger.self) { try LookRecord(parsing: same) }
    }

    @Test func `the record stays small, and loses the shortest gaps first`() {
        let daily = Self.record((0..<400).map { $0 * 1_440 })
        #expect(daily.spans.count == 32)
        #expect(daily.text.utf8.count < 4_096)
        let total = Duration.seconds(399 * 86_400)
        let all = daily.watched(
            from: .test, to: daily.last.at, gapsUpTo: .seconds(2 * 86_400))
        #expect(all == total)
        #expect(daily.watched(from: .test, to: daily.last.at, gapsUpTo: .seconds(3_600)) == .zero)
        // What was one span stays one, and what was missed stays missed.
        var record = Self.record([0, 5_000])
        for minute in stride(from: 5_000, through: 60_000, by: 90) {
            record = LookRecord(Self.look(minute), after: record)
        }
        #expect(record.spans.count <= 32)
        let hours = record.watched(
            from: .test, to: record.last.at, gapsUpTo: .seconds(2 * 3_600))
        #expect(hours == record.last.at - (.test + .seconds(5_000 * 60)))
    }

    @Test func `what a clock that was ahead said is not believed`() {
        let ahead = Self.record([0, 15, 600_000])
        #expect(ahead.isDue(at: Self.look(30).at, every: .seconds(900)))
        #expect(
            ahead.watched(from: .test, to: Self.look(30).at, gapsUpTo: .seconds(3_600))
                == .seconds(1_800))
        let mended = LookRecord(Self.look(30), after: ahead)
        #expect(mended.spans == Self.record([0, 15, 30]).spans)
        #expect(!mended.isDue(at: Self.look(44).at, every: .seconds(900)))
        #expect(mended.isDue(at: Self.look(45).at, every: .seconds(900)))
        // A clock that is a little behind writes nothing.
        #expect(!mended.isDue(at: Self.look(20).at, every: .seconds(900)))
    }

    // MARK: Soak

    private static func book(_ hours: Int, _ looks: LookRecord?) -> LedgerSoaks {
        let since = Timestamp.test + .seconds(-hours * 3_600)
        return .read(
            [
                ContainerKey(service: "web", container: "web"): Soak(
                    image: image("a"), verified: since, clock: .running(since: since))
            ], looks: looks)
    }

    private static func judged(_ hours: Int, _ looks: LookRecord?, needing wanted: Int = 24)
        -> String
    {
        let (blocker, length) = book(hours, looks).judgement(
            of: .test("web"), .letter("a"), needing: .seconds(wanted * 3_600), at: .test)
        return blocker?.clause(from: .staging) ?? "soaked \(length.components.seconds / 3_600)h"
    }

    @Test func `fault 74: a soak counts only what somebody looked at, and says so`() {
        // Nobody looked for 20 of 26 hours, while other bits may have run.
        let hours = { (all: ClosedRange<Int>) in
            Array(stride(from: all.lowerBound, through: all.upperBound, by: 15))
        }
        let gap = Self.record(hours(-26 * 60 ... -23 * 60) + hours(-3 * 60...0))
        #expect(
            Self.judged(26, gap)
                == "soaked 6h of 24h in staging, for 20h in which nobody looked do not count "
                + "(gaps of more than 6h15m in refs/pinion/seen/staging); enough at \(Timestamp.test + .seconds(18 * 3_600)), if a reconcile looks "
                + "until then")
        let whole = Self.record(hours(-26 * 60...0))
        #expect(Self.judged(26, whole) == "soaked 26h")
        // A quarter of the soak may lie between two looks.
        let seldom = Self.record([-24 * 60, -18 * 60, -12 * 60, -6 * 60, 0])
        #expect(Self.judged(24, seldom) == "soaked 24h")
        #expect(Self.judged(24, seldom, needing: 22).hasPrefix("soaked 0s of 22h"))
    }

    @Test func `a cron job of every hour that is not exact watches a soak of four hours`() {
        func judged(every seconds: Int, slack: Duration) -> String {
            let looks = (0...5).reversed().reduce(nil as LookRecord?) { former, number in
                let look = LookRecord.Look(
                    at: .test + .seconds(-number * seconds), host: "a", version: "0.2.0",
                    commit: Self.commit, findings: [])
                return LookRecord(look, after: former)
            }
            guard case .read(let soaks, _, _) = Self.book(5, nil) else { return "" }
            let (blocker, length) = LedgerSoaks.read(soaks, looks: looks, slack: slack).judgement(
                of: .test("web"), .letter("a"), needing: .seconds(4 * 3_600), at: .test)
            return blocker?.clause(from: .staging) ?? "soaked \(length.components.seconds / 3_600)h"
        }
        #expect(judged(every: 3_605, slack: LookSettings().slack) == "soaked 5h")
        #expect(judged(every: 3_605, slack: LookSettings(every: .seconds(60)).slack) == "soaked 5h")
        let seldom = judged(every: 3_901, slack: LookSettings(every: .seconds(60)).slack)
        #expect(seldom.contains("(gaps of more than 1h5m in "), "\(seldom)")
        #expect(
            judged(every: 5_400, slack: LookSettings(every: .seconds(1_800)).slack) == "soaked 5h")
    }

    @Test func `fault 74: where nothing tells who looked, it takes twice as long`() {
        #expect(Self.judged(47, nil).contains("takes twice as long: enough at"))
        #expect(Self.judged(48, nil) == "soaked 48h")
        #expect(Self.judged(0, nil, needing: 0) == "soaked 0h")
    }

    @Test func `a look that is long ago is a notice`() {
        let settings = LookSettings()
        let look = Self.look(0)
        #expect(settings.notice(of: look, at: .test + .seconds(86_400)) == nil)
        #expect(settings.notice(of: look, at: .test + .seconds(-900)) == nil)
        let ahead = settings.notice(of: look, at: .test + .seconds(-7_200))
        #expect(ahead?.kind == .unwatched && ahead?.message.contains("2h ahead") == true)
        let notice = settings.notice(of: look, at: .test + .seconds(86_401))
        #expect(notice?.kind == .unwatched)
        #expect(notice?.severity == .notice)
        #expect(notice?.message.contains("build-1") == true)
        // Where none is recorded, the ledger's newest entry counts.
        #expect(settings.notice(ofEntry: look.at, at: .test + .seconds(86_400)) == nil)
        let silent = settings.notice(ofEntry: look.at, at: .test + .seconds(86_401))
        #expect(silent?.kind == .unwatched)
        #expect(silent?.message.hasPrefix("no look at it is recorded, and ") == true)
    }
}
