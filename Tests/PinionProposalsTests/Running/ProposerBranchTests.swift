import PinionDecisions
import PinionModel
import PinionProposals
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProposerBranchTests {
    private func theirs(_ shop: ProposalStage, _ lines: [String]) async {
        await shop.repository.commit(
            [ProposalStage.pins(lines)], to: ProposalStage.branch, saying: "Mend it")
    }

    @Test func `a commit by somebody else stays, and one follows it`() async throws {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        await shop.repository.commit(
            [RepositoryFile(path: "NOTES", contents: [1])], to: ProposalStage.branch, saying: "Note"
        )
        let outcome = try await shop.propose(["api": 3])
        #expect(outcome.landing.word == "pushed")
        let messages = await shop.repository.messages(of: ProposalStage.branch)
        #expect(messages.count == 4)
        #expect(messages[1] == "Note")
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 3", "web 2"])
        #expect(try await shop.propose(["api": 3]).landing.word == "standing")
        #expect(await shop.repository.pushes == 2)
    }

    @Test func `a wish that contradicts somebody else's commit is made on top of it`() async throws
    {
        let shop = ProposalStage("web")
        try await shop.propose(["web": 2])
        await theirs(shop, ["web \(ProposalStage.image("web", 5))"])
        try await shop.propose(["web": 3])
        #expect(await shop.pins(on: ProposalStage.branch) == ["web 3"])
        #expect(await shop.repository.messages(of: ProposalStage.branch)[1] == "Mend it")
    }

    @Test func `a commit on top of others tells of the changes that it makes`() async throws {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        let lines = [
            "api \(ProposalStage.image("api", 4))", "web \(ProposalStage.image("web", 2))",
        ]
        await theirs(shop, lines)
        let outcome = try await shop.propose(["api": 3, "web": 2])
        #expect(outcome.proposal?.changes.count == 2)
        let message = try #require(
            await shop.repository.messages(of: ProposalStage.branch).first)
        #expect(message.hasPrefix("production: move api to 1.3\n"))
        #expect(message.contains("Pinion-From: api \(ProposalStage.image("api", 4).digest)\n"))
        #expect(!message.contains("web"))
        let intent = try #require(outcome.proposal?.intent.hex)
        #expect(message.hasSuffix("Pinion-Intent: \(intent)\n"))
    }

    @Test func `a whole run with nothing to propose names the proposal that outlived it`()
        async throws
    {
        let shop = ProposalStage("web")
        let first = try await shop.propose(["web": 2], as: .bump, accumulates: false)
        let address = try #require(first.request?.address)
        let outcome = try await shop.propose([:], as: .bump, accumulates: false)
        #expect(outcome.landing == .nothing)
        #expect(
            outcome.notes == [
                "the open proposal on pinion/production/bump (\(address)) proposes what is no longer "
                    + "proposed; close it"
            ])
        // One that adds, one that could not judge the pin, and a closed one say nothing.
        #expect(try await shop.propose([:], as: .bump).notes == [])
        let unknown = try await shop.run(
            TestPlanner(purpose: .bump, accumulates: false) { _ in
                PlannedChanges(changes: [], leftOut: [LeftOut("web", "no answer", .failed)])
            })
        #expect(unknown.notes == [])
        await shop.forge.end(1, as: .closed)
        #expect(try await shop.propose([:], as: .bump, accumulates: false).notes == [])
    }

    @Test func `pins on the branch that cannot be read are an error`() async throws {
        let shop = ProposalStage("web")
        try await shop.propose(["web": 2])
        await theirs(shop, ["broken"])
        await #expect {
            try await shop.propose(["web": 3])
        } throws: { "\($0)".contains("cannot read the pins of the branch \(ProposalStage.branch)") }
        #expect(await shop.repository.pushes == 1)
    }

    @Test func `the same proposal that people closed is not opened again`() async throws {
        let shop = ProposalStage("web")
        try await shop.propose(["web": 2])
        await shop.forge.end(1, as: .closed)
        await #expect {
            try await shop.propose(["web": 2])
        } throws: { "\($0)".contains("was closed without merging") }
        #expect(await shop.repository.pushes == 1)
        // Another one is, and so is the same one when the branch is deleted.
        #expect(try await shop.propose(["web": 3]).request?.number == 2)
        await shop.forge.end(2, as: .closed)
        await shop.repository.set(ProposalStage.branch, to: nil)
        #expect(try await shop.propose(["web": 3]).request?.number == 3)
    }

    @Test(arguments: [PullRequest.State.closed, .merged])
    func
        `what a bad token interrupted is finished by the same command, whatever became of the last one`(
            _ state: PullRequest.State
        ) async throws
    {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        if state == .merged {
            await shop.repository.set("main", to: shop.repository.branches[ProposalStage.branch])
        }
        await shop.forge.end(1, as: state)
        await shop.forge.failNext(
            .unauthorized(forge: "forge", reason: "bad token", remedy: "make another"))
        await #expect {
            try await shop.propose(["api": 3])
        } throws: { "\($0)".contains("running the same command again finishes it") }
        let outcome = try await shop.propose(["api": 3])
        #expect(outcome.request?.number == 2)
        #expect(outcome.proposal?.changes.count == 1)
    }

    @Test(arguments: [nil, OverrideReason.test("sev 1")])
    func `a second override of what stands says what the commit holds`(_ first: OverrideReason?)
        async throws
    {
        let shop = ProposalStage("web")
        let made = try await shop.propose(["web": 2], override: first)
        #expect(made.proposal?.override == first)
        let tip = await shop.repository.branches[ProposalStage.branch]
        let again = try await shop.propose(["web": 2], override: .test("another reason"))
        #expect(again.landing.word == "standing")
        #expect(again.proposal?.override == first)
        #expect(again.notes.count == 1, "\(again.notes)")
        #expect(again.notes.first?.contains("“another reason” is not recorded") == true)
        #expect(await shop.repository.branches[ProposalStage.branch] == tip)
        let same = try await shop.propose(["web": 2], override: first)
        #expect(same.notes == [] && same.proposal?.override == first)
    }

    @Test func `fault 85: a pin that people closed does not come back in a larger set`()
        async throws
    {
        let shop = ProposalStage("api", "web")
        let branch = "pinion/production/bump"
        try await shop.propose(["web": 2], as: .bump, accumulates: false)
        await shop.forge.end(1, as: .closed)
        for _ in 0..<2 {
            let outcome = try await shop.propose(
                ["web": 2, "api": 3], as: .bump, accumulates: false)
            #expect(await shop.pins(on: branch) == ["api 3", "web 1"])
            #expect(outcome.leftOut.map(\.name) == ["web"])
            #expect(
                outcome.leftOut.first?.reason.contains("pinion propose production web=") == true)
        }
        // A newer version is proposed, and what a person names is.
        try await shop.propose(["web": 3, "api": 3], as: .bump, accumulates: false)
        #expect(await shop.pins(on: branch) == ["api 3", "web 3"])
        let named = ProposalStage("api", "web")
        try await named.propose(["web": 2])
        await named.forge.end(1, as: .closed)
        try await named.propose(["web": 2, "api": 3], accumulates: false)
        #expect(await named.pins(on: ProposalStage.branch) == ["api 3", "web 2"])
    }

    @Test func `a merged branch is stale and replaced`() async throws {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        await shop.repository.set("main", to: shop.repository.branches[ProposalStage.branch])
        await shop.forge.end(1, as: .merged)
        let outcome = try await shop.propose(["api": 3])
        #expect(outcome.request?.number == 2)
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 3", "web 2"])
        #expect(outcome.proposal?.changes.count == 1)
    }

    @Test func `a branch that was squashed into the tracked one is replaced`() async throws {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        await shop.repository.commit([
            ProposalStage.pins([
                "api \(ProposalStage.image("api", 1))", "web \(ProposalStage.image("web", 2))",
            ])
        ])
        await shop.forge.end(1, as: .merged)
        #expect(try await shop.propose(["web": 2]).landing == .nothing)
        let outcome = try await shop.propose(["api": 3])
        #expect(outcome.request?.number == 2)
        #expect(outcome.proposal?.changes.count == 1)
    }

    @Test func `what was merged and undone since is not proposed again`() async throws {
        let shop = ProposalStage("web")
        try await shop.propose(["web": 2])
        await shop.repository.set("main", to: shop.repository.branches[ProposalStage.branch])
        await shop.forge.end(1, as: .merged)
        await shop.repository.commit([ProposalStage.pins(["web \(ProposalStage.image("web", 1))"])])
        await #expect {
            try await shop.propose(["web": 2])
        } throws: { "\($0)".contains("undone since") }
        #expect(await shop.repository.pushes == 1)
    }

    @Test func `a merge that the run had not seen yet is no undoing`() async throws {
        let shop = ProposalStage("web")
        let before = try await shop.repository.tip()
        try await shop.propose(["web": 2])
        await shop.repository.set("main", to: shop.repository.branches[ProposalStage.branch])
        await shop.forge.end(1, as: .merged)
        let outcome = try await shop.run(
            TestPlanner { ground in
                let pin = ground.environment.pins[ProposalStage.key("web")]?.image
                let wanted = ProposalStage.image("web", 2)
                return PlannedChanges(
                    changes: pin.flatMap {
                        $0 == wanted ? nil : [.move(ProposalStage.key("web"), from: $0, to: wanted)]
                    } ?? [])
            }, tip: before)
        #expect(outcome.landing == .nothing)
    }

    @Test func `another open proposal of the same pin is named, and nothing is pushed`()
        async throws
    {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2], as: .bump, accumulates: false)
        await #expect {
            try await shop.propose(["web": 3, "api": 3])
        } throws: { error in
            "\(error)".contains("the open proposal on pinion/production/bump")
                && "\(error)".contains("moves web to r.example.com/shop/web:1.2@sha256")
        }
        #expect(await shop.repository.pushes == 1)
        #expect(try await shop.propose(["api": 3]).landing.word == "pushed")
        // The same image is no conflict, a closed proposal is none, and a rollback is stopped by none.
        #expect(try await shop.propose(["web": 2]).landing.word == "pushed")
        #expect(try await shop.propose(["web": 4], as: .rollback).landing.word == "pushed")
    }

    @Test func `a closed proposal is no conflict`() async throws {
        let shop = ProposalStage("web")
        try await shop.propose(["web": 2], as: .bump, accumulates: false)
        await shop.forge.end(1, as: .closed)
        #expect(try await shop.propose(["web": 3]).landing.word == "pushed")
    }

    @Test func `what people wrote into the pull request stays while the proposal is the same`()
        async throws
    {
        let shop = ProposalStage("web")
        let first = try await shop.propose(["web": 2])
        await shop.forge.edit(1, body: "Please look.\n" + (first.request?.body ?? ""))
        let second = try await shop.propose(["web": 2])
        #expect(second.request?.body.hasPrefix("Please look.") == true)
        #expect(await shop.forge.changes.count == 1)
    }

    @Test func `a pull request that another run opened at the same moment is used`() async throws {
        let shop = ProposalStage("web")
        let (repository, forge) = (shop.repository, shop.forge)
        await repository.beforePush { branch in
            _ = try? await forge.open(
                PullRequestDraft(branch: branch, target: "main", title: "Other", body: ""))
        }
        let outcome = try await shop.propose(["web": 2])
        #expect(outcome.request?.number == 1)
        #expect(await forge.requests.count == 1)
        #expect(await forge.changes.last == "refresh 1 production: move web to 1.2")
    }

    @Test func `fault 13: somebody who commits to the branch at the same moment loses nothing`()
        async throws
    {
        let shop = ProposalStage("api", "web")
        try await shop.propose(["web": 2])
        let repository = shop.repository
        await repository.beforePush { branch in
            _ = await repository.commit(
                [RepositoryFile(path: "NOTES", contents: [1])], to: branch, saying: "Note")
        }
        try await shop.propose(["api": 3])
        #expect(await repository.messages(of: ProposalStage.branch)[1] == "Note")
        #expect(await shop.pins(on: ProposalStage.branch) == ["api 3", "web 2"])
    }
}
