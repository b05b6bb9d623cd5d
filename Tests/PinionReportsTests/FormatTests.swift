import PinionHistory
import PinionModel
import PinionProposals
import PinionReports
import PinionTesting
import Testing

/// The table of formats.
@Suite(.timeLimit(.minutes(10)))
struct FormatTests {
    /// One document of every case.
    private static var documents: [Document] {
        get throws {
            let figures = DeliveryFigures(
                try DeliveryHistory([]), timeline: PinTimeline([]), commits: [:], days: 30,
                to: .test)
            return [
                .status(SampleReport.mixed), .drift(SampleReport.mixed), .plan(SampleReport.mixed),
                .reconcile(SampleReport.mixed), .proposals([]),
                .trace(TraceReport(query: "abcdef1", digests: [], runs: [], pins: [])),
                .log([]), .figures(figures, of: "production", ledger: .remote),
                .review(SampleReview.mixed),
            ]
        }
    }

    @Test func `a format that is added by one line writes every document`() throws {
        let formats =
            [Format].all + [Format("toy") { document, _ in "a toy of \(document.blocks.count)" }]
        for document in try Self.documents {
            #expect(
                document.written("toy", in: formats) == "a toy of \(document.blocks.count)",
                "\(document.kind)")
        }
        #expect(Set(try Self.documents.map(\.kind)) == Set(Document.Kind.allCases))
    }

    @Test func `a format for reviews is offered for reviews alone`() throws {
        for kind in Document.Kind.allCases {
            let names = [Format].all.writing(kind).map(\.name)
            #expect(
                names == ["text", "json"] + (kind == .review ? ["markdown", "github"] : []))
        }
    }

    @Test func `the formats of a review are not those of any other document`() throws {
        for document in try Self.documents where document.kind != .review {
            #expect(document.written("github") == "no such format")
        }
        #expect(
            Document.review(SampleReview.mixed).written("markdown")
                == CheckMarkdown.text(of: SampleReview.mixed))
    }
}
