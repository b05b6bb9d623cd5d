import PinionHistory
import PinionModel
import PinionTesting
import Testing

/// The four figures, case by case; every period is the last ten days before hour 240.
@Suite(.timeLimit(.minutes(10)))
struct DeliveryFiguresTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: String
        let write: @Sendable (inout Chronicle) -> Void

        init(
            _ name: String, _ expected: String,
            _ write: @escaping @Sendable (inout Chronicle) -> Void
        ) {
            testDescription = name
            self.expected = expected
            self.write = write
        }
    }

    /// Commit N was written at hour N; commit 0xff is a rollback that was written at hour 25.
    ///
    /// What a chain's outcome names as its commit has brought its digests.
    private static func figures(
        _ chronicle: Chronicle, known: Bool = true, days: Int = 10
    ) throws -> DeliveryFigures {
        func authored(_ number: Int) -> Timestamp { Chronicle.hour(number == 0xff ? 25 : number) }
        let numbers = Dictionary(
            uniqueKeysWithValues: (1...0xff).map { (Chronicle.commit($0), $0) })
        let commits = numbers.mapValues {
            DeliveredCommit(authored: authored($0), isRollback: $0 == 0xff)
        }
        let outcomes = chronicle.entries.compactMap { entry -> RunOutcome? in
            if case .outcome(let outcome) = entry.event { outcome } else { nil }
        }
        let files = outcomes.map { outcome in
            let digests = outcome.results.map(\.change.after.digest.description)
            let revision = Revision(
                id: outcome.commit, author: "a", authored: authored(numbers[outcome.commit] ?? 0),
                subject: "s")
            let file = RepositoryFile(
                path: "p", contents: Array(digests.joined(separator: " ").utf8))
            return (versions: [FileVersion(revision: revision, file: file)], isWhole: true)
        }
        return DeliveryFigures(
            try DeliveryHistory(chronicle.records), timeline: PinTimeline(files),
            commits: known ? commits : [:], days: days, to: Chronicle.hour(240))
    }

    private static func words(_ figures: DeliveryFigures) -> String {
        let made = figures.deployments
        func hours(_ length: Duration?) -> String { length?.inHours ?? "-" }
        return [
            "\(made.verified)v \(made.takenBack)t \(made.failed)f \(made.open)o",
            "rate \(figures.perDay.map { "\(($0 * 100).rounded() / 100)" } ?? "-")",
            "lead \(hours(figures.leadTime.median))",
            "failing \(figures.failureRate.map { "\($0)" } ?? "-")",
            "restore \(hours(figures.timeToRestore.median)) open \(figures.openTroubles)",
        ].joined(separator: ", ")
    }

    private static let nothing = "0v 0t 0f 0o, rate -, lead -, failing -, restore - open 0"

    static let cases: [Case] = [
        Case("an empty ledger", nothing) { _ in },
        Case("a baseline is no deployment", nothing) { $0.observe(0, baseline: ["web": "a"]) },
        Case(
            "a verified deployment", "1v 0t 0f 0o, rate 0.1, lead 8h, failing 0.0, restore - open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 10)
        },
        Case("a repair is none", nothing) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "a"], commit: 10)
        },
        Case("what was not begun is none", nothing) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 10, ["web": .notBegun("x")])
        },
        Case(
            "several containers of one apply are one",
            "1v 0t 0f 0o, rate 0.1, lead 8h, failing 0.0, restore - open 0"
        ) {
            $0.observe(0, baseline: ["web": "a", "api": "a"])
            $0.conclude(18, ["web": "b", "api": "b"], commit: 10)
        },
        Case(
            "one container that failed fails the deployment",
            "0v 0t 1f 0o, rate -, lead -, failing 1.0, restore - open 1"
        ) {
            $0.observe(0, baseline: ["web": "a", "api": "a"])
            $0.conclude(18, ["web": "b", "api": "b"], commit: 10, ["api": .failed("x")])
        },
        Case(
            "a failure and its end", "0v 0t 1f 0o, rate -, lead -, failing 1.0, restore 3h open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(
                18, ["web": "b"], commit: 10, ["web": .failed("x")], seeing: ["rollout-failed@web"])
            $0.intend(19, ["api": "a"])
            $0.observe(20, "rollout-failed@web")
            $0.observe(21)
        },
        Case(
            "an image that was under way, and came",
            "1v 0t 0f 0o, rate 0.1, lead 10h, failing 0.0, restore - open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 10, ["web": .underWay("x")])
            $0.observe(20, baseline: ["web": "b"])
        },
        Case(
            "an image that was under way, and failed",
            "0v 0t 1f 0o, rate -, lead -, failing 1.0, restore - open 1"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 10, ["web": .underWay("x")])
            $0.observe(20, "rollout-failed@web/web")
        },
        Case(
            "an image that is under way", "0v 0t 0f 1o, rate -, lead -, failing -, restore - open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 10, ["web": .underWay("x")])
        },
        Case(
            "a return to a former digest takes the newer one back",
            "1v 1t 0f 0o, rate 0.1, lead 8h, failing 1.0, restore - open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 10)
            $0.conclude(30, ["web": "a"], commit: 20)
        },
        Case(
            "a rollback to what the ledger never saw takes it back too",
            "1v 1t 0f 0o, rate 0.1, lead 8h, failing 1.0, restore - open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 10)
            $0.conclude(30, ["web": "c"], commit: 0xff)
        },
        Case(
            "a deployment of new and former digests is one",
            "2v 1t 0f 0o, rate 0.2, lead 9h, failing 0.5, restore - open 0"
        ) {
            $0.observe(0, baseline: ["web": "a", "api": "a"])
            $0.conclude(18, ["web": "b"], commit: 10)
            $0.conclude(30, ["web": "a", "api": "b"], commit: 20)
        },
        Case(
            "a failed one that was tried again",
            "1v 0t 1f 0o, rate 0.1, lead 10h, failing 0.5, restore 2h open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 10, ["web": .failed("x")])
            $0.conclude(20, ["web": "b"], commit: 10)
        },
        Case(
            "critical findings, not hazards",
            "0v 0t 0f 0o, rate -, lead -, failing -, restore 4h open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.observe(10, "running-differs@web/web", "declared-floating@web/web")
            $0.observe(14, "declared-floating@web/web")
        },
        Case(
            "a trouble of each service", "0v 0t 0f 0o, rate -, lead -, failing -, restore 3h open 0"
        ) {
            $0.observe(0, baseline: ["web": "a", "api": "a"])
            $0.observe(10, "running-differs@web/web", "running-differs@api/api")
            $0.observe(12, "running-differs@api/api")
            $0.observe(14)
        },
        Case(
            "a commit with a clock that is ahead",
            "1v 0t 0f 0o, rate 0.1, lead -, failing 0.0, restore - open 0"
        ) {
            $0.observe(0, baseline: ["web": "a"])
            $0.conclude(18, ["web": "b"], commit: 50)
        },
    ]

    @Test(arguments: cases) func `figures are counted`(_ one: Case) throws {
        var chronicle = Chronicle()
        one.write(&chronicle)
        #expect(try Self.words(Self.figures(chronicle)) == one.expected)
    }

    @Test func `only the period counts, and what came before is remembered`() throws {
        var chronicle = Chronicle()
        chronicle.observe(-100, baseline: ["web": "a"])
        chronicle.conclude(-50, ["web": "b"], commit: 1)
        chronicle.conclude(50, ["web": "a"], commit: 2)
        chronicle.conclude(60, ["web": "c"], commit: 50)
        let figures = try Self.figures(chronicle)
        #expect(
            Self.words(figures) == "1v 0t 0f 0o, rate 0.1, lead 10h, failing 0.0, restore - open 0")
        #expect(figures.from == Chronicle.hour(0))
    }

    @Test func `a ledger younger than the period is counted over its own days`() throws {
        var chronicle = Chronicle()
        chronicle.observe(192, baseline: ["web": "a"])
        chronicle.conclude(200, ["web": "b"], commit: 190)
        let figures = try Self.figures(chronicle)
        #expect(figures.from == Chronicle.hour(192))
        #expect(figures.perDay == 0.5)
        #expect(figures.perWeek == 3.5)
        var young = Chronicle()
        young.conclude(230, ["web": "b"], commit: 190)
        #expect(try Self.figures(young).perDay == nil)
        #expect(try Self.figures(young).deployments.verified == 1)
    }

    @Test func `unknown commits are no lead time, and are counted as unknown`() throws {
        var chronicle = Chronicle()
        chronicle.observe(0, baseline: ["web": "a"])
        chronicle.conclude(18, ["web": "b"], commit: 10)
        let figures = try Self.figures(chronicle, known: false)
        #expect(figures.leadTime.median == nil)
        #expect(figures.withoutLeadTime == 1)
    }

    @Test func `interrupted runs are counted, and what they brought too`() throws {
        var chronicle = Chronicle()
        chronicle.observe(0, baseline: ["web": "a"])
        chronicle.intend(17, ["web": "b"], commit: 10)
        chronicle.conclude(18, ["web": "b"], commit: 10, isInterrupted: true)
        let figures = try Self.figures(chronicle)
        #expect(figures.interruptions == 1)
        #expect(figures.deployments.verified == 1)
    }

    @Test func `nine of ten lead times are not passed by the ninetieth`() throws {
        var chronicle = Chronicle()
        chronicle.observe(0, baseline: ["web": "f"])
        for number in 1...10 {
            chronicle.conclude(
                100 + number, ["web\(number)": "a"], commit: 100)
        }
        let figures = try Self.figures(chronicle)
        #expect(figures.leadTime.median == .seconds(5 * 3_600 + 1_800))
        #expect(figures.leadTime.ninetieth == .seconds(9 * 3_600))
        #expect(figures.leadTime.count == 10)
    }

    @Test func `a digest was brought where a file names it anew`() {
        func digest(_ letter: Character) -> String { Digest.letter(letter).description }
        func version(_ hour: Int, _ letters: Character...) -> FileVersion {
            let text = letters.map(digest).joined(separator: "\n") + " sha256:abc ssha256:"
            return FileVersion(
                revision: Revision(
                    id: Chronicle.commit(hour), author: "a", authored: Chronicle.hour(hour),
                    subject: "s"),
                file: RepositoryFile(path: "p", contents: Array(text.utf8)))
        }
        let versions = [version(9, "a"), version(6, "b"), version(3, "a", "b"), version(1, "c")]
        func origin(_ letter: Character, _ hour: Int, isWhole: Bool = true) -> Timestamp? {
            PinTimeline([(versions, isWhole)]).origin(
                of: .letter(letter), before: Chronicle.hour(hour))?.authored
        }
        #expect(origin("a", 10) == Chronicle.hour(9))
        #expect(origin("a", 8) == Chronicle.hour(3))
        #expect(origin("a", 2) == nil)
        #expect(origin("b", 10) == Chronicle.hour(3))
        #expect(origin("c", 10) == Chronicle.hour(1))
        #expect(origin("c", 10, isWhole: false) == nil)
    }

    @Test func `a merge is as old as what it merged, and a rollback in it counts`() {
        func details(_ hour: Int, _ message: String, _ parents: Int) -> CommitDetails {
            CommitDetails(
                revision: Revision(
                    id: .test(hour), author: "a", authored: Chronicle.hour(hour), subject: "s"),
                parents: (0..<parents).map { .test($0 + 1) }, message: message)
        }
        let merge = details(9, "Merge pull request #1 from x\n", 2)
        let branch = details(3, "web\n\nPinion-Purpose: rollback\nPinion-Intent: x\n", 1)
        let both = DeliveredCommit(merge, merged: branch)
        #expect(both == DeliveredCommit(authored: Chronicle.hour(3), isRollback: true))
        #expect(!DeliveredCommit(merge, merged: nil).isRollback)
        #expect(
            !DeliveredCommit(details(1, "s\n\nPinion-Purpose: bump\n", 1), merged: nil).isRollback)
        let quoting = "s\n\nThis undoes:\nPinion-Purpose: rollback\n\nPinion-Purpose: bump\n"
        #expect(!DeliveredCommit(details(1, quoting, 1), merged: nil).isRollback)
    }

    @Test func `ten thousand entries are counted at once`() throws {
        var chronicle = Chronicle()
        for hour in 0..<10 { chronicle.conclude(hour, ["web": hour.isMultiple(of: 2) ? "a" : "b"]) }
        let records = Array(repeatElement(chronicle.records, count: 1_000).joined())
        #expect(try DeliveryHistory(records).deployments.count == 10_000)
    }
}
