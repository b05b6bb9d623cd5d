import PinionModel
import PinionTesting
import Testing

@testable import PinionForges

/// What an environment's file options for the pull requests of its proposals.
@Suite(.timeLimit(.minutes(10)))
struct ForgeWishTests {
    let draft = ForgeFixture.draft

    /// What is said where nothing fails, by forges that lack labels.
    private func lacks(_ flavor: StubForge.Flavor) -> Int {
        [.bitbucket, .bitbucketServer].contains(flavor) ? 1 : 0
    }

    private func grant(
        _ options: PullRequestOptions, _ fixture: ForgeFixture
    ) async throws -> [String] {
        let opened = try await fixture.forge.open(
            PullRequestDraft(
                branch: draft.branch, target: "main", title: draft.title, body: draft.body,
                isDraft: options.isDraft))
        let granting = try #require(fixture.forge as? any PullRequestConfiguring)
        return await granting.apply(options, to: opened, into: "main")
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `labels and reviewers are there, and who does not exist is said`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let options = PullRequestOptions(
                labels: ["pins", "go live"], reviewers: ["anna", "ben"])
            let notes = try await grant(options, fixture)
            #expect(notes.count == lacks(flavor), "\(notes)")
            #expect(notes.allSatisfy { $0.contains("has no labels") })
            #expect(fixture.stub.pulls[0].requested == ["anna", "ben"])
            #expect(fixture.stub.pulls[0].labels == (notes.isEmpty ? ["pins", "go live"] : []))
        }
        try await withForge(flavor) { fixture in
            let notes = try await grant(PullRequestOptions(reviewers: ["nobody", "anna"]), fixture)
            #expect(notes.count == 1, "\(notes)")
            #expect(fixture.stub.pulls.map(\.state) == ["open"])
            // Bitbucket Cloud takes all of them or none.
            #expect(fixture.stub.pulls[0].requested == (flavor == .bitbucket ? [] : ["anna"]))
        }
    }

    @Test(arguments: [StubForge.Flavor.github, .gitea])
    func `a reviewer with a slash is a team`(_ flavor: StubForge.Flavor) async throws {
        try await withForge(flavor) { fixture in
            let notes = try await grant(PullRequestOptions(reviewers: ["shop/platform"]), fixture)
            #expect(notes.isEmpty)
            #expect(fixture.stub.pulls[0].requested == ["platform"])
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a draft stays one when it is refreshed, and is none once people say so`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let notes = try await grant(PullRequestOptions(isDraft: true), fixture)
            #expect(notes.isEmpty, "\(notes)")
            let opened = try await fixture.forge.pullRequest(from: draft.branch)
            let found = try #require(opened)
            #expect(found.isDraft)
            let refreshed = try await fixture.forge.refresh(found, title: "other", body: "b")
            #expect(refreshed.isDraft && refreshed.title.hasSuffix("other"))
            guard refreshed.title != "other" else { return }
            fixture.stub.retitle(1, "other")
            let ready = try await fixture.forge.pullRequest(from: draft.branch)
            let again = try await fixture.forge.refresh(
                try #require(ready), title: "third", body: "b")
            #expect(again.title == "third" && !again.isDraft)
        }
    }

    @Test(arguments: [StubForge.Flavor.github, .bitbucketServer])
    func `where drafts are not known it is opened all the same`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.forbid("drafts")
            let notes = try await grant(PullRequestOptions(isDraft: true), fixture)
            #expect(notes.count == 1 && notes[0].contains("not as a draft"), "\(notes)")
            #expect(fixture.stub.pulls.map(\.isDraft) == [false])
        }
    }

    @Test(arguments: [StubForge.Flavor.github, .gitlab, .gitea, .azure])
    func `fault 89: nothing merges by itself where the forge does not wait for the gate`(
        _ flavor: StubForge.Flavor
    ) async throws {
        let others = flavor == .gitlab ? [] : ["tests", "pinion/rules"]
        try await withForge(flavor) { fixture in
            for context in others { fixture.stub.require(context) }
            let notes = try await grant(PullRequestOptions(autoMerges: true), fixture)
            #expect(notes.count == 1 && notes[0].contains("does not merge by itself"), "\(notes)")
            #expect(fixture.stub.pulls.map(\.autoMerges) == [false])
            #expect(fixture.stub.pulls.map(\.state) == ["open"])
        }
        try await withForge(flavor) { fixture in
            for context in others + ["pinion"] { fixture.stub.require(context) }
            let notes = try await grant(PullRequestOptions(autoMerges: true), fixture)
            #expect(notes.isEmpty, "\(notes)")
            #expect(fixture.stub.pulls.map(\.autoMerges) == [true])
            #expect(fixture.stub.pulls.map(\.state) == ["open"])
        }
    }

    @Test(arguments: [StubForge.Flavor.bitbucket, .bitbucketServer])
    func `a forge that merges nothing by itself says so`(_ flavor: StubForge.Flavor) async throws {
        try await withForge(flavor) { fixture in
            let notes = try await grant(PullRequestOptions(autoMerges: true), fixture)
            #expect(notes.count == 1 && notes[0].contains("merges nothing by itself"))
        }
    }
}
