import PinionDecisions
@testable import PinionHistory
import PinionModel
import PinionReconcile
import PinionReports
import PinionTesting
import Testing

/// Fault 62: what people and scripts read of what a change does besides.
@Suite(.timeLimit(.minutes(10)))
struct SideEffectReportTests {
    private static let effects = [
        PlannedEffect(
            service: "web",
            effect: .freezes(
                container: "log", from: "fluent:3", to: SampleReport.image("log"))),
        PlannedEffect(service: "web", effect: .scales(from: 20, to: 2)),
    ]

    private static let lines = """
          ! web: also freezes log, which is not changed, at what its present deployment resolved: from \
        fluent:3 to \(SampleReport.image("log").reference.familiar)
          ! web: also sets the number of wanted copies from 20 to 2, as its stack's template says

        """

    private func report(_ results: [RecordedResult] = []) -> Report {
        let plan = Plan(
            environment: SampleReport.name("production"), changes: [], effects: Self.effects)
        var result = EnvironmentResult(
            environment: SampleReport.name("production"), commit: nil,
            assessment: Assessment(services: [], plan: plan))
        (result.results, result.effects) = (results, Self.effects)
        return Report(generatedAt: .test, environments: [EnvironmentReport(result)])
    }

    @Test func `plan and reconcile list each on a line`() {
        let change = RecordedChange(
            container: ContainerKey(service: "web", container: "web"), before: "x",
            after: SampleReport.image("web"))
        let done = RecordedResult(change: change, verdict: .verified, running: [])
        #expect(Document.plan(report()).text(.plain).contains(Self.lines))
        #expect(Document.reconcile(report([done])).text(.plain).contains(Self.lines))
    }

    @Test func `JSON has them as values, and no member where there are none`() {
        let text = Document.drift(report()).json()
        #expect(text.contains("\"kind\": \"freezes\""))
        #expect(text.contains("\"kind\": \"scales\""))
        #expect(text.contains("\"from\": 20"))
        let none = EnvironmentResult(environment: SampleReport.name("production"), commit: nil)
        let empty = Report(generatedAt: .test, environments: [EnvironmentReport(none)])
        #expect(!Document.drift(empty).json().contains("effects"))
    }

    @Test func `the log lists what was done besides`() {
        let change = RecordedChange(
            container: ContainerKey(service: "web", container: "web"), before: "x",
            after: SampleReport.image("web"))
        let outcome = RunOutcome(
            commit: SampleReport.commit("a"), planHash: SampleReport.pinned, seconds: 1,
            results: [RecordedResult(change: change, verdict: .verified, running: [])],
            effects: Self.effects)
        let entry = LedgerEntry(at: .test, run: "r", event: .outcome(outcome))
        let logged = [LoggedEntry(entry: entry, intent: nil, revision: nil)]
        #expect(
            Document.log(logged).text(.plain).contains("    web freezes log, which is not changed"))
        #expect(Document.log(logged).json().contains("\"kind\": \"scales\""))
    }
}
