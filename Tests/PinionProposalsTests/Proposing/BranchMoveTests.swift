import PinionModel
@testable import PinionProposals
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct BranchMoveTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let situation: BranchSituation
        let move: BranchMove

        init(
            _ name: String, _ branch: ProposalBranch?, _ state: PullRequest.State? = nil,
            tells: Digest? = nil, all: Bool = false, wanted: Bool = false, current: Bool = false,
            does move: BranchMove
        ) {
            testDescription = name
            situation = BranchSituation(
                branch: branch, request: state.map { BranchMoveTests.request($0, tells: tells) },
                intent: BranchMoveTests.intent, holdsAll: all, holdsWanted: wanted,
                isCurrent: current)
            self.move = move
        }
    }

    private static let intent = Digest.numbered(7)
    private static let tip = Proposed.commit(9)

    private static func request(_ state: PullRequest.State, tells: Digest?) -> PullRequest {
        PullRequest(
            number: 1, address: "pulls/1", state: state, head: nil, title: "t",
            body: tells.map(Proposal.mark) ?? "")
    }

    private static func branch(
        ours: Bool = true, intent: Digest = .numbered(1), related: Bool = true
    ) -> ProposalBranch {
        ProposalBranch(
            tip: tip, mergeBase: related ? Proposed.commit(1) : nil,
            commits: [
                BranchCommit(id: tip, isOurs: ours, intent: ours ? intent.hex : nil),
                BranchCommit(id: Proposed.commit(8), isOurs: true, intent: intent.hex),
            ])
    }

    private static let theirs = branch(ours: false)
    private static let same = branch(intent: intent)

    static let cases = [
        Case("no branch", nil, does: .create),
        Case("no branch, and a closed request", nil, .closed, does: .create),
        Case(
            "ours, with other pins", branch(), .open, wanted: true, current: true,
            does: .replace(lease: tip)),
        Case(
            "ours, as wanted", branch(), .open, all: true, wanted: true, current: true,
            does: .upToDate),
        Case(
            "ours, as wanted, without a request", branch(), all: true, wanted: true, current: true,
            does: .upToDate),
        Case(
            "ours, as wanted, and behind", branch(), .open, all: true, wanted: true,
            does: .replace(lease: tip)),
        Case("theirs, with other pins", theirs, .open, current: true, does: .addOnTop(of: tip)),
        Case("theirs, as wanted", theirs, .open, wanted: true, does: .upToDate),
        Case("nothing in common", branch(related: false), .open, does: .refuse(.unrelated)),
        Case(
            "closed, another intent", branch(), .closed, all: true, current: true,
            does: .replace(lease: tip)),
        Case("closed, the same intent", same, .closed, does: .refuse(.closed("pulls/1"))),
        Case("closed, with theirs", theirs, .closed, does: .refuse(.holdsOthersCommits)),
        Case("merged, another intent", branch(), .merged, does: .replace(lease: tip)),
        Case("merged, with theirs", theirs, .merged, does: .refuse(.holdsOthersCommits)),
        Case(
            "merged, the same intent on the branch", same, .merged,
            does: .refuse(.undone("pulls/1"))),
        Case(
            "merged, the same intent in its text", branch(), .merged, tells: intent,
            does: .refuse(.undone("pulls/1"))),
        Case(
            "merged, the same intent, branch deleted", nil, .merged, tells: intent,
            does: .refuse(.undone("pulls/1"))),
        Case("closed, the same intent, branch deleted", nil, .closed, tells: intent, does: .create),
        // It was pushed, and the forge refused to open its pull request.
        Case(
            "closed, this intent on the branch since", same, .closed, tells: .numbered(1),
            does: .replace(lease: tip)),
        Case(
            "merged, this intent on the branch since", same, .merged, tells: .numbered(1),
            does: .replace(lease: tip)),
    ]

    @Test(arguments: cases)
    func `a branch is moved by what stands on it and where its request stands`(_ row: Case) {
        #expect(BranchMove(on: row.situation) == row.move)
    }

    @Test(arguments: [
        BranchRefusal.closed("pulls/1"), .undone("pulls/1"), .holdsOthersCommits, .unrelated,
    ])
    func `a refusal names the way out`(_ refusal: BranchRefusal) {
        let sentence = refusal.sentence("pinion/production/bump")
        #expect(sentence.contains("delete") || sentence.contains("revert"))
    }
}
