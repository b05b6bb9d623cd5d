import Glibc
import Testing

@testable import PinionModel

@Suite(.timeLimit(.minutes(10)))
struct ZoneRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let zone: String
        let moment: String
        let offset: Int
        var testDescription: String { "\(zone) \(moment)" }

        init(_ zone: String, _ moment: String, _ offset: Int) {
            self.zone = zone
            self.moment = moment
            self.offset = offset
        }
    }

    /// The values are Python's zoneinfo's, on tzdata 2026.
    static let known = [
        Case("UTC", "2026-01-01T00:00:00Z", 0),
        Case("Pacific/Auckland", "2026-04-04T13:59:59Z", 46_800),
        Case("Pacific/Auckland", "2026-04-04T14:00:00Z", 43_200),
        Case("Pacific/Auckland", "2026-09-26T13:59:59Z", 43_200),
        Case("Pacific/Auckland", "2026-09-26T14:00:00Z", 46_800),
        Case("Pacific/Auckland", "2060-04-03T13:59:59Z", 46_800),  // by the rule at the end
        Case("Pacific/Auckland", "2060-04-03T14:00:00Z", 43_200),
        Case("Pacific/Auckland", "1868-01-01T00:00:00Z", 41_944),  // local mean time
        Case("Asia/Kolkata", "2026-06-01T00:00:00Z", 19_800),
        Case("Asia/Kolkata", "1943-01-01T00:00:00Z", 23_400),
        Case("Asia/Kolkata", "2100-01-01T00:00:00Z", 19_800),
        Case("America/New_York", "2026-03-08T06:59:59Z", -18_000),
        Case("America/New_York", "2026-03-08T07:00:00Z", -14_400),
        Case("America/New_York", "2026-11-01T05:59:59Z", -14_400),
        Case("America/New_York", "2026-11-01T06:00:00Z", -18_000),
        Case("America/New_York", "2050-07-01T00:00:00Z", -14_400),
        Case("America/New_York", "2050-12-31T23:00:00Z", -18_000),
        Case("Australia/Lord_Howe", "2026-04-04T14:59:59Z", 39_600),  // half an hour
        Case("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 37_800),
        Case("Australia/Lord_Howe", "2026-10-03T15:29:59Z", 37_800),
        Case("Australia/Lord_Howe", "2026-10-03T15:30:00Z", 39_600),
        Case("Australia/Lord_Howe", "2080-07-01T00:00:00Z", 37_800),
        Case("Europe/Dublin", "2099-01-01T00:00:00Z", 0),  // its saving time is the winter's
        Case("Europe/Dublin", "2099-07-01T00:00:00Z", 3_600),
        Case("Africa/Casablanca", "2026-07-01T00:00:00Z", 3_600),
    ]

    @Test(.enabled(if: systemZone("UTC") != nil), arguments: known)
    func `the system's zones give the known offsets`(row: Case) throws {
        let rules = try ZoneRules(parsing: #require(Self.systemZone(row.zone)))
        #expect(rules.offset(at: try moment(row.moment)) == row.offset)
    }

    @Test(arguments: [
        Case("embedded", "1940-01-01T00:00:00Z", 44_100),
        Case("embedded", "1950-01-01T00:00:00Z", 45_900),
        Case("embedded", "2026-04-04T13:59:59Z", 49_500),
        Case("embedded", "2026-04-04T14:00:00Z", 45_900),
        Case("embedded", "2026-09-26T13:59:59Z", 45_900),
        Case("embedded", "2026-09-26T14:00:00Z", 49_500),
    ])
    func `embedded bytes with a rule at the end give the known offsets`(row: Case) throws {
        #expect(try chatham().offset(at: moment(row.moment)) == row.offset)
    }

    @Test(
        .enabled(if: systemZone("UTC") != nil),
        arguments: [
            "Pacific/Auckland", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin",
            "Europe/Berlin",
            "America/Santiago", "Asia/Jerusalem", "Asia/Kolkata", "Pacific/Apia", "UTC",
        ])
    func `the rule at the end agrees with the transitions listed before it`(zone: String) throws {
        let rules = try ZoneRules(parsing: #require(Self.systemZone(zone)))
        let rule = try #require(rules.future)
        let start = try moment("2026-01-01T00:00:00Z").secondsSinceEpoch
        let end = start + 10 * 365 * 86_400
        let changes = rules.transitions.map(\.second).filter { (start..<end).contains($0) }
        let moments = changes.flatMap { [$0 - 1, $0] } + stride(from: start, to: end, by: 86_399)
        for second in moments {
            let listed = rules.offset(at: Timestamp(secondsSinceEpoch: second))
            guard rule.offset(at: second) == listed else {
                Issue.record("\(zone) differs at \(Timestamp(secondsSinceEpoch: second))")
                return
            }
        }
    }

    @Test func `the minute of the week counts from Monday, local time`() throws {
        #expect(ZoneRules.utc.minuteOfWeek(at: try moment("2026-11-23T00:00:00Z")) == 0)
        #expect(ZoneRules.utc.minuteOfWeek(at: try moment("2026-11-22T23:59:59Z")) == 10_079)
        #expect(ZoneRules.utc.minuteOfWeek(at: try moment("1969-12-29T00:00:00Z")) == 0)
        // Friday 16:00 in summer time, 13:45 ahead.
        let friday = try moment("2026-11-27T02:15:00Z")
        #expect(try chatham().minuteOfWeek(at: friday) == (4 * 24 + 16) * 60)
        let span = try #require(WeeklySpan(parsing: "Fri 16:00 - Mon 08:00"))
        #expect(span.contains(minuteOfWeek: try chatham().minuteOfWeek(at: friday)))
    }

    @Test func `moments at the ends of time do not trap`() throws {
        for second in [Int64.min, .min + 1, -1, 0, .max - 1, .max] {
            let moment = Timestamp(secondsSinceEpoch: second)
            #expect((0..<WeeklySpan.week).contains(try chatham().minuteOfWeek(at: moment)))
        }
    }

    @Test func `every truncation is refused and none traps`() throws {
        for count in Self.embedded.indices {
            #expect(throws: ZoneRules.Malformed.self) {
                try ZoneRules(parsing: Array(Self.embedded.prefix(count)))
            }
        }
    }

    @Test func `every changed byte is read or refused and none traps`() {
        for index in Self.embedded.indices {
            for value in [0x00, 0x01, 0x7f, 0x80, 0xff] as [UInt8] {
                var bytes = Self.embedded
                bytes[index] = value
                guard let rules = try? ZoneRules(parsing: bytes) else { continue }
                let offset = rules.offset(at: Timestamp(secondsSinceEpoch: 1_800_000_000))
                #expect((-200_000...200_000).contains(offset))
            }
        }
    }

    @Test func `foreign and oversized files are refused with a reason`() {
        #expect(throws: ZoneRules.Malformed.notZoneRules) {
            try ZoneRules(parsing: Array("# tzdb".utf8))
        }
        #expect(throws: ZoneRules.Malformed.tooLarge(65_537)) {
            try ZoneRules(parsing: [UInt8](repeating: 0, count: 65_537))
        }
        var leap = Self.embedded
        leap[51 + 31] = 1  // the second header's count of leap seconds
        #expect(throws: ZoneRules.Malformed.self) { try ZoneRules(parsing: leap) }
    }

    // MARK: Fixtures

    /// UTC+12:15 until 1946, then `<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45`.
    static let embedded: [UInt8] = bytes(
        """
        545a69663200000000000000000000000000000000000000000000000000000000000000000000010000000100
        000000000000545a69663200000000000000000000000000000000000000000000000000000000000002000000
        0300000010ffffffffd2da96bc0000000046fe5a6001020000ac4400000000b34c00040000c15c010a4c4d5400
        2b31323435002b31333435000a3c2b313234353e2d31323a34353c2b313334353e2c4d392e352e302f323a3435
        2c4d342e312e302f333a34350a
        """)

    func chatham() throws -> ZoneRules { try ZoneRules(parsing: Self.embedded) }

    func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(parsing: text)) }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue).map(UInt8.init)
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    static func systemZone(_ name: String) -> [UInt8]? {
        guard let file = fopen("/usr/share/zoneinfo/\(name)", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }
}

@Suite(.timeLimit(.minutes(10)))
struct PosixZoneTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        let moment: String
        let offset: Int
        var testDescription: String { "\(rule) \(moment)" }

        init(_ rule: String, _ moment: String, _ offset: Int) {
            self.rule = rule
            self.moment = moment
            self.offset = offset
        }
    }

    @Test(arguments: [
        Case("UTC0", "2026-07-01T00:00:00Z", 0),
        Case("<-03>3", "2026-07-01T00:00:00Z", -10_800),
        Case("IST-5:30", "2026-07-01T00:00:00Z", 19_800),
        Case("EST5EDT,M3.2.0,M11.1.0", "2026-07-01T00:00:00Z", -14_400),
        Case("EST5EDT,M3.2.0,M11.1.0", "2026-12-01T00:00:00Z", -18_000),
        // RFC 8536, section 3.3.1: saving time all year.
        Case("EST5EDT,0/0,J365/25", "2026-01-01T04:30:00Z", -14_400),
        Case("EST5EDT,0/0,J365/25", "2026-12-31T23:59:59Z", -14_400),
        Case("EST5EDT,0/0,J365/25", "2027-01-01T05:30:00Z", -14_400),
        // Half an hour of saving, in the south.
        Case("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 39_600),
        // Negative saving: the winter is the other time.
        Case("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
        Case("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3_600),
        // Transitions the day before, and days later.
        Case("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27T00:59:59Z", -7_200),
        Case("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27T01:00:00Z", -3_600),
        Case("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", 7_200),
        Case("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 10_800),
        // 29 February: J60 is always 1 March, 59 is 29 February in a leap year.
        Case("AAA0BBB,J60/0,J300/0", "2028-02-29T12:00:00Z", 0),
        Case("AAA0BBB,59/0,J300/0", "2028-02-29T12:00:00Z", 3_600),
        Case("AAA0BBB,59/0,J300/0", "2026-02-28T12:00:00Z", 0),
    ])
    func `a rule gives the offset of a moment`(row: Case) throws {
        let rule = try #require(PosixZone(parsing: row.rule))
        let moment = try #require(Timestamp(parsing: row.moment))
        #expect(rule.offset(at: moment.secondsSinceEpoch) == row.offset)
    }

    @Test(arguments: [
        "", "UTC", "U0", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,M11.1.0,", "EST25", "<A0>0",
        "<UTC0",
        "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,J0,J365", "EST5EDT,366,J365", "EST5EDT,M3.2.0/168,M11.1.0", "EST5:60", "EST5 ",
        "EST99999999999999999999",
    ])
    func `any other text is refused`(rule: String) {
        #expect(PosixZone(parsing: rule) == nil)
    }
}
