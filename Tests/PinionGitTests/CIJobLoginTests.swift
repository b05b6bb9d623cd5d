import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

/// The login of a CI job: for the server that runs it, and for no other.
@Suite(.timeLimit(.minutes(10)))
struct CIJobLoginTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let environment: [String: String]
        let address: String
        let user: String?

        init(
            _ name: String, _ environment: [String: String], _ address: String, _ user: String?
        ) {
            testDescription = name
            self.environment = environment
            self.address = address
            self.user = user
        }
    }

    static func actions(_ server: String, _ more: [String: String] = [:]) -> [String: String] {
        [
            "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": server, "GITHUB_TOKEN": "s3cret\n",
        ].merging(more) { $1 }
    }

    static func gitlab(_ server: String, _ more: [String: String] = [:]) -> [String: String] {
        ["GITLAB_CI": "true", "CI_SERVER_URL": server, "CI_JOB_TOKEN": "s3cret"].merging(more) {
            $1
        }
    }

    static func woodpecker(_ server: String) -> [String: String] {
        [
            "CI": "woodpecker", "CI_FORGE_URL": server, "CI_FORGE_TYPE": "gitea",
            "GITEA_TOKEN": "s3cret", "GITLAB_TOKEN": "another",
        ]
    }

    static func azure(_ more: [String: String] = [:]) -> [String: String] {
        [
            "TF_BUILD": "True", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/",
            "SYSTEM_ACCESSTOKEN": "s3cret",
        ].merging(more) { $1 }
    }

    static func bitbucket(_ more: [String: String] = [:]) -> [String: String] {
        ["BITBUCKET_BUILD_NUMBER": "7", "BITBUCKET_TOKEN": "s3cret"].merging(more) { $1 }
    }

    static let server = "https://git.example.com"
    static let gitea = [
        "GITEA_ACTIONS": "true", "GITHUB_TOKEN": "another", "GITEA_TOKEN": "s3cret",
    ]
    static let forgejo = ["FORGEJO_ACTIONS": "true", "FORGEJO_TOKEN": "s3cret"]

    static let cases: [Case] = [
        Case(
            "github.com", actions("https://github.com"), "https://github.com/a/b", "x-access-token"),
        Case("an Enterprise Server", actions(server), "\(server)/a/b.git", "x-access-token"),
        Case("ghe.com", actions("https://o.ghe.com"), "https://o.ghe.com/a/b", "x-access-token"),
        Case("its own port", actions("\(server):8443/"), "\(server):8443/a/b", "x-access-token"),
        Case(
            "a port in capitals", actions("HTTPS://Git.example.com:443"), "\(server)/a",
            "x-access-token"),
        Case(
            "a loopback server", actions("http://127.0.0.1:3000"), "http://127.0.0.1:3000/a",
            "x-access-token"),
        Case("its sub-path", actions("\(server)/forge"), "\(server)/forge/a/b", "x-access-token"),
        Case("Gitea's own variable", actions(server, gitea), "\(server)/a/b", "x-access-token"),
        Case("Forgejo's own variable", actions(server, forgejo), "\(server)/a/b", "x-access-token"),
        Case("GitLab's job", gitlab(server), "\(server)/a/b.git", "gitlab-ci-token"),
        Case(
            "GitLab's token before the job's",
            gitlab(server, ["GITLAB_TOKEN": "s3cret", "CI_JOB_TOKEN": "another"]), "\(server)/a",
            "oauth2"),
        Case("Woodpecker's forge", woodpecker(server), "\(server)/a/b.git", "oauth2"),
        Case("Azure's job", azure(), "https://dev.azure.com/acme/shop/_git/b", "pinion"),
        Case(
            "a token of one's own in Azure's job",
            azure(["AZURE_DEVOPS_EXT_PAT": "s3cret", "SYSTEM_ACCESSTOKEN": "another"]),
            "https://acme@dev.azure.com/acme/shop/_git/b", "pinion"),
        Case("Bitbucket's job", bitbucket(), "https://bitbucket.org/shop/b.git", "x-token-auth"),
        Case(
            "a user's token in Bitbucket's job",
            bitbucket(["BITBUCKET_USERNAME": "anna@example.com"]),
            "https://bitbucket.org/shop/b.git", "x-bitbucket-api-token-auth"),
        // Never to another server.
        Case(
            "another forge's token in Woodpecker's job",
            woodpecker(server).merging(["CI_FORGE_TYPE": "gitlab", "GITLAB_TOKEN": ""]) { $1 },
            "\(server)/a/b.git", nil),
        Case("Woodpecker's to another", woodpecker(server), "https://git.example.org/a/b", nil),
        Case("Woodpecker's to github.com", woodpecker(server), "https://github.com/a/b", nil),
        Case("another organization", azure(), "https://dev.azure.com/acmes/shop/_git/b", nil),
        Case("Azure's to another host", azure(), "\(server)/acme/shop/_git/b", nil),
        Case("Bitbucket's to another host", bitbucket(), "\(server)/shop/b.git", nil),
        Case(
            "an Enterprise Server's to github.com", actions(server), "https://github.com/a/b", nil),
        Case("github.com's to another host", actions("https://github.com"), "\(server)/a/b", nil),
        Case("another port", actions(server), "\(server):8443/a/b", nil),
        Case("another scheme", actions("https://127.0.0.1:3000"), "http://127.0.0.1:3000/a", nil),
        Case("another sub-path", actions("\(server)/forge"), "\(server)/forged/a", nil),
        Case("a host that begins so", actions(server), "\(server).evil.example/a", nil),
        Case("a host that ends so", actions(server), "https://evil-git.example.com/a", nil),
        Case("SSH", actions(server), "ssh://git.example.com/a/b", nil),
        Case("a server that cannot be read", actions("git.example.com"), "\(server)/a/b", nil),
        Case("a server of a file", actions("file:///a"), "\(server)/a/b", nil),
        Case("no server", actions(""), "\(server)/a/b", nil),
        Case("no server, github.com", actions(""), "https://github.com/a/b", nil),
        Case(
            "outside of a job", ["GITHUB_SERVER_URL": server, "GITHUB_TOKEN": "s3cret"],
            "\(server)/a/b", nil),
        Case(
            "GitLab's outside of a job", ["CI_SERVER_URL": server, "GITLAB_TOKEN": "s3cret"],
            "\(server)/a/b", nil),
        Case("another GitLab", gitlab(server), "https://gitlab.com/a/b", nil),
        Case("an empty token", actions(server, ["GITHUB_TOKEN": ""]), "\(server)/a/b", nil),
        Case(
            "GITHUB_TOKEN outside of a job", ["GITHUB_TOKEN": "s3cret"], "https://github.com/a/b",
            "x-access-token"),
        Case(
            "the same on another port", ["GITHUB_TOKEN": "s3cret"], "https://github.com:8443/a/b",
            nil),
    ]

    @Test func `what a person keeps for the server goes before the token of every job`()
        async throws
    {
        try await withScratch { scratch in
            let netrc = try scratch.write(
                "machine git.example.com login ada password own\n", to: "netrc")
            let settings = GitSettings(
                cacheFolder: "/nonexistent", stateFolder: "/nonexistent",
                environment: Self.gitlab(Self.server, ["NETRC": netrc, "PATH": "/nonexistent"]),
                clock: .system)
            guard case .url(let url) = try RemoteAddress(parsing: "\(Self.server)/a") else {
                return
            }
            let found = await CredentialFinder(settings).credential(for: url)
            #expect(found?.user == "ada")
        }
    }

    @Test(arguments: cases)
    func `a job's token is shown to the server that runs the job, and to no other`(
        row: Case
    ) async throws {
        guard case .url(let url) = try RemoteAddress(parsing: row.address) else {
            Issue.record("no address")
            return
        }
        let settings = GitSettings(
            cacheFolder: "/nonexistent", stateFolder: "/nonexistent",
            environment: row.environment.merging(["PATH": "/nonexistent"]) { $1 },
            clock: .system)
        let found = await CredentialFinder(settings).credential(for: url)
        #expect(found?.user == row.user)
        #expect(found == nil || found?.secret == Secret("s3cret"))
    }
}
