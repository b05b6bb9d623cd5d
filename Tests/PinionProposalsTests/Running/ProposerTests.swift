import PinionModel
import PinionProposals
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProposerTests {
    @Test func `a proposal is one commit on its branch and one pull request`() async throws {
        let shop = ProposalStage("api", "web")
        let outcome = try await shop.propose(["web": 2, "api": 3])
        #expect(outcome.landing.word == "pushed")
        #expect(outcome.request?.number == 1)
        #expect(await shop.pins() == ["api 1", "web 1"])
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 3", "web 2"])
        #expect(await shop.repository.messages(of: ProposalStage.branch).count == 2)
        #expect(await shop.forge.changes == ["open 1 production: move 2 pins"])
    }

    @Test func `the same call again changes nothing and succeeds`() async throws {
        let shop = ProposalStage("web")
        let first = try await shop.propose(["web": 2])
        let branches = await shop.repository.branches
        shop.clock.advance(by: .seconds(60))
        let second = try await shop.propose(["web": 2])
        #expect(second.landing.word == "standing")
        #expect(second.request == first.request)
        #expect(await shop.repository.branches == branches)
        #expect(await shop.repository.pushes == 1)
        #expect(await shop.repository.written == 1)
        #expect(await shop.forge.changes.count == 1)
    }

    @Test func `what is pinned already is nothing to do`() async throws {
        let shop = ProposalStage("web")
        let outcome = try await shop.propose(["web": 1])
        #expect(outcome.landing == .nothing)
        #expect(await shop.repository.pushes == 0)
        #expect(await shop.forge.changes == [])
    }

    @Test func `a second call adds to the open proposal, with its origins`() async throws {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        let outcome = try await shop.propose(["api": 3])
        #expect(outcome.landing.word == "pushed")
        #expect(outcome.proposal?.changes.count == 2)
        #expect(outcome.proposal?.origins[ProposalStage.key("web")]?.clause == "named by a test")
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 3", "web 2"])
        // The branch is made anew from the tip: one commit.
        #expect(await shop.repository.messages(of: ProposalStage.branch).count == 2)
        #expect(
            await shop.forge.changes == [
                "open 1 production: move web to 1.2", "refresh 1 production: move 2 pins",
            ])
    }

    @Test func `a full run replaces what its branch proposed`() async throws {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2], as: .bump, accumulates: false)
        try await shop.propose(["api": 3], as: .bump, accumulates: false)
        #expect(await shop.pins(on: "pinion/production/bump") == ["api 3", "web 1"])
    }

    @Test func `a proposal of the pin's present image takes it off the open proposal`() async throws
    {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2, "api": 2])
        try await shop.propose(["web": 1])
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 2", "web 1"])
        await #expect(throws: ProposalError.self) { try await shop.propose(["api": 1]) }
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 2", "web 1"])
    }

    @Test func `an earlier change that the tracked branch overtook is left out, and said so`()
        async throws
    {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        await shop.repository.commit([
            ProposalStage.pins([
                "api \(ProposalStage.image("api", 1))", "web \(ProposalStage.image("web", 9))",
            ])
        ])
        let outcome = try await shop.propose(["api": 3])
        #expect(outcome.notes.count == 1)
        #expect(outcome.notes.first?.hasPrefix("web is no longer") == true)
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 3", "web 9"])
    }

    @Test func `the branch comes along when the tracked branch moved, and only then`() async throws
    {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        #expect(try await shop.propose(["web": 2]).landing.word == "standing")
        // Where branches must be up to date, one that is behind could not be merged, whatever it is behind of.
        await shop.repository.commit([RepositoryFile(path: "README.md", contents: [1])])
        #expect(try await shop.propose(["web": 2]).landing.word == "pushed")
        #expect(try await shop.propose(["web": 2]).landing.word == "standing")
        await shop.repository.commit([
            ProposalStage.pins([
                "api \(ProposalStage.image("api", 5))", "web \(ProposalStage.image("web", 1))",
            ])
        ])
        #expect(try await shop.propose(["web": 2]).landing.word == "pushed")
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 5", "web 2"])
    }

    @Test func `without a forge the pushed branch is all`() async throws {
        let shop = ProposalStage("web")
        let outcome = try await shop.propose(["web": 2], isReviewed: false)
        #expect(outcome.landing.word == "pushed")
        #expect(outcome.request == nil)
    }

    @Test func `a commit to the tracked branch needs the file's leave`() async throws {
        let shop = ProposalStage("web")
        await #expect(throws: RuleRefusal.self) {
            try await shop.propose(["web": 2], isDirect: true)
        }
        #expect(await shop.repository.pushes == 0)
        #expect(
            try await shop.propose(["web": 2], as: .bump, isAutomatic: true).landing.word
                == "pushed")
        let open = ProposalStage("web", direct: true)
        let outcome = try await open.propose(["web": 2], as: .bump, isAutomatic: true)
        #expect(outcome.landing.word == "committed")
        #expect(await open.pins() == ["web 2"])
        #expect(await open.forge.changes == [])
    }

    @Test func `a commit that is not the plan is not pushed`() async throws {
        let shop = ProposalStage("api", "web")
        let move = PinChange.move(
            ProposalStage.key("web"), from: ProposalStage.image("web", 1),
            to: ProposalStage.image("web", 2))
        await #expect {
            try await shop.run(
                TestPlanner { _ in PlannedChanges(changes: [move]) },
                tamper: { _ in
                    let images = [ProposalStage.image("api", 7), ProposalStage.image("web", 2)]
                    return [ProposalStage.pins(["api \(images[0])", "web \(images[1])"])]
                })
        } throws: { error in
            error as? PublishError
                == .differsFromPlan(reason: "the pins of api would not be what was planned")
        }
        #expect(await shop.repository.pushes == 0)
    }

    @Test func `a commit that changes a rule is not pushed`() async throws {
        let shop = ProposalStage("web")
        let move = PinChange.move(
            ProposalStage.key("web"), from: ProposalStage.image("web", 1),
            to: ProposalStage.image("web", 2))
        await #expect {
            try await shop.run(
                TestPlanner { _ in PlannedChanges(changes: [move]) },
                tamper: { $0 + [ProposalStage.rules("proposals: direct")] })
        } throws: { error in
            error as? PublishError
                == .differsFromPlan(reason: "rules of production would change too")
        }
    }
}
