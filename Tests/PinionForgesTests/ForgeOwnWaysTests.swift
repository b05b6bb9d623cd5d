import PinionHTTP
import PinionModel
import PinionTesting
import Testing

@testable import PinionForges

/// What Bitbucket and Azure DevOps have of their own.
@Suite(.timeLimit(.minutes(10)))
struct ForgeOwnWaysTests {
    typealias Fault = StubForge.Fault

    let draft = ForgeFixture.draft
    static let bitbuckets = [StubForge.Flavor.bitbucket, .bitbucketServer]

    @Test(arguments: bitbuckets)
    func `whoever was asked for a review still is after title and body were written`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let opened = try await fixture.forge.open(draft)
            fixture.stub.request(1, reviewBy: "anna")
            _ = try await fixture.forge.refresh(opened, title: "t", body: "b")
            #expect(fixture.stub.pulls.map(\.title) == ["t"])
            #expect(fixture.stub.pulls.map(\.requested) == [["anna"]])
        }
    }

    @Test func `what somebody else wrote in between is read, and written over`() async throws {
        try await withForge(.bitbucketServer) { fixture in
            let opened = try await fixture.forge.open(draft)
            let text = #"{"errors":[{"message":"The pull request is out of date"}]}"#
            fixture.stub.behave([Fault(.answers(409, body: text), method: "PUT")])
            _ = try await fixture.forge.refresh(opened, title: "t", body: "b")
            #expect(fixture.stub.pulls.map(\.title) == ["t"])
            fixture.stub.behave([Fault(.answers(409, body: text), method: "PUT", times: 9)])
            await expect(.refused, saying: "out of date") {
                try await fixture.forge.refresh(opened, title: "u", body: "b")
            }
        }
    }

    @Test(arguments: bitbuckets)
    func `HTML is written as what is shown likewise, for it would stand there as it is`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let body = "<!-- mark -->\na<br>b\n```\n<!-- code -->\n```\n"
            let opened = try await fixture.forge.open(
                PullRequestDraft(
                    branch: draft.branch, target: draft.target, title: "t", body: body))
            #expect(fixture.stub.pulls[0].body == "[//]: # (mark)\na, b\n```\n<!-- code -->\n```\n")
            let writes = fixture.stub.writes
            _ = try await fixture.forge.refresh(opened, title: "t", body: body)
            #expect(fixture.stub.writes == writes)
        }
    }

    @Test func `a context that is longer than Bitbucket's keys is known again`() async throws {
        try await withForge(.bitbucket) { fixture in
            let head = try #require(ForgeFixture.head)
            let long = "pinion/" + String(repeating: "a", count: 62)
            for context in [long + "b", long + "c", long + "b"] {
                try await fixture.forge.setStatus(
                    CommitStatus(context: context, state: .success, sentence: "ok"), of: head)
            }
            #expect(fixture.stub.statuses.map(\.context) == [long + "b", long + "c"])
            let found = try await fixture.forge.statuses(of: head, under: "pinion")
            #expect(found == [long + "b": true, long + "c": true])
            #expect(fixture.stub.statuses.allSatisfy { $0.address.hasPrefix(fixture.stub.address) })
        }
    }

    @Test(arguments: bitbuckets)
    func `with a user's name the token is a password`(_ flavor: StubForge.Flavor) async throws {
        let variables = ["BITBUCKET_TOKEN": StubForge.token, "BITBUCKET_USERNAME": StubForge.user]
        try await withForge(flavor, environment: variables) { fixture in
            let found = try await fixture.forge.pullRequest(from: "x")
            #expect(found == nil)
            #expect(fixture.stub.requests.first?["Authorization"]?.hasPrefix("Basic ") == true)
        }
    }

    @Test func `a body that Azure's list cuts is read whole`() async throws {
        try await withForge(.azure) { fixture in
            let body = String(repeating: "a line of changes\n", count: 60) + "Pinion-Intent: `x`"
            let opened = try await fixture.forge.open(
                PullRequestDraft(
                    branch: draft.branch, target: draft.target, title: "t", body: body))
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found == opened && found?.body == body)
            fixture.stub.end(1, as: "closed")
            let recalling = try #require(fixture.forge as? any ClosedListing)
            let closed = try await recalling.closedPullRequests(from: draft.branch)
            #expect(closed.map(\.body) == [body])
        }
    }

    @Test func `a list of Azure's is read past its first hundred`() async throws {
        try await withForge(.azure) { fixture in
            fixture.stub.add(draft.branch)
            fixture.stub.add(draft.branch, isFork: true, times: 205)
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found?.number == 1)
        }
    }

    @Test func `fault 89: a status of Azure's pull request is of what was pushed with its commit`()
        async throws
    {
        try await withForge(.azure) { fixture in
            let head = try #require(ForgeFixture.head)
            fixture.stub.add(draft.branch)
            var status = CommitStatus(
                context: "pinion/rules", state: .success, sentence: "ok")
            status.pullRequest = 1
            for _ in 0..<2 { try await fixture.forge.setStatus(status, of: head) }
            func shown() -> [String] {
                fixture.stub.statuses.filter { $0.pull == 1 }
                    .map { "\($0.iteration ?? 0) \($0.context) \($0.state)" }
            }
            #expect(shown() == ["1 pinion/rules succeeded"])
            #expect(fixture.stub.statuses.count { $0.pull == nil } == 1)

            let next = String(repeating: "c", count: 40)
            fixture.stub.push(next, to: draft.branch)
            status = CommitStatus(
                context: "pinion/rules", state: .failure, sentence: "no")
            status.pullRequest = 1
            try await fixture.forge.setStatus(status, of: try #require(CommitID(parsing: next)))
            #expect(shown() == ["1 pinion/rules succeeded", "2 pinion/rules failed"])

            // A former commit keeps its own, and one that nobody pushed to it says nothing there.
            try await fixture.forge.setStatus(status, of: head)
            #expect(shown().last == "1 pinion/rules failed")
            status = CommitStatus(context: "pinion/rules", state: .pending, sentence: "?")
            status.pullRequest = 1
            let other = try #require(CommitID(parsing: String(repeating: "a", count: 40)))
            try await fixture.forge.setStatus(status, of: other)
            #expect(shown().count == 3)
        }
    }

    @Test(arguments: [203, 302, 401])
    func `a page to sign in at is a token that is not valid`(_ status: Int) async throws {
        try await withForge(.azure) { fixture in
            let there = ["Location": fixture.stub.address + "/_signin?realm=x"]
            fixture.stub.behave([
                Fault(
                    .answers(status, headers: status == 302 ? there : [:], body: "<html>"),
                    path: "/pullrequests", times: 9)
            ])
            await expect(.unauthorized, saying: "AZURE_DEVOPS_TOKEN", "renew") {
                try await fixture.forge.pullRequest(from: draft.branch)
            }
            await expect(.unauthorized, saying: "AZURE_DEVOPS_TOKEN") {
                try await fixture.forge.open(draft)
            }
        }
    }
}
