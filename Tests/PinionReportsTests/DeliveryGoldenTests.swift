@testable import PinionHistory
import PinionModel
import PinionReports
import PinionTesting
import Testing

/// Figures and traces as people and scripts read them.
@Suite(.timeLimit(.minutes(10)))
struct DeliveryGoldenTests {
    // MARK: Figures

    private static func figures(_ entries: [LedgerEntry], at now: Timestamp) throws
        -> DeliveryFigures
    {
        var state = LedgerState()
        let records = entries.reversed().map { entry in
            state = state.recording(entry)
            return LedgerRecord(entry, in: environment("production"), state: state)
        }
        let commits = SampleReport.commits.mapValues {
            DeliveredCommit(authored: $0.authored, isRollback: false)
        }
        return DeliveryFigures(
            try DeliveryHistory(records.reversed()), timeline: timeline, commits: commits,
            days: 30, to: now)
    }

    /// One commit brought every digest.
    private static var timeline: PinTimeline {
        let digests = (1...20).map { Digest.numbered($0).description }
        let file = RepositoryFile(path: "p", contents: Array(digests.joined().utf8))
        let versions = SampleReport.commits.values.map { FileVersion(revision: $0, file: file) }
        return PinTimeline([(versions, true)])
    }

    private static func environment(_ name: String) -> Environment.Name {
        guard let name = Environment.Name(parsing: name) else { fatalError("\(name) is no name") }
        return name
    }

    private static func deployment(
        _ number: UInt64, hour: Int64, _ verdict: RecordedResult.Verdict = .verified,
        isInterrupted: Bool = false
    ) -> LedgerEntry {
        let change = RecordedChange(
            container: ContainerKey(service: "web", container: "web"), before: "x",
            after: .test("r.example.com/shop/web:\(number)", .numbered(number)))
        return LedgerEntry(
            at: .test + .seconds(hour * 3_600), run: "r\(hour)",
            event: .outcome(
                RunOutcome(
                    commit: SampleReport.commit("a"), planHash: .numbered(9),
                    isInterrupted: isInterrupted, seconds: 3,
                    results: [RecordedResult(change: change, verdict: verdict, running: [])])))
    }

    @Test func `figures`() throws {
        var entries = (1...12).map { Self.deployment($0, hour: Int64($0)) }
        entries.append(Self.deployment(13, hour: 30, .failed("it restarts for ever")))
        entries.append(Self.deployment(11, hour: 32))
        entries.append(Self.deployment(14, hour: 40, isInterrupted: true))
        entries.append(Self.deployment(15, hour: 50, .underWay("the time limit was reached")))
        let figures = try Self.figures(entries.reversed(), at: .test + .seconds(96 * 3_600))
        try Golden.check(
            Document.figures(figures, of: "production", ledger: .local).text(.plain),
            "figures.txt")
        try Golden.check(
            Document.figures(figures, of: "production", ledger: .local).json(), "figures.json")
    }

    @Test func `nothing is not zero`() throws {
        let figures = try Self.figures([], at: .test)
        try Golden.check(
            Document.figures(figures, of: "production", ledger: .remote).text(.plain),
            "figures-empty.txt")
        try Golden.check(
            Document.figures(figures, of: "production", ledger: .remote).json(),
            "figures-empty.json")
    }

    // MARK: Traces

    private static let web = ContainerKey(service: "web", container: "web")
    private static let digest = Digest.numbered(1)

    private static func run(
        _ name: String, hour: Int64, _ standing: ImageRun.State,
        request: PullRequestMention? = nil, isExact: Bool? = true, isPinned: Bool = false
    ) -> TracedRun {
        let revision = SampleReport.commits[SampleReport.commit("a")]
        let origin = isExact.flatMap { isExact in
            revision.flatMap { revision in
                PinOrigin(
                    in: [
                        FileVersion(
                            revision: revision, file: RepositoryFile(path: "p", contents: []))
                    ], isWhole: isExact, naming: { _ in true })
            }
        }
        return TracedRun(
            run: ImageRun(
                environment: environment(name), container: web,
                image: .test("r.example.com/shop/web:1.8.3", digest),
                commit: SampleReport.commit("b"), since: .test + .seconds(hour * 3_600),
                state: standing), origin: origin, pullRequest: request, isPinned: isPinned)
    }

    private static let report = TraceReport(
        query: "sha256:\(digest.hex.prefix(12))", digests: [digest],
        runs: [
            run(
                "production", hour: 30, .now, request: PullRequestMention(number: 12),
                isPinned: true),
            run("production", hour: 2, .replaced(at: .test + .seconds(20 * 3_600)), isExact: false),
            run("qa", hour: 5, .unknown, isExact: nil),
            run("qa", hour: 3, .failed("it restarts for ever")),
            run(
                "staging", hour: 1, .underWay,
                request: PullRequestMention(number: 7, project: "shop/deploy", isMergeRequest: true)
            ),
        ],
        pins: [
            TracedPin(
                environment: environment("production"), key: key("web"),
                image: .test("r.example.com/shop/web:1.8.3", digest)),
            TracedPin(
                environment: environment("edge"), key: key("front", "app"),
                image: .test("r.example.com/shop/web:1.8.3", digest)),
        ], notes: ["cannot read the ledger of old: it is cut off"])

    private static func key(_ service: String, _ container: String? = nil) -> PinKey {
        guard let name = Service.Name(parsing: service) else { fatalError("\(service) is no name") }
        return PinKey(service: name, container: container)
    }

    @Test func `a trace`() throws {
        try Golden.check(Document.trace(Self.report).text(.plain), "trace.txt")
        try Golden.check(Document.trace(Self.report).json(), "trace.json")
    }

    @Test func `what nobody has run is said so`() {
        func text(commit: Revision? = nil, _ digests: Set<Digest>) -> String {
            Document.trace(
                TraceReport(query: "abcdef1", commit: commit, digests: digests, runs: [], pins: [])
            ).text(.plain)
        }
        let revision = SampleReport.commits[SampleReport.commit("a")]
        let head = "commit aaaaaaa  \"production: move web and mail\" by Ada <ada@example.com>\n"
        #expect(text([]) == "no environment has run abcdef1\n")
        #expect(text([Self.digest]) == "no environment has run \(Self.digest)\n")
        #expect(text(commit: revision, []) == head + "it brought no image to a pin\n")
        #expect(
            text(commit: revision, [Self.digest]) == head
                + "no environment has run \(Self.digest)\n")
    }

    @Test func `what steers a terminal is never written to one`() {
        let hostile = "a\u{1b}[2J\u{7}\rb\u{202e}c"
        let revision = Revision(
            id: SampleReport.commit("a"), author: hostile, authored: .test, subject: hostile)
        let log = LoggedEntry.joining(
            SampleReport.log, commits: [SampleReport.commit("a"): revision])
        let trace = TraceReport(
            query: hostile, commit: revision, digests: [Self.digest],
            runs: [Self.run("qa", hour: 1, .failed(hostile))], pins: [], notes: [hostile])
        for text in [Document.log(log).text(.plain), Document.trace(trace).text(.plain)] {
            #expect(
                !text.unicodeScalars.contains { $0 != "\n" && $0.value < 0x20 || $0 == "\u{202e}" })
        }
    }
}
