import PinionModel
import PinionProposals
import PinionTesting
import Testing

/// Two runs that open the pull request of one proposal at the same moment.
@Suite(.timeLimit(.minutes(10)))
struct ProposerTwinTests {
    private func states(_ shop: ProposalStage) async -> [PullRequest.State] {
        await shop.forge.requests.map(\.request.state)
    }

    @Test func `fault 85: of two that were opened at once the oldest stays`() async throws {
        let shop = ProposalStage("web")
        await shop.forge.meetRival()
        let outcome = try await shop.propose(["web": 2])
        #expect(outcome.request?.number == 1)
        #expect(await states(shop) == [.open, .closed])
        #expect(await shop.forge.requests[1].request.body.contains("/pulls/1 is the one to use"))
        // The other run finds nothing more to do.
        let again = try await shop.propose(["web": 2])
        #expect(again.request?.number == 1)
        #expect(await states(shop) == [.open, .closed])
    }

    @Test func `fault 85: the one that people reviewed stays, and the next run cleans up too`()
        async throws
    {
        let shop = ProposalStage("web")
        await shop.forge.meetRival()
        await shop.forge.review(2)
        let outcome = try await shop.propose(["web": 2])
        #expect(outcome.request?.number == 2)
        #expect(await states(shop) == [.closed, .open])
    }

    @Test func `fault 85: two that people have a part in are left, and say which to use`()
        async throws
    {
        let shop = ProposalStage("web")
        await shop.forge.meetRival()
        await shop.forge.review(1)
        await shop.forge.review(2)
        let outcome = try await shop.propose(["web": 2])
        #expect(outcome.request?.number == 1)
        #expect(await states(shop) == [.open, .open])
        #expect(await shop.forge.comments[2]?.contains("/pulls/1: use that one") == true)
        #expect(await shop.forge.comments[1] == nil)
    }

    @Test func `fault 85: a twin that was closed is no rejection of the proposal`() async throws {
        let shop = ProposalStage("web")
        await shop.forge.meetRival()
        try await shop.propose(["web": 2])
        await shop.repository.set("main", to: shop.repository.branches[ProposalStage.branch])
        await shop.forge.end(1, as: .merged)
        #expect(try await shop.propose(["web": 3]).request?.number == 3)
    }
}
