import PinionModel
import PinionTesting
import Testing

@testable import PinionForges

/// Two pull requests of one branch, as two runs a moment apart make them on Gitea 1.15.
@Suite(.timeLimit(.minutes(10)))
struct ForgeTwinTests {
    private func withTwins(
        _ flavor: StubForge.Flavor,
        _ work: (StubForge, any DuplicateClosing, [PullRequest]) async throws -> Void
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.takeTwins()
            _ = try await fixture.forge.open(ForgeFixture.draft)
            _ = try await fixture.forge.open(ForgeFixture.draft)
            let twins = try #require(fixture.forge as? any DuplicateClosing)
            let both = try await twins.openPullRequests(
                from: ForgeFixture.draft.branch, into: "main")
            #expect(both.map(\.number) == [1, 2])
            try await work(fixture.stub, twins, both)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `fault 85: a twin is closed with a sentence, and is no closed proposal afterwards`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withTwins(flavor) { stub, twins, both in
            let answer1 = try await twins.hasPeople(both[1])
            #expect(!answer1)
            try await twins.close(both[1], asTwinOf: both[0])
            #expect(stub.pulls.map(\.state) == ["open", "closed"])
            #expect(stub.pulls[1].body.contains("\(both[0].address) is the one to use"))
            stub.end(1, as: "merged")
            let forge = try #require(twins as? any Forge)
            let newest = try await forge.pullRequest(from: ForgeFixture.draft.branch)
            #expect(newest?.number == 1 && newest?.state == .merged)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `fault 85: whoever comments, reviews or opened it has a part in a pull request`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withTwins(flavor) { stub, twins, both in
            stub.say("our own", on: 1, by: StubForge.user)
            let answer2 = try await twins.hasPeople(both[0])
            #expect(!answer2)
            stub.say("why?", on: 1, by: "anna")
            let answer3 = try await twins.hasPeople(both[0])
            #expect(answer3)
            if flavor == .gitlab {
                stub.say("approved this merge request", on: 2, by: "anna")
            } else {
                stub.review(2, by: "anna")
            }
            let answer4 = try await twins.hasPeople(both[1])
            #expect(answer4)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `fault 85: where nobody can tell whose token it is nothing is closed`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withTwins(flavor) { stub, twins, both in
            stub.forbid("user", "viewer")
            let answer5 = try await twins.hasPeople(both[1])
            #expect(answer5)
        }
    }

    @Test func `fault 85: a job of GitHub's knows its own although it may not ask for the user`()
        async throws
    {
        try await withTwins(.github) { stub, twins, both in
            stub.forbid("user")
            let hasPeople = try await twins.hasPeople(both[1])
            #expect(!hasPeople)
            _ = try await (twins as? any Forge)?.comment(on: 1, marker: "m", body: "one")
            #expect(stub.comments.map(\.body) == ["<!-- m -->\none"])
        }
    }
}
