import PinionModel
import PinionReconcile
import PinionReports
import PinionTesting
import Testing

/// What people read of an environment that applies nothing.
@Suite(.timeLimit(.minutes(10)))
struct ApplyNeverTests {
    private func report(_ apply: ApplyMode) -> Report {
        let result = EnvironmentResult(
            environment: SampleReport.production.environment, commit: nil,
            assessment: SampleReport.production.assessment, apply: apply)
        return Report(generatedAt: .test, environments: [EnvironmentReport(result)])
    }

    @Test(arguments: ApplyMode.allCases)
    func `changes that nobody will make are told with the reason`(_ apply: ApplyMode) {
        let reason =
            "  nothing is applied here: `apply` is never in environment.yaml; set automatic or manual, "
            + "and commit it\n"
        for text in [
            Document.plan(report(apply)).text(.plain),
            Document.reconcile(report(apply)).text(.plain),
        ] {
            #expect(text.contains(reason) == (apply == .never))
        }
    }
}
