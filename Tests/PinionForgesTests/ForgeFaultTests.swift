import PinionHTTP
import PinionModel
import PinionTesting
import Testing

@testable import PinionForges

@Suite(.timeLimit(.minutes(10)))
struct ForgeFaultTests {
    typealias Fault = StubForge.Fault

    let draft = ForgeFixture.draft

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: Fault.Kind
        var testDescription: String { name }

        init(_ name: String, _ fault: Fault.Kind) {
            self.name = name
            self.fault = fault
        }
    }

    static let lostAnswers = [
        Case("the connection ends after it was done", .doesAndHangsUp),
        Case("a proxy answers 502 after it was done", .doesAndAnswers(502, body: "<html>")),
        Case("a page of HTML comes after it was done", .doesAndAnswers(200, body: "<html>")),
        Case("half of the answer comes after it was done", .truncates),
        Case("the server fails after it was done", .doesAndAnswers(500, body: "oops")),
    ]

    @Test(arguments: StubForge.Flavor.allCases, lostAnswers)
    func `what was done without an answer is not done twice`(
        _ flavor: StubForge.Flavor, _ row: Case
    ) async throws {
        try await withForge(flavor) { fixture in
            let head = try #require(ForgeFixture.head)
            fixture.stub.behave([Fault(row.fault, method: "POST")])
            let request = try await fixture.forge.open(draft)
            #expect(fixture.stub.pulls.count == 1)
            fixture.stub.behave([Fault(row.fault, method: "POST")])
            _ = try await fixture.forge.comment(
                on: request.number, marker: "<!-- m -->", body: "text")
            #expect(fixture.stub.comments.count == 1)
            let status = CommitStatus(context: "pinion", state: .success, sentence: "fine")
            fixture.stub.behave([Fault(row.fault, method: "POST")])
            try await fixture.forge.setStatus(status, of: head)
            #expect(fixture.stub.statuses.count == 1)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `what was not done is done when the forge is back`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.behave([
                Fault(.hangsUp, method: "POST"), Fault(.answers(503, body: "<html>"), times: 3),
            ])
            let request = try await fixture.forge.open(draft)
            #expect(request.number == 1)
            #expect(fixture.stub.pulls.count == 1)
        }
    }

    static let deadForges = [
        Case("a page of HTML", .answers(200, body: "<html>maintenance</html>")),
        Case("an object in place of a list", .answers(200, body: "{}")),
        Case("an entry without its fields", .answers(200, body: "[{}]")),
    ]

    @Test(arguments: StubForge.Flavor.allCases, deadForges)
    func `an answer that is none is an error, not an empty list`(
        _ flavor: StubForge.Flavor, _ row: Case
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.behave([Fault(row.fault, times: 99)])
            await expect(.malformed, saying: fixture.stub.repository) {
                try await fixture.forge.pullRequest(from: draft.branch)
            }
        }
    }

    static let brokenForges = [
        Case("an error of its own", .answers(500, body: "oops")),
        Case("a proxy without it", .answers(502, body: "<html>")),
        Case("connections that end", .hangsUp),
    ]

    @Test(arguments: StubForge.Flavor.allCases, brokenForges)
    func `a forge that stays away is unreachable`(
        _ flavor: StubForge.Flavor, _ row: Case
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.behave([Fault(row.fault, times: 99)])
            await expect(.unreachable, saying: "shop/deploy") {
                try await fixture.forge.pullRequest(from: draft.branch)
            }
            await expect(.unreachable) { try await fixture.forge.open(draft) }
            #expect(fixture.stub.pulls.isEmpty)
        }
    }

    @Test func `a slow answer is waited for`() async throws {
        try await withForge(.gitea) { fixture in
            fixture.stub.behave([Fault(.isSlow(.milliseconds(200)))])
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found == nil)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let flavor: StubForge.Flavor
        let right: String
        let words: String
        var testDescription: String { "\(flavor.rawValue): \(right)" }

        init(_ flavor: StubForge.Flavor, _ right: String, _ words: String) {
            self.flavor = flavor
            self.right = right
            self.words = words
        }
    }

    @Test(arguments: [
        Refusal(.github, "pulls", "the permission pull_requests=write"),
        Refusal(.github, "comments", "the permission issues=write, or pull_requests=write"),
        Refusal(.github, "statuses", "the permission statuses=write"),
        Refusal(.gitlab, "pulls", "the scope api"),
        Refusal(.gitlab, "comments", "the scope api"),
        Refusal(.gitlab, "statuses", "the role Developer"),
        Refusal(.gitea, "pulls", "the scope write:repository"),
        Refusal(.gitea, "comments", "the scope write:issue"),
        Refusal(.gitea, "statuses", "the scope write:repository"),
        Refusal(.bitbucket, "pulls", "the scope pullrequest:write"),
        Refusal(.bitbucket, "comments", "the scope pullrequest"),
        Refusal(.bitbucket, "statuses", "the scope repository:write"),
        Refusal(.bitbucketServer, "pulls", "the permission REPO_WRITE"),
        Refusal(.bitbucketServer, "comments", "the permission REPO_READ"),
        Refusal(.bitbucketServer, "statuses", "a token that may write"),
        Refusal(.azure, "pulls", "the permission PullRequestContribute of the repository"),
        Refusal(.azure, "comments", "the permission PullRequestContribute"),
        Refusal(.azure, "statuses", "the permission GenericContribute"),
    ])
    func `an error says which right the token lacks`(_ row: Refusal) async throws {
        try await withForge(row.flavor) { fixture in
            fixture.stub.add(draft.branch)
            fixture.stub.forbid(row.right)
            await expect(.forbidden, saying: row.words) {
                switch row.right {
                case "pulls": _ = try await fixture.forge.open(draft)
                case "comments":
                    _ = try await fixture.forge.comment(on: 1, marker: "m", body: "text")
                default:
                    try await fixture.forge.setStatus(
                        CommitStatus(context: "c", state: .success, sentence: ""),
                        of: try #require(ForgeFixture.head))
                }
            }
        }
    }

    @Test func `a classic token's scopes are named`() async throws {
        try await withForge(.github) { fixture in
            let body = #"{"message":"Must have write access"}"#
            fixture.stub.behave([
                Fault(.answers(403, headers: ["X-Accepted-OAuth-Scopes": "repo"], body: body))
            ])
            await expect(.forbidden, saying: "one of the scopes repo", "Must have write access") {
                try await fixture.forge.pullRequest(from: draft.branch)
            }
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a repository that is not there may be one that the token may not see`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.behave([Fault(.answers(404, body: #"{"message":"Not Found"}"#))])
            await expect(
                .notFound, saying: "repository \(fixture.stub.repository)", "token", "hide"
            ) {
                try await fixture.forge.pullRequest(from: draft.branch)
            }
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a token that is not valid is named by its variable, never shown`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor, environment: [flavor.variable: "s3cret-old"]) { fixture in
            await expect(.unauthorized, saying: flavor.variable) {
                try await fixture.forge.pullRequest(from: draft.branch)
            }
        }
    }

    @Test func `an answer that repeats the token does not put it into the error`() async throws {
        try await withForge(.gitea) { fixture in
            let body = #"{"message":"bad token \#(StubForge.token) given"}"#
            fixture.stub.behave([Fault(.answers(401, body: body))])
            await expect(.unauthorized, saying: "bad token ••• given") {
                try await fixture.forge.pullRequest(from: draft.branch)
            }
        }
    }

    struct Impossible: Sendable, CustomTestStringConvertible {
        let flavor: StubForge.Flavor
        let branch: String
        let kind: ForgeErrorKind
        let words: String
        var testDescription: String { "\(flavor.rawValue): \(branch)" }

        init(
            _ flavor: StubForge.Flavor, _ branch: String, _ kind: ForgeErrorKind, _ words: String
        ) {
            self.flavor = flavor
            self.branch = branch
            self.kind = kind
            self.words = words
        }
    }

    @Test(arguments: [
        Impossible(.github, "nowhere", .refused, "head: invalid"),
        Impossible(.github, "main", .refused, "No commits between main and main"),
        Impossible(.github, "same", .refused, "No commits between main and same"),
        Impossible(.gitlab, "nowhere", .refused, "does not exist"),
        Impossible(.gitlab, "main", .refused, "same project/branch"),
        Impossible(.gitea, "nowhere", .notFound, "shop/deploy with nowhere and main"),
        Impossible(.gitea, "main", .refused, "no changes between"),
        Impossible(.bitbucket, "nowhere", .refused, "branch not found: nowhere"),
        Impossible(.bitbucket, "same", .refused, "no changes to be pulled"),
        Impossible(.bitbucketServer, "nowhere", .notFound, "shop/deploy with nowhere and main"),
        Impossible(.bitbucketServer, "same", .refused, "already up-to-date"),
        Impossible(.azure, "nowhere", .refused, "TF401398"),
        Impossible(.azure, "main", .refused, "must differ"),
    ])
    func `a pull request that cannot be is refused with the forge's reason`(
        _ row: Impossible
    ) async throws {
        try await withForge(row.flavor) { fixture in
            let draft = PullRequestDraft(
                branch: row.branch, target: "main", title: "t", body: "b")
            await expect(row.kind, saying: row.words) { try await fixture.forge.open(draft) }
            #expect(fixture.stub.requests.filter { $0.method == "POST" }.count == 1)
        }
    }

    @Test func `a list that goes round in a circle ends`() async throws {
        try await withForge(.github) { fixture in
            let link = "<\(fixture.stub.address)/api/v3/x>; rel=\"next\""
            fixture.stub.behave([
                Fault(.answers(200, headers: ["Link": link], body: "[]"), times: 99)
            ])
            await expect(.malformed, saying: "circle") {
                try await fixture.forge.pullRequest(from: draft.branch)
            }
            #expect(fixture.stub.requests.count == 2)
        }
    }
}
