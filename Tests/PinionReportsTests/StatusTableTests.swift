import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReports
import Testing

/// The table of `status`.
@Suite(.timeLimit(.minutes(10)))
struct StatusTableTests {
    private let name = "web"

    private func environment(_ services: [ServiceAssessment]) throws -> EnvironmentReport {
        let environment = try #require(Environment.Name(parsing: "production"))
        let assessment = Assessment(
            services: services, plan: Plan(environment: environment, changes: []), inStep: [:],
            declaredOnPin: [], heldBack: [], objects: [:], notices: [])
        return EnvironmentReport(
            EnvironmentResult(environment: environment, commit: nil, assessment: assessment))
    }

    @Test func `of two services with one name, the worse is shown`() throws {
        let good = ServiceAssessment(name: name, containers: [], findings: [])
        let bad = ServiceAssessment(
            name: name, containers: [],
            findings: [Finding(.runningUnverifiable, message: "it does not say")])
        for services in [[good, bad], [bad, good]] {
            let report = Report(
                generatedAt: Timestamp(secondsSinceEpoch: 0),
                environments: [try environment(services)])
            let text = Document.status(report).text(.plain)
            #expect(text.contains("web      unverified running-unverifiable"))
            #expect(!text.contains("web      synced"))
        }
    }
}
