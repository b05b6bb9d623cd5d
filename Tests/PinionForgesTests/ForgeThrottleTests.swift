import PinionModel
import PinionTesting
import Testing

@testable import PinionForges

@Suite(.timeLimit(.minutes(10)))
struct ForgeThrottleTests {
    typealias Fault = StubForge.Fault

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let flavor: StubForge.Flavor
        let status: Int
        let headers: [String: String]
        let body: String
        let wait: Duration
        var testDescription: String { name }

        init(
            _ name: String, _ flavor: StubForge.Flavor, _ status: Int, _ headers: [String: String],
            _ body: String = "{}", wait: Duration
        ) {
            self.name = name
            self.flavor = flavor
            self.status = status
            self.headers = headers
            self.body = body
            self.wait = wait
        }
    }

    static func reset(in seconds: Int64) -> String {
        String(Timestamp.test.secondsSinceEpoch + seconds)
    }

    static let secondary =
        #"{"message":"You have exceeded a secondary rate limit","documentation_url":"#
        + #""https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"}"#

    static let short = [
        Case(
            "GitHub's limit", .github, 403,
            ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset(in: 20)], wait: .seconds(21)),
        Case(
            "GitHub's limit with 429", .github, 429,
            ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset(in: 3)], wait: .seconds(4)),
        Case("a secondary limit", .github, 403, ["Retry-After": "30"], wait: .seconds(30)),
        Case("a secondary limit without a field", .github, 403, [:], secondary, wait: .seconds(60)),
        Case(
            "GitLab's limit", .gitlab, 429,
            ["Retry-After": "5", "RateLimit-Reset": reset(in: 5)], wait: .seconds(5)),
        Case("GitLab's reset", .gitlab, 429, ["RateLimit-Reset": reset(in: 7)], wait: .seconds(8)),
        Case("Gitea's limit", .gitea, 429, ["Retry-After": "2"], wait: .seconds(2)),
        Case("Gitea's limit without a field", .gitea, 429, [:], wait: .seconds(60)),
        Case("a reset that is over", .gitea, 429, ["Retry-After": "0"], wait: .seconds(1)),
    ]

    @Test(arguments: short)
    func `fault 38: a short wait is made, and the request sent again`(_ row: Case) async throws {
        try await withForge(row.flavor) { fixture in
            let fault = Fault(.answers(row.status, headers: row.headers, body: row.body))
            fixture.stub.behave([fault])
            _ = try await fixture.forge.open(ForgeFixture.draft)
            #expect(fixture.waits.all == [row.wait])
            #expect(fixture.stub.pulls.count == 1)
        }
    }

    @Test func `fault 38: a forge that is away for a moment is waited for`() async throws {
        try await withForge(.gitea) { fixture in
            fixture.stub.behave([Fault(.answers(503, headers: ["Retry-After": "4"]))])
            _ = try await fixture.forge.pullRequest(from: "x")
            #expect(fixture.waits.all == [.seconds(4)])
        }
    }

    static let long = [
        Case(
            "GitHub's limit", .github, 403,
            ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset(in: 599)], wait: .seconds(600)
        ),
        Case("GitLab's limit", .gitlab, 429, ["Retry-After": "600"], wait: .seconds(600)),
        Case("Gitea's limit", .gitea, 429, ["Retry-After": "600"], wait: .seconds(600)),
    ]

    @Test(arguments: long)
    func `fault 38: a long wait is not made but told`(_ row: Case) async throws {
        try await withForge(row.flavor) { fixture in
            let fault = Fault(.answers(row.status, headers: row.headers, body: row.body), times: 99)
            fixture.stub.behave([fault])
            await expect(.throttled, saying: "2026-11-23T12:10:00Z") {
                try await fixture.forge.open(ForgeFixture.draft)
            }
            #expect(fixture.waits.all.isEmpty)
            #expect(fixture.stub.requests.count == 1)
        }
    }

    @Test func `fault 38: a forge that asks to wait again and again is not waited for`()
        async throws
    {
        try await withForge(.gitea) { fixture in
            fixture.stub.behave([Fault(.answers(429, headers: ["Retry-After": "9"]), times: 99)])
            await expect(.throttled) { try await fixture.forge.open(ForgeFixture.draft) }
            #expect(fixture.waits.all == [.seconds(9), .seconds(9)])
        }
    }

    @Test func `a refusal that is no limit is not waited for`() async throws {
        try await withForge(.github) { fixture in
            let headers = ["X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": Self.reset(in: 9)]
            fixture.stub.behave([Fault(.answers(403, headers: headers, body: "{}"))])
            await expect(.forbidden) { try await fixture.forge.open(ForgeFixture.draft) }
            #expect(fixture.waits.all.isEmpty)
        }
    }
}
