import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// The exit codes of `status`, `drift`, `plan` and `reconcile`.
@Suite(.timeLimit(.minutes(10)))
struct ExitCodeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var findings: [Finding.Kind] = []
        var whole: [Finding] = []
        var hasPlan = false
        var refusals: [Ruling.Refusal] = []
        var verdicts: [RecordedResult.Verdict] = []
        var isHeld = false
        var heldFor: [String] = []
        var obstacle: ChangeBlocker?
        var failure: Failure?
        let looking: ExitCode
        let planning: ExitCode
        let reconciling: ExitCode
        var strict: ExitCode?
        var testDescription: String { name }
    }

    private static let silence = Finding(.unreachable, severity: .notice, message: "m")
    private static let refusal = Ruling.Refusal.closed("x", repairToo: false)

    static let cases: [Case] = [
        Case(name: "in step", looking: .success, planning: .success, reconciling: .success),
        Case(
            name: "a notice", findings: [.tagMoved, .serviceRecreated], looking: .success,
            planning: .success, reconciling: .success),
        Case(
            name: "a silent registry", whole: [silence], looking: .success, planning: .success,
            reconciling: .success),
        Case(
            name: "a hazard", findings: [.declaredFloating], looking: .different,
            planning: .success, reconciling: .success, strict: .different),
        Case(
            name: "untracked", findings: [.serviceUntracked], looking: .different,
            planning: .success, reconciling: .success, strict: .different),
        Case(
            name: "progress", findings: [.rolloutProgressing], looking: .different,
            planning: .success, reconciling: .different),
        Case(
            name: "critical", findings: [.runningDiffers], looking: .different, planning: .success,
            reconciling: .different),
        Case(
            name: "unverifiable", findings: [.runningUnverifiable], looking: .different,
            planning: .success, reconciling: .different),
        Case(
            name: "an answer is needed and missing", findings: [.unreachable], looking: .failure,
            planning: .failure, reconciling: .failure),
        Case(
            name: "changes", findings: [.changePending], hasPlan: true, looking: .different,
            planning: .different, reconciling: .different),
        Case(
            name: "refused", findings: [.changePending], hasPlan: true, refusals: [refusal],
            looking: .different, planning: .refused, reconciling: .refused),
        Case(
            name: "held by another", isHeld: true, looking: .success, planning: .success,
            reconciling: .held),
        Case(
            name: "held by another, whose changes are seen", findings: [.runningDiffers],
            hasPlan: true, isHeld: true, heldFor: ["web"], looking: .different,
            planning: .different, reconciling: .held),
        Case(
            name: "held by another, and git is ahead", findings: [.changePending], hasPlan: true,
            isHeld: true, heldFor: ["api"], looking: .different, planning: .different,
            reconciling: .held),
        Case(
            name: "held by another, and drift elsewhere", findings: [.runningDiffers],
            isHeld: true, heldFor: ["api"], looking: .different, planning: .success,
            reconciling: .different),
        Case(
            name: "held by another, between its stop and its start", findings: [.rolloutFailed],
            isHeld: true, heldFor: ["web"], looking: .different, planning: .success,
            reconciling: .held),
        Case(
            name: "held by another, and a failure elsewhere", findings: [.rolloutFailed],
            isHeld: true, heldFor: ["api"], looking: .different, planning: .success,
            reconciling: .failure),
        Case(
            name: "held by another, which tries what was undone", findings: [.changePending],
            hasPlan: true, isHeld: true, heldFor: ["web"],
            obstacle: .obstructed(.letter("a"), until: .test), looking: .different,
            planning: .different, reconciling: .held),
        Case(
            name: "held by another, and a silence", whole: [Finding(.unreachable, message: "m")],
            isHeld: true, looking: .failure, planning: .failure, reconciling: .failure),
        Case(
            name: "a failure of an earlier run", findings: [.rolloutFailed], looking: .different,
            planning: .success, reconciling: .failure),
        Case(
            name: "undone before, and not due yet", findings: [.changePending], hasPlan: true,
            obstacle: .obstructed(.letter("a"), until: .test), looking: .different,
            planning: .different, reconciling: .failure),
        Case(
            name: "verified", verdicts: [.verified], looking: .success, planning: .success,
            reconciling: .success),
        Case(
            name: "under way", findings: [.rolloutProgressing],
            verdicts: [.verified, .underWay("x")], looking: .different, planning: .success,
            reconciling: .different),
        Case(
            name: "failed", findings: [.rolloutFailed], refusals: [refusal],
            verdicts: [.failed("x")], looking: .different, planning: .refused, reconciling: .failure
        ),
        Case(
            name: "not begun", hasPlan: true, verdicts: [.notBegun("x")], looking: .success,
            planning: .different, reconciling: .failure),
        Case(
            name: "a problem", refusals: [refusal], failure: "p", looking: .failure,
            planning: .failure, reconciling: .failure),
    ]

    @Test(arguments: cases)
    func `a result has its codes`(_ row: Case) {
        let report = Report(generatedAt: .test, environments: [Self.environment(row)])
        #expect(ExitCode.looking(report) == row.looking)
        #expect(ExitCode.planning(report) == row.planning)
        #expect(ExitCode.reconciling(report, isStrict: false) == row.reconciling)
        #expect(ExitCode.reconciling(report, isStrict: true) == row.strict ?? row.reconciling)
    }

    @Test func `of several codes the first in the order 1, 3, 2, 75`() {
        #expect(ExitCode(worstOf: [.held, .different, .success]) == .different)
        #expect(ExitCode(worstOf: [.success, .held]) == .held)
        #expect(ExitCode(worstOf: [.different, .refused, .failure]) == .failure)
        #expect(ExitCode(worstOf: [.different, .refused, .success]) == .refused)
        #expect(ExitCode(worstOf: [.success, .different]) == .different)
        #expect(ExitCode(worstOf: [ExitCode]()) == .success)
        #expect(
            [ExitCode.success, .failure, .different, .refused, .usage, .held, .interrupted]
                .map(\.rawValue) == [0, 1, 2, 3, 64, 75, 130])
    }

    @Test func `one environment's error never hides another's result`() {
        let drifted = Self.environment(Self.cases[6])
        let broken = EnvironmentReport(name: "a", failure: "p")
        let report = Report(generatedAt: .test, environments: [drifted, broken])
        #expect(report.environments.map(\.name) == ["a", "production"])
        #expect(report.environments.map(\.status) == [.unverified, .drifted])
        #expect(report.summary == [.drifted: 1])
        #expect(ExitCode.looking(report) == .failure)
    }

    @Test func `law 3: where something went wrong the status is never green`() {
        var row = Case(name: "", looking: .failure, planning: .failure, reconciling: .failure)
        row.failure = "p"
        #expect(Self.environment(row).status == .unverified)
    }

    private static func environment(_ row: Case) -> EnvironmentReport {
        let service = ServiceAssessment(
            name: "web", containers: [], findings: row.findings.map { Finding($0, message: "m") })
        let key = ContainerKey(service: "web", container: "web")
        let change = PlannedChange(
            key: key, declared: "d", image: image("a"), cause: .newPin,
            restartsIdenticalBits: false, obstacle: row.obstacle,
            observed: .test("web", image("a").reference))
        let plan = Plan(environment: .production, changes: row.hasPlan ? [change] : [])
        let results = row.verdicts.map {
            RecordedResult(change: change.recorded, verdict: $0, running: [])
        }
        var result = EnvironmentResult(
            environment: .production, commit: .test(1),
            assessment: Assessment(services: [service], plan: plan))
        (result.refusals, result.results) = (row.refusals, results)
        result.heldBy = row.isHeld ? IntentHolder.test(1) : nil
        result.heldFor = Set(row.heldFor.map { ContainerKey(service: $0, container: $0) })
        (result.findings, result.failure) = (row.whole, row.failure)
        return EnvironmentReport(result)
    }
}
