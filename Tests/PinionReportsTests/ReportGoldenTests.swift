import PinionDecisions
import PinionHistory
import PinionModel
import PinionReconcile
import PinionReports
import PinionTesting
import Testing

/// What people read, kept under `Goldens`; `UPDATE_GOLDENS=1` writes it anew.
@Suite(.timeLimit(.minutes(10)))
struct ReportGoldenTests {
    private let coloured = TextStyle(hasColour: true, width: nil, hasWholeDigests: true)

    @Test func `status in a pipe, in colour, and on a narrow terminal`() throws {
        let report = SampleReport.mixed
        try Golden.check(Document.status(report).text(.plain), "status.txt")
        try Golden.check(Document.status(report).text(coloured), "status-colour.txt")
        let narrow = TextStyle(hasColour: false, width: 50, hasWholeDigests: true)
        try Golden.check(Document.status(report).text(narrow), "status-narrow.txt")
    }

    @Test func `no row of a table is wider than the terminal`() {
        for width in 36...120 {
            let narrow = TextStyle(hasColour: false, width: width, hasWholeDigests: true)
            let lines = Document.status(SampleReport.mixed).text(narrow).split(separator: "\n")
            for line in lines.prefix(4) { #expect(line.count <= width, "\(line)") }
        }
    }

    @Test func `colours change no letter`() {
        let bare = Document.status(SampleReport.mixed).text(coloured)
            .replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
        #expect(bare == Document.status(SampleReport.mixed).text(.plain))
    }

    @Test func `plan`() throws {
        try Golden.check(Document.plan(SampleReport.mixed).text(.plain), "plan.txt")
    }

    @Test func `drift`() throws {
        try Golden.check(Document.drift(SampleReport.mixed).text(.plain), "drift.txt")
    }

    @Test func `reconcile`() throws {
        try Golden.check(Document.reconcile(SampleReport.mixed).text(.plain), "reconcile.txt")
    }

    @Test func `log`() throws {
        let log = LoggedEntry.joining(SampleReport.log, commits: SampleReport.commits)
        try Golden.check(Document.log(log).text(.plain), "log.txt")
        try Golden.check(Document.log(log).json(), "log.json")
    }

    @Test func `report as JSON`() throws {
        try Golden.check(Document.drift(SampleReport.mixed).json(), "report.json")
    }

    @Test func `an empty report says so`() {
        let report = Report(generatedAt: .test, environments: [])
        #expect(Document.status(report).text(.plain) == "no services\n")
        #expect(Document.drift(report).text(.plain) == "no services\n")
        #expect(Document.plan(report).text(.plain) == "")
        #expect(
            Document.log([]).text(.plain)
                == "nothing was applied to production yet, and nothing recorded\n")
        let later = Document.log([], of: "production", seen: nil, isLedgerEmpty: false)
        #expect(later.text(.plain) == "nothing was applied to production or recorded since then\n")
    }

    @Test func `what steers a terminal is never written to one`() {
        let hostile = "a\u{1b}[2J\u{7}\rb\u{202e}\u{9b}c\nd"
        let service = ServiceAssessment(
            name: hostile, containers: [],
            findings: [
                Finding(
                    .serviceUntracked, message: "\(hostile)",
                    changedBy: Attribution(who: hostile, at: nil))
            ])
        let name = SampleReport.name("production")
        var result = EnvironmentResult(
            environment: name, commit: nil,
            assessment: Assessment(services: [service], plan: Plan(environment: name, changes: [])))
        result.results = [
            RecordedResult(
                change: RecordedChange(
                    container: ContainerKey(service: hostile, container: hostile),
                    before: hostile,
                    after: SampleReport.image("web")), verdict: .failed(hostile), running: [])
        ]
        result.heldBy = IntentHolder(run: hostile, host: hostile, boot: hostile, process: hostile)
        result.findings = [Finding(.unreachable, because: "\(hostile)")]
        result.failure = "\(hostile)"
        let report = Report(generatedAt: .test, environments: [EnvironmentReport(result)])
        let outcome = LedgerEntry(
            at: .test, run: hostile,
            event: .outcome(
                RunOutcome(
                    commit: SampleReport.commit("a"), planHash: .numbered(1), seconds: 0,
                    results: result.results)))
        let texts = [
            Document.status(report).text(.plain), Document.plan(report).text(.plain),
            Document.drift(report).text(.plain), Document.reconcile(report).text(.plain),
            Document.log(LoggedEntry.joining([outcome], commits: [:])).text(.plain),
            Document.drift(report).json(),
            Document.log(
                LoggedEntry.joining([outcome], commits: [:]), of: hostile, seen: nil,
                isLedgerEmpty: false
            ).json(),
        ]
        for text in texts {
            #expect(
                !text.unicodeScalars.contains { $0 != "\n" && $0.value < 0x20 },
                "\(text.debugDescription)")
        }
        for text in texts.prefix(5) {
            #expect(
                !text.unicodeScalars.contains {
                    (0x7f..<0xa0).contains($0.value) || $0 == "\u{202e}"
                })
        }
    }
}
