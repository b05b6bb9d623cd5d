@testable import PinionCommands
import PinionReports
import Testing

/// Which formats commands take.
@Suite(.timeLimit(.minutes(10)))
struct OutputOptionsTests {
    @Test func `each command takes the formats that can write its documents`() {
        #expect(FormatChoice<ReportDocuments>.list == "text or json")
        #expect(FormatChoice<ProposalDocuments>.list == "text or json")
        #expect(FormatChoice<TraceDocuments>.list == "text or json")
        #expect(FormatChoice<LogDocuments>.list == "text or json")
        #expect(FormatChoice<ReviewDocuments>.list == "text, json, markdown or github")
        #expect(FormatChoice<ReportDocuments>().format.name == "text")
        #expect(FormatChoice<ReportDocuments>(argument: "markdown") == nil)
        #expect(FormatChoice<ReviewDocuments>(argument: "markdown")?.format.name == "markdown")
    }

    @Test func `a format that is added by one line is taken by every command`() {
        let formats = [Format].all + [Format("toy") { _, _ in "toy" }]
        #expect(FormatChoice<ReportDocuments>("toy", in: formats)?.format.name == "toy")
        #expect(FormatChoice<ProposalDocuments>("toy", in: formats)?.format.name == "toy")
        #expect(FormatChoice<TraceDocuments>("toy", in: formats)?.format.name == "toy")
        #expect(FormatChoice<LogDocuments>("toy", in: formats)?.format.name == "toy")
        #expect(FormatChoice<ReviewDocuments>("toy", in: formats)?.format.name == "toy")
        #expect(FormatChoice<ReviewDocuments>("toy", in: .all) == nil)
    }
}
