import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReports
import PinionTesting
import Testing

/// Names and messages of others in reports for people: a runtime's, a remote's.
@Suite(.timeLimit(.minutes(10)))
struct ForeignTextTests {
    private let hostile = "a\u{1b}]0;x\u{7}\nb\u{202e}\u{1b}[8m"

    private func report() throws -> Report {
        let name = try #require(Environment.Name(parsing: "production"))
        let environment = Environment(name: name, runtime: .sandbox(state: "s"), services: [])
        let seen = ServiceObservation(
            name: hostile, objectID: "1", containers: [],
            changedBy: Attribution(who: hostile, at: nil))
        let subject = ComparisonInput(
            environment: environment, inventory: Inventory(services: [seen]),
            ledger: LedgerState(), depth: .report)
        let assessment = Assessor.assess(subject, answers: RegistryAnswers()).assessment
        var result = EnvironmentResult(
            environment: name, commit: nil, assessment: assessment)
        result.failure = "\(hostile)\nc"
        return Report(
            generatedAt: Timestamp(secondsSinceEpoch: 0), environments: [EnvironmentReport(result)])
    }

    @Test(arguments: [
        TextStyle.plain, TextStyle(hasColour: true, width: 80, hasWholeDigests: true),
    ])
    func `text of others does not act on a terminal`(style: TextStyle) throws {
        let report = try report()
        let texts = [
            Document.status(report).text(style), Document.drift(report).text(style),
            Document.reconcile(report).text(style), Document.plan(report).text(style),
        ]
        for text in texts {
            #expect(!text.contains("\u{7}"))
            #expect(!text.contains("\u{202e}"))
            #expect(!text.contains("\u{1b}]"))
            #expect(!text.contains("\u{1b}[8m"))
            #expect(text.contains("\\u{1b}]0;x\\u{7}"))
        }
    }

    @Test func `a name with a line break stays in its row`() throws {
        let rows = try Document.status(report()).text(.plain).split(separator: "\n")
        #expect(rows.contains { $0.hasPrefix("a\\u{1b}]0;x\\u{7}\\u{a}b") })
    }

    @Test func `the colours of a report stay`() throws {
        let text = try Document.status(report()).text(
            TextStyle(hasColour: true, width: 80, hasWholeDigests: true))
        #expect(text.contains("\u{1b}[1mSERVICE\u{1b}[0m"))
    }
}
