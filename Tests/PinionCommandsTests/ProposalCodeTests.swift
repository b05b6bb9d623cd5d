import PinionCommands
import PinionDecisions
import PinionModel
import PinionProposals
import PinionReview
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProposalCodeTests {
    private static func reports(_ endings: ProposalReport.Ending...) -> [ProposalReport] {
        endings.map { ProposalReport(environment: "production", purpose: .bump, ending: $0) }
    }

    @Test func `of several environments the first in the order 1, 3, 2 gives the code`() throws {
        let base = try #require(CommitID(parsing: String(repeating: "a", count: 40)))
        let (refused, failed) = (
            ProposalReport.Ending.refused(RuleRefusal("a freeze")),
            ProposalReport.Ending.failed(Failure(Complaint("no answer")))
        )
        let left = ProposalReport.Ending.done(
            ProposalOutcome(
                base: base,
                leftOut: [
                    LeftOut("odd", "its digest is not there"), LeftOut("held", "held", .refused),
                ]))
        let done = ProposalReport.Ending.done(ProposalOutcome(base: base))
        #expect(ExitCode.proposing(Self.reports(done, refused, failed)) == .failure)
        #expect(ExitCode.proposing(Self.reports(done, refused)) == .refused)
        #expect(ExitCode.proposing(Self.reports(done, left)) == .refused)
        #expect(ExitCode.proposing(Self.reports(done)) == .success)
    }

    @Test func `a verdict of the gate gives its code`() {
        #expect(ExitCode(ReviewVerdict.passes) == .success)
        #expect(ExitCode(ReviewVerdict.refused) == .refused)
        #expect(ExitCode(ReviewVerdict.invalid) == .failure)
    }
}
