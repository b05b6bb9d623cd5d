import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionForges

@Suite(.timeLimit(.minutes(10)))
struct ForgeTokenTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let kind: ForgeKind
        let host: String
        let environment: [String: String]
        let source: String?
        var testDescription: String { name }

        init(
            _ name: String, _ kind: ForgeKind, _ host: String, _ environment: [String: String],
            _ source: String?
        ) {
            self.name = name
            self.kind = kind
            self.host = host
            self.environment = environment
            self.source = source
        }
    }

    static let actions = ["GITHUB_TOKEN": "t", "GITHUB_SERVER_URL": "https://github.com"]
    static let server = ["GITHUB_TOKEN": "t", "GITHUB_SERVER_URL": "https://git.example.com"]
    static let runner = server.merging(["GITHUB_ACTIONS": "true"]) { $1 }
    static let job = ["CI_JOB_TOKEN": "t", "CI_SERVER_URL": "https://gitlab.com"]

    @Test(arguments: [
        Case(
            "GITHUB_TOKEN", .github, "github.com", ["GITHUB_TOKEN": "t", "GH_TOKEN": "u"],
            "GITHUB_TOKEN"),
        Case("GH_TOKEN", .github, "github.com", ["GH_TOKEN": "t\n"], "GH_TOKEN"),
        Case(
            "an empty variable is none", .github, "github.com",
            ["GITHUB_TOKEN": "", "GH_TOKEN": "t"], "GH_TOKEN"),
        Case(
            "data residency", .github, "octo.ghe.com", ["GITHUB_TOKEN": "u", "GH_TOKEN": "t"],
            "GH_TOKEN"),
        Case(
            "an Enterprise Server", .github, "git.example.com",
            ["GITHUB_TOKEN": "u", "GH_TOKEN": "u", "GH_ENTERPRISE_TOKEN": "t"],
            "GH_ENTERPRISE_TOKEN"),
        Case(
            "github.com's token stays there", .github, "git.example.com",
            ["GITHUB_TOKEN": "u", "GH_TOKEN": "u"], nil),
        Case("a job of github.com elsewhere", .github, "git.example.com", actions, nil),
        Case("a job of an Enterprise Server", .github, "git.example.com", runner, "GITHUB_TOKEN"),
        Case("a job of an Enterprise Server to github.com", .github, "github.com", runner, nil),
        Case("a job's port is its own", .github, "git.example.com:8443", runner, nil),
        Case(
            "a job of ghe.com", .github, "octo.ghe.com",
            runner.merging(["GITHUB_SERVER_URL": "https://octo.ghe.com"]) { $1 }, "GITHUB_TOKEN"),
        Case(
            "GITHUB_SERVER_URL alone is no job", .github, "git.example.com", server, nil),
        Case("nor on Gitea", .gitea, "git.example.com", server, nil),
        Case(
            "another host of the CLI", .github, "git.example.com",
            ["GH_ENTERPRISE_TOKEN": "u", "GH_HOST": "other.example.com"], nil),
        Case(
            "this host of the CLI", .github, "git.example.com",
            ["GH_ENTERPRISE_TOKEN": "t", "GH_HOST": "git.example.com"], "GH_ENTERPRISE_TOKEN"),
        Case(
            "GITLAB_TOKEN", .gitlab, "git.example.com", ["GITLAB_TOKEN": "t", "GITHUB_TOKEN": "u"],
            "GITLAB_TOKEN"),
        Case(
            "another host of GitLab's CLI", .gitlab, "git.example.com",
            ["GITLAB_TOKEN": "t", "GITLAB_HOST": "https://gitlab.com"], nil),
        Case("a job's token", .gitlab, "gitlab.com", job, "CI_JOB_TOKEN"),
        Case("a job's token elsewhere", .gitlab, "git.example.com", job, nil),
        Case("a job's token without its server", .gitlab, "gitlab.com", ["CI_JOB_TOKEN": "t"], nil),
        Case(
            "GITEA_TOKEN", .gitea, "git.example.com", ["GITEA_TOKEN": "t", "FORGEJO_TOKEN": "u"],
            "GITEA_TOKEN"),
        Case("FORGEJO_TOKEN", .gitea, "git.example.com", ["FORGEJO_TOKEN": "t"], "FORGEJO_TOKEN"),
        Case("a job of Gitea's runner", .gitea, "git.example.com", runner, "GITHUB_TOKEN"),
        Case(
            "BITBUCKET_TOKEN", .bitbucket, "bitbucket.org",
            ["BITBUCKET_TOKEN": "t", "GITHUB_TOKEN": "u"], "BITBUCKET_TOKEN"),
        Case(
            "a personal token of Azure DevOps", .azureDevOps, "dev.azure.com",
            ["AZURE_DEVOPS_EXT_PAT": "t", "SYSTEM_ACCESSTOKEN": "u"], "AZURE_DEVOPS_EXT_PAT"),
        Case(
            "a job of the same organization", .azureDevOps, "dev.azure.com",
            ["SYSTEM_ACCESSTOKEN": "t", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/Shop/"],
            "SYSTEM_ACCESSTOKEN"),
        Case(
            "a job of the organization's other address", .azureDevOps, "dev.azure.com",
            ["SYSTEM_ACCESSTOKEN": "t", "SYSTEM_COLLECTIONURI": "https://shop.visualstudio.com/"],
            "SYSTEM_ACCESSTOKEN"),
        Case(
            "a job of another organization", .azureDevOps, "dev.azure.com",
            ["SYSTEM_ACCESSTOKEN": "u", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/other/"],
            nil),
        Case(
            "a job of another server", .azureDevOps, "azure.example.com",
            ["SYSTEM_ACCESSTOKEN": "u", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/shop/"],
            nil),
        Case(
            "GitHub's token is none of Gitea's", .gitea, "git.example.com", ["GITHUB_TOKEN": "u"],
            nil),
    ])
    func `a variable's token goes to the host that it belongs to`(_ row: Case) async throws {
        let web = try HTTPURL(parsing: "https://\(row.host)")
        let location = ForgeLocation(kind: row.kind, web: web, repository: ["shop", "deploy"])
        let finder = TokenFinder(location: location, environment: row.environment)
        let token = await finder.token { _ in nil }
        #expect(token?.source == row.source)
        #expect(row.source == nil || token?.secret.revealed == "t")
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `what git keeps for the host is taken last`(_ flavor: StubForge.Flavor) async throws {
        try await StubForge(flavor).serving { stub in
            let http = HTTPClient(clock: .test())
            let forge = try await ForgeConnection.make(
                settings: ForgeSettings(
                    kind: ForgeKind(flavor), address: stub.address, repository: stub.repository),
                remote: nil, environment: [:],
                credential: { endpoint in
                    guard endpoint.host == "127.0.0.1" else { return nil }
                    return Login(
                        user: StubForge.user, secret: Secret(StubForge.token))
                }, http: http)
            let found = try await forge.pullRequest(from: "x")
            #expect(found == nil)
            await http.shutdown()
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `without a token nothing is asked, and the way out is said`(
        _ flavor: StubForge.Flavor
    ) async throws {
        await expect(.unauthorized, saying: "shop/deploy", "set ") {
            try await withForge(flavor, environment: ["GITHUB_TOKEN": "u"]) { _ in }
        }
    }

    @Test func `a job's token says that it reaches little`() async throws {
        try await StubForge(.gitlab).serving { stub in
            let http = HTTPClient(clock: .test())
            let forge = try await ForgeConnection.make(
                settings: ForgeSettings(
                    kind: .gitlab, address: stub.address, repository: "shop/deploy"),
                remote: nil,
                environment: ["CI_JOB_TOKEN": StubForge.token, "CI_SERVER_URL": stub.address],
                credential: { _ in nil }, http: http)
            await expect(.unauthorized, saying: "CI_JOB_TOKEN", "GITLAB_TOKEN") {
                try await forge.pullRequest(from: "x")
            }
            #expect(stub.requests.first?["JOB-TOKEN"] == StubForge.token)
            await http.shutdown()
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `the token does not follow a redirect to another host, whose answer is not believed`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await LoopbackServer.serving(answer: { _ in .text(200, [], "[]") }) { elsewhere in
            try await withForge(flavor) { fixture in
                let target = "http://127.0.0.1:\(elsewhere.port)/"
                fixture.stub.behave([
                    StubForge.Fault(.answers(302, headers: ["Location": target]), times: 9)
                ])
                await expect(.refused, saying: "sends elsewhere") {
                    try await fixture.forge.pullRequest(from: "x")
                }
                await expect(.refused, saying: "sends elsewhere") {
                    try await fixture.forge.open(ForgeFixture.draft)
                }
            }
            for request in elsewhere.requests {
                #expect(!request.headers.contains { $0.value.contains(StubForge.token) })
            }
        }
    }

    @Test func `the fields of every form are dropped at a redirect and never printed`() {
        for form: ForgeToken.Form in [.bearer, .token, .basic(user: "u"), .job] {
            var headers: Headers = [:]
            let token = ForgeToken(secret: Secret("s3cret"), form: form, source: "X")
            token.authorize(&headers)
            #expect(headers.fields.count == 1)
            #expect(headers.withoutCredentials.fields.isEmpty)
            #expect(!headers.description.contains("s3cret"))
            #expect(!String(describing: token).contains("s3cret"))
        }
    }
}
