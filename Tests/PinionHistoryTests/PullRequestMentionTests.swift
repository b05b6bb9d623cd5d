import PinionHistory
import PinionModel
import Testing

/// What the forges write into merge commits.
@Suite(.timeLimit(.minutes(10)))
struct PullRequestMentionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let message: String
        let expected: String?
        var testDescription: String { message }

        init(_ message: String, _ expected: String?) {
            self.message = message
            self.expected = expected
        }
    }

    static let cases = [
        Case("Merge pull request #12 from shop/pinion/staging/bump\n\nstaging: move web\n", "#12"),
        Case("staging: move web (#12)\n\nBody (#99)\n", "#12"),
        Case("Revert \"staging: move web (#12)\" (#13)", "#13"),
        Case(
            "Merge branch 'pinion/staging/bump' into 'main'\n\nstaging: move web\n\nSee merge request shop/infra/deploy!7\n",
            "shop/infra/deploy!7"),
        Case(
            "Merge branch 'x' into 'main'\r\n\r\nSee merge request shop/deploy!7", "shop/deploy!7"),
        Case("Merge branch 'x'\n\nSee merge request !7", "!7"),
        Case(
            "Merge pull request 'staging: move web' (#4) from pinion/staging/bump into main", "#4"),
        Case("Merge pull request 'from (#1) from here' (#4) from x into main", "#4"),
        Case("Merged in pinion/staging/bump (pull request #12)\n\nstaging: move web", "#12"),
        Case("Pull request #12: staging: move web\n\nMerge in SHOP/deploy from x to main", "#12"),
        Case("Merge pull request #12 in SHOP/deploy from x to main", "#12"),
        Case("Merged PR 12: staging: move web", "#12"),
        Case("Merged PR twelve: web", nil),
        Case("Pull request #12", nil),
        Case("Merged in x (pull request 12)", nil),
        Case("Move web", nil),
        Case("", nil),
        Case("\n\n", nil),
        Case("Fix #12", nil),
        Case("Fix (#12) at last", nil),
        Case("Fix (#)", nil),
        Case("Fix (#1234567890)", nil),
        Case("Fix (#1a)", nil),
        Case("Merge pull request #x from y", nil),
        Case("Merge pull request 'web' from x into main", nil),
        Case("Move web\n\nSee merge request shop/deploy", nil),
        Case("Move web\n\nSee merge request shop/deploy!", nil),
    ]

    @Test(arguments: cases) func `a message names its pull request`(_ one: Case) {
        #expect(PullRequestMention(inMessage: one.message)?.description == one.expected)
    }
}
