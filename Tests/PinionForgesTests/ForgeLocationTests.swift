import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionForges

@Suite(.timeLimit(.minutes(10)))
struct ForgeLocationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let settings: ForgeSettings?
        let remote: ForgeRemote?
        let environment: [String: String]
        let label: String
        let api: String
        var testDescription: String { name }

        init(
            _ name: String, _ remote: ForgeRemote?, settings: ForgeSettings? = nil,
            environment: [String: String] = [:], _ label: String, _ api: String
        ) {
            self.name = name
            self.settings = settings
            self.remote = remote
            self.environment = environment
            self.label = label
            self.api = api
        }
    }

    static func remote(
        _ scheme: ForgeRemote.Scheme, _ host: String, _ path: String, port: Int? = nil
    ) -> ForgeRemote { ForgeRemote(scheme: scheme, host: host, port: port, path: path) }

    static let gitea = ForgeSettings(kind: .gitea)
    static let at = ForgeSettings(
        kind: .gitlab, address: "https://git.example.com:8443/forge/", repository: nil)
    static let loopback = ForgeSettings(
        kind: .gitea, address: "http://127.0.0.1:3000/forge", repository: "shop/deploy")

    @Test(arguments: [
        Case(
            "GitHub", remote(.https, "github.com", "/shop/deploy.git"), "github.com shop/deploy",
            "https://api.github.com"),
        Case(
            "GitHub by SSH", remote(.ssh, "github.com", "shop/deploy.git"),
            "github.com shop/deploy", "https://api.github.com"),
        Case(
            "GitHub by SSH over 443", remote(.ssh, "ssh.github.com", "shop/deploy.git", port: 443),
            "github.com shop/deploy", "https://api.github.com"),
        Case(
            "data residency", remote(.https, "octo.ghe.com", "/shop/deploy"),
            "octo.ghe.com shop/deploy", "https://api.octo.ghe.com"),
        Case(
            "an Enterprise Server", remote(.https, "github.example.com", "/shop/deploy/"),
            "github.example.com shop/deploy", "https://github.example.com/api/v3"),
        Case(
            "GitLab", remote(.https, "gitlab.com", "/a/b/deploy.git"), "gitlab.com a/b/deploy",
            "https://gitlab.com/api/v4"),
        Case(
            "GitLab by SSH over 443", remote(.ssh, "altssh.gitlab.com", "/a/deploy.git", port: 443),
            "gitlab.com a/deploy", "https://gitlab.com/api/v4"),
        Case(
            "a host's prefix", remote(.ssh, "gitlab.example.com", "/a/deploy.git", port: 2222),
            "gitlab.example.com a/deploy", "https://gitlab.example.com/api/v4"),
        Case(
            "Codeberg", remote(.https, "codeberg.org", "/shop/deploy.git"),
            "codeberg.org shop/deploy", "https://codeberg.org/api/v1"),
        Case(
            "Forgejo by prefix", remote(.https, "forgejo.example.com", "/shop/deploy", port: 3000),
            "forgejo.example.com:3000 shop/deploy", "https://forgejo.example.com:3000/api/v1"),
        Case(
            "a kind alone", remote(.ssh, "git.example.com", "shop/deploy.git"), settings: gitea,
            "git.example.com shop/deploy", "https://git.example.com/api/v1"),
        Case(
            "a sub-path in the remote", remote(.https, "git.example.com", "/forge/shop/deploy.git"),
            settings: gitea, "git.example.com/forge shop/deploy",
            "https://git.example.com/forge/api/v1"),
        Case(
            "port and sub-path configured",
            remote(.https, "git.example.com", "/forge/a/b/deploy.git", port: 8443), settings: at,
            "git.example.com:8443/forge a/b/deploy", "https://git.example.com:8443/forge/api/v4"),
        Case(
            "SSH does not show the sub-path",
            remote(.ssh, "git.example.com", "/a/b/deploy.git", port: 2222), settings: at,
            "git.example.com:8443/forge a/b/deploy", "https://git.example.com:8443/forge/api/v4"),
        Case(
            "settings alone", nil, settings: loopback, "127.0.0.1:3000/forge shop/deploy",
            "http://127.0.0.1:3000/forge/api/v1"),
        Case(
            "plain HTTP on loopback", remote(.http, "127.0.0.1", "/shop/deploy.git", port: 3000),
            settings: gitea, "127.0.0.1:3000 shop/deploy", "http://127.0.0.1:3000/api/v1"),
        Case(
            "a name that ends so", remote(.https, "github.com", "/shop/git"), "github.com shop/git",
            "https://api.github.com"),
        Case(
            "GitLab's CI", remote(.https, "code.example.com", "/gl/a/deploy.git"),
            environment: [
                "CI_SERVER_URL": "https://code.example.com/gl", "CI_PROJECT_PATH": "a/other",
            ], "code.example.com/gl a/deploy", "https://code.example.com/gl/api/v4"),
        Case(
            "GitLab's API in CI", remote(.ssh, "code.example.com", "a/deploy.git"),
            environment: ["CI_API_V4_URL": "https://code.example.com/api/v4"],
            "code.example.com a/deploy", "https://code.example.com/api/v4"),
        Case(
            "GitHub Actions", remote(.https, "code.example.com", "/shop/deploy"),
            environment: [
                "GITHUB_SERVER_URL": "https://code.example.com",
                "GITHUB_API_URL": "https://code.example.com/api/v3",
            ], "code.example.com shop/deploy", "https://code.example.com/api/v3"),
        Case(
            "Gitea's runner", remote(.https, "code.example.com", "/shop/deploy"),
            environment: [
                "GITHUB_SERVER_URL": "https://code.example.com",
                "GITHUB_API_URL": "https://code.example.com/api/v1",
            ], "code.example.com shop/deploy", "https://code.example.com/api/v1"),
        Case(
            "Woodpecker", remote(.https, "code.example.com", "/shop/deploy"),
            environment: [
                "CI": "woodpecker", "CI_FORGE_TYPE": "forgejo",
                "CI_FORGE_URL": "https://code.example.com",
            ], "code.example.com shop/deploy", "https://code.example.com/api/v1"),
        Case(
            "Bitbucket", remote(.https, "bitbucket.org", "/shop/deploy.git"),
            "bitbucket.org shop/deploy", "https://api.bitbucket.org/2.0"),
        Case(
            "Bitbucket by SSH over 443",
            remote(.ssh, "altssh.bitbucket.org", "/shop/deploy.git", port: 443),
            "bitbucket.org shop/deploy", "https://api.bitbucket.org/2.0"),
        Case(
            "Bitbucket Data Center",
            remote(.https, "bitbucket.example.com", "/git/scm/SHOP/deploy.git", port: 8443),
            "bitbucket.example.com:8443/git SHOP/deploy",
            "https://bitbucket.example.com:8443/git/rest"),
        Case(
            "Bitbucket Data Center by SSH",
            remote(.ssh, "bitbucket.example.com", "/~anna/deploy.git", port: 7999),
            "bitbucket.example.com ~anna/deploy", "https://bitbucket.example.com/rest"),
        Case(
            "Bitbucket Data Center configured",
            remote(.https, "git.example.com", "/git/scm/SHOP/deploy.git"),
            settings: ForgeSettings(
                kind: .bitbucketServer, address: "https://git.example.com/git"),
            "git.example.com/git SHOP/deploy", "https://git.example.com/git/rest"),
        Case(
            "Azure DevOps", remote(.https, "dev.azure.com", "/acme/My%20Shop/_git/deploy"),
            "dev.azure.com acme/My Shop/deploy", "https://dev.azure.com"),
        Case(
            "a project with the repository's name",
            remote(.https, "dev.azure.com", "/acme/_git/deploy"),
            "dev.azure.com acme/deploy/deploy", "https://dev.azure.com"),
        Case(
            "Azure DevOps by SSH", remote(.ssh, "ssh.dev.azure.com", "v3/acme/shop/deploy"),
            "dev.azure.com acme/shop/deploy", "https://dev.azure.com"),
        Case(
            "the former address",
            remote(.https, "acme.visualstudio.com", "/DefaultCollection/shop/_git/deploy"),
            "dev.azure.com acme/shop/deploy", "https://dev.azure.com"),
        Case(
            "the former address by SSH",
            remote(.ssh, "vs-ssh.visualstudio.com", "v3/acme/shop/deploy"),
            "dev.azure.com acme/shop/deploy", "https://dev.azure.com"),
        Case(
            "Azure DevOps Server",
            remote(.https, "azure.example.com", "/tfs/Default/shop/_git/deploy"),
            settings: ForgeSettings(kind: .azureDevOps),
            "azure.example.com/tfs Default/shop/deploy", "https://azure.example.com/tfs"),
        Case(
            "Azure Pipelines", remote(.https, "code.example.com", "/tfs/Default/shop/_git/deploy"),
            environment: ["SYSTEM_COLLECTIONURI": "https://code.example.com/tfs/Default/"],
            "code.example.com/tfs Default/shop/deploy", "https://code.example.com/tfs"),
        Case(
            "a job of another forge", remote(.https, "github.com", "/shop/deploy"),
            environment: ["CI_SERVER_URL": "https://gitlab.com"], "github.com shop/deploy",
            "https://api.github.com"),
    ])
    func `the forge is told from settings, remote and CI`(_ row: Case) throws {
        let place = try ForgeLocation(
            settings: row.settings, remote: row.remote, environment: row.environment)
        #expect(place.label == row.label)
        #expect(place.api.description == row.api)
    }

    @Test func `GraphQL stands beside the API of each kind of GitHub`() throws {
        for (host, folder, path) in [
            ("github.com", "", "/graphql"), ("octo.ghe.com", "", "/graphql"),
            ("github.example.com", "", "/api/graphql"),
            ("github.example.com", "/forge", "/forge/api/graphql"),
        ] {
            let web = try HTTPURL(parsing: "https://\(host)\(folder)")
            let place = ForgeLocation(kind: .github, web: web, repository: ["shop", "deploy"])
            #expect(place.graphQL == path)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let remote: ForgeRemote?
        let settings: ForgeSettings?
        let words: String
        var testDescription: String { words }

        init(_ remote: ForgeRemote?, settings: ForgeSettings? = nil, _ words: String) {
            self.remote = remote
            self.settings = settings
            self.words = words
        }
    }

    @Test(arguments: [
        Refusal(remote(.https, "git.example.com", "/shop/deploy"), "forge: { kind: KIND }"),
        Refusal(nil, "forge: { kind: KIND, url: URL, repository: OWNER/NAME }"),
        Refusal(nil, settings: gitea, "`url: https://HOST` and `repository: OWNER/NAME`"),
        Refusal(remote(.http, "git.example.com", "/shop/deploy"), settings: gitea, "plain HTTP"),
        Refusal(
            nil,
            settings: ForgeSettings(
                kind: .gitea, address: "http://git.example.com", repository: "a/b"),
            "plain HTTP"),
        Refusal(
            nil,
            settings: ForgeSettings(
                kind: .gitea, address: "ftp://git.example.com", repository: "a/b"),
            "cannot be read"),
        Refusal(
            nil,
            settings: ForgeSettings(
                kind: .gitea, address: "https://u:p@git.example.com", repository: "a/b"),
            "cannot be read"),
        Refusal(
            nil,
            settings: ForgeSettings(
                kind: .gitea, address: "https://git.example.com?a=b", repository: "a/b"),
            "query"),
        Refusal(
            nil,
            settings: ForgeSettings(
                kind: .gitea, address: "https://git.example.com", repository: "a/b/c"),
            "is no repository of Gitea"),
        Refusal(
            nil,
            settings: ForgeSettings(
                kind: .gitea, address: "https://git.example.com", repository: "../b"),
            "is no repository of Gitea"),
        Refusal(remote(.https, "github.com", "/deploy.git"), "is no repository of GitHub"),
        Refusal(remote(.https, "dev.azure.com", "/acme/deploy"), "ORGANIZATION/PROJECT/NAME"),
        Refusal(
            nil, settings: ForgeSettings(kind: .gitlab, address: "https://git.example.com"),
            "does not name the repository"),
    ])
    func `what cannot be told is refused with the line to write`(_ row: Refusal) async {
        await expect(.unconfigured, saying: row.words, "pinion.yaml") {
            try ForgeLocation(settings: row.settings, remote: row.remote, environment: [:])
        }
    }

    struct Branch: Sendable, CustomTestStringConvertible {
        let host: String
        let address: String
        var testDescription: String { host }

        init(_ host: String, _ address: String) {
            self.host = host
            self.address = address
        }
    }

    @Test(arguments: [
        Branch(
            "github.com",
            "https://github.com/shop/deploy/compare/main...pinion/production/bump?expand=1"),
        Branch(
            "gitlab.com",
            "https://gitlab.com/shop/deploy/-/merge_requests/new?merge_request%5Bsource_branch%5D=pinion%2Fproduction%2Fbump"
        ),
        Branch(
            "codeberg.org", "https://codeberg.org/shop/deploy/compare/main...pinion/production/bump"
        ),
        Branch(
            "bitbucket.org",
            "https://bitbucket.org/shop/deploy/pull-requests/new?source=pinion%2Fproduction%2Fbump"
        ),
        Branch("git.example.com", ""),
    ])
    func `without a forge a branch has the address where it is compared`(
        _ row: Branch
    ) async throws {
        let http = HTTPClient(clock: .test())
        await http.shutdown()  // whoever asked something now would fail
        let forge = try await ForgeConnection.make(
            settings: ForgeSettings(kind: ForgeKind.none),
            remote: Self.remote(.ssh, row.host, "shop/deploy.git"), environment: [:],
            credential: { _ in nil }, http: http)
        let found = try await forge.pullRequest(from: "pinion/production/bump")
        #expect(found == nil)
        let request = try await forge.open(ForgeFixture.draft)
        #expect(request.number == 0)
        #expect(request.address == row.address)
        let again = try await forge.refresh(request, title: "x", body: "y")
        #expect(again == request)
        await expect(.unconfigured, saying: "kind: none") {
            try await forge.comment(on: 0, marker: "m", body: "b")
        }
    }

    @Test func `no forge needs no remote`() async throws {
        let place = try ForgeLocation(
            settings: ForgeSettings(kind: ForgeKind.none), remote: nil, environment: [:])
        #expect(place.kind == .none)
    }
}
