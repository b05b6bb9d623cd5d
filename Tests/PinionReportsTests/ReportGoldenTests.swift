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
    private let coloured = Palette(hasColour: true, width: nil)

    @Test func `status in a pipe, in colour, and on a narrow terminal`() throws {
        let report = SampleReport.mixed
        try Golden.check(StatusTable.text(of: report, .plain), "status.txt")
        try Golden.check(StatusTable.text(of: report, coloured), "status-colour.txt")
        let narrow = Palette(hasColour: false, width: 50)
        try Golden.check(StatusTable.text(of: report, narrow), "status-narrow.txt")
    }

    @Test func `no row of a table is wider than the terminal`() {
        for width in 36...120 {
            let narrow = Palette(hasColour: false, width: width)
            let lines = StatusTable.text(of: SampleReport.mixed, narrow).split(separator: "\n")
            for line in lines.prefix(4) { #expect(line.count <= width, "\(line)") }
        }
    }

    @Test func `colours change no letter`() {
        let bare = StatusTable.text(of: SampleReport.mixed, coloured)
            .replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
        #expect(bare == StatusTable.text(of: SampleReport.mixed, .plain))
    }

    @Test func `plan`() throws {
        try Golden.check(PlanText.text(of: SampleReport.mixed, .plain), "plan.txt")
    }

    @Test func `drift`() throws {
        try Golden.check(FindingsText.drift(SampleReport.mixed, .plain), "drift.txt")
    }

    @Test func `reconcile`() throws {
        try Golden.check(FindingsText.reconcile(SampleReport.mixed, .plain), "reconcile.txt")
    }

    @Test func `log`() throws {
        let log = LoggedEntry.joining(SampleReport.log, commits: SampleReport.commits)
        try Golden.check(LogText.text(log, .plain), "log.txt")
        try Golden.check(LogText.json(log, environment: "production"), "log.json")
    }

    @Test func `report as JSON`() throws {
        try Golden.check(JSONReport.text(of: SampleReport.mixed), "report.json")
    }

    @Test func `an empty report says so`() {
        let report = Report(generatedAt: .test, environments: [])
        #expect(StatusTable.text(of: report, .plain) == "no services\n")
        #expect(FindingsText.drift(report, .plain) == "no services\n")
        #expect(PlanText.text(of: report, .plain) == "")
        #expect(LogText.text([], .plain) == "")
    }

    @Test func `what steers a terminal is never written to one`() {
        let hostile = "a\u{1b}[2J\u{7}\rb\u{202e}\u{9b}c\nd"
        let service = ServiceAssessment(
            name: hostile, containers: [],
            findings: [
                Finding(
                    .serviceUntracked, message: hostile,
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
            StatusTable.text(of: report, .plain), PlanText.text(of: report, .plain),
            FindingsText.drift(report, .plain), FindingsText.reconcile(report, .plain),
            LogText.text(LoggedEntry.joining([outcome], commits: [:]), .plain),
            JSONReport.text(of: report),
            LogText.json(
                LoggedEntry.joining([outcome], commits: [:]), environment: hostile),
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
