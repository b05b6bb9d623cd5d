import PinionModel
import PinionTesting
import Testing

/// Which starts of engines are told to be two engines of one id.
@Suite(.timeLimit(.minutes(10)))
struct EngineHistoryTests {
    private static func history(_ starts: [EngineStart]) -> EngineHistory {
        starts.reduce(EngineHistory()) { $0.meeting($1, of: "m") }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let starts: [EngineStart]
        let isClash: Bool

        init(_ name: String, _ starts: [EngineStart], clashes: Bool = false) {
            testDescription = name
            self.starts = starts
            isClash = clashes
        }
    }

    @Test(arguments: [
        Case("nothing", []),
        Case("one engine that runs on", [.one, .one, .one]),
        Case("an engine that was started again", [.one, .two, .three]),
        Case("a cloned machine, by turns", [.one, .two, .one], clashes: true),
        Case(
            "the same, seen from the one that was started later", [.two, .one, .two, .one],
            clashes: true),
        Case(
            "one that is started every day beside its clone", [.one, .two, .three, .two],
            clashes: true),
        Case("a late record of a start that is over", [.two, .one, .two]),
        Case(
            "a clock that was set back in between", [.test("a", 60), .test("b", 0), .test("b", 0)]),
        Case(
            "managers of one Swarm, by turns",
            [
                .test("a", 0, node: "n1"), .test("b", 60, node: "n2"), .test("a", 0, node: "n1"),
                .test("b", 60, node: "n2"), .test("a", 0, node: "n1"),
            ]),
        Case(
            "a cloned manager",
            [.test("a", 0, node: "n1"), .test("b", 60, node: "n1"), .test("a", 0, node: "n1")],
            clashes: true),
    ])
    func `fault 83: two engines of one id are told, and one engine never is`(_ row: Case) {
        #expect(Self.history(row.starts).clashing.isEmpty != row.isClash)
    }

    @Test func `what was told stands, whatever is met later, until the id is another one`() {
        var history = Self.history([EngineStart.one, EngineStart.two, EngineStart.one])
        let starts = history.clashing
        #expect(Set(starts) == [EngineStart.one, EngineStart.two])
        for number in 0..<40 {
            history = history.meeting(
                EngineStart(id: "start \(number)", began: .test, host: "h"), of: "m")
        }
        #expect(history.clashing == starts)
        #expect(history.meeting(EngineStart.one, of: "another").clashing.isEmpty)
    }

    @Test func `a history stays short`() {
        let many = (0..<400).map { number in
            EngineStart(
                id: "\(1_000_000 + number)", began: .test + .seconds(number),
                host: String(repeating: "é\n", count: 400))
        }
        let history = Self.history(many)
        #expect(history.starts.count == 16)
        let record = LookRecord(LookRecord.Look.test(0), engines: history)
        #expect(record.text.utf8.count < 8_192, "\(record.text.utf8.count)")
    }

    @Test func `a start that was met before others moved the record on adds no clash`() {
        // Two runs met one engine, which was started again in between; the slower one records last.
        let before = EngineHistory()
        let slow = EngineObservation(start: EngineStart.one, machine: "m", before: before)
        let fast = EngineObservation(start: EngineStart.two, machine: "m", before: before)
        let record = slow.after(fast.after(before))
        #expect(record.starts == [EngineStart.two, EngineStart.one] && record.clashing.isEmpty)
        // The next run, and every one after it, meets the newer start.
        let next = EngineObservation(start: EngineStart.two, machine: "m", before: record)
        #expect(next.after.clashing.isEmpty && next.isNews)
        #expect(!EngineObservation(start: EngineStart.two, machine: "m", before: next.after).isNews)
    }
}

/// The record of who looked, with the engines that were met.
@Suite(.timeLimit(.minutes(10)))
struct EngineRecordTests {
    private static let clash = [0, 1, 0].reduce(EngineHistory()) { history, which in
        history.meeting([EngineStart.one, EngineStart.two][which], of: "m 1")
    }

    @Test func `a record with engines is of version 2, and is read as it was written`() throws {
        let record = LookRecord(LookRecord.Look.test(0), engines: Self.clash)
        #expect(record.text.hasPrefix("pinion look 2\n"), "\(record.text)")
        let read = try LookRecord(parsing: record.text)
        #expect(read == record && !read.isNewer && read.engines.clashing.count == 2)
        // A program that knows version 1 alone reads who looked, and replaces nothing.
        let first = record.text.replacing("pinion look 2", with: "pinion look 1")
        #expect(throws: UnreadableLedger.self) { try LookRecord(parsing: first) }
        // The next look keeps them.
        #expect(LookRecord(LookRecord.Look.test(15), after: record).engines == Self.clash)
    }

    @Test(arguments: [
        "engine a b\n", "engine - id notime host\n", "engine-twin - a 2026-11-29T12:00:00Z h\n",
        "mood good\n",
    ])
    func `engines that are not understood are no record`(_ line: String) {
        let text = LookRecord(LookRecord.Look.test(0), engines: Self.clash).text
            .replacing("engine-id", with: line + "engine-id")
        #expect(throws: UnreadableLedger.self) { try LookRecord(parsing: text) }
        let orphan = text.replacing("engine-id m%201\n", with: "")
        #expect(throws: UnreadableLedger.self) { try LookRecord(parsing: orphan) }
    }

    @Test func `another start is recorded at once, and a clash without a look`() throws {
        let every = Duration.seconds(900)
        let former = LookRecord(
            LookRecord.Look.test(0),
            engines: EngineHistory().meeting(EngineStart.one, of: "m"))
        let look = LookRecord.Look.test(1)
        #expect(LookUpdate(look: look).record(after: former, every: every) == nil)
        let sight = EngineObservation(
            start: EngineStart.two, machine: "m", before: former.engines)
        let next = try #require(
            LookUpdate(look: look, engine: sight).record(after: former, every: every))
        #expect(next.last == look && next.engines.starts.count == 2)
        let back = EngineObservation(
            start: EngineStart.one, machine: "m", before: next.engines)
        let told = try #require(
            LookUpdate(look: nil, engine: back).record(after: next, every: every))
        #expect(told.last == look && told.spans == next.spans && told.engines.clashing.count == 2)
    }
}
