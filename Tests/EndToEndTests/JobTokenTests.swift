import PinionTesting
import Testing

/// The token of a CI job as the login of git, on a private server that the job's variables name.
@Suite(.timeLimit(.minutes(10)))
struct JobTokenTests {
    static let token = "s3cr3t-job"

    struct Job: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let user: String
        /// The job's variables, where its server is `SERVER`.
        let variables: [String: String]
    }

    static let jobs: [Job] = [
        Job(
            testDescription: "GitHub Enterprise Server", user: "x-access-token",
            variables: [
                "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "SERVER",
                "GITHUB_API_URL": "SERVER/api/v3", "GITHUB_TOKEN": token,
            ]),
        Job(
            testDescription: "Gitea", user: "x-access-token",
            variables: [
                "GITHUB_ACTIONS": "true", "GITEA_ACTIONS": "true", "GITHUB_SERVER_URL": "SERVER",
                "GITHUB_API_URL": "SERVER/api/v1", "GITHUB_TOKEN": token,
            ]),
        Job(
            testDescription: "Forgejo with a machine user's token", user: "x-access-token",
            variables: [
                "GITHUB_ACTIONS": "true", "FORGEJO_ACTIONS": "true", "GITHUB_TOKEN": "another",
                "GITHUB_SERVER_URL": "SERVER", "FORGEJO_TOKEN": token,
            ]),
        Job(
            testDescription: "GitLab", user: "gitlab-ci-token",
            variables: ["GITLAB_CI": "true", "CI_SERVER_URL": "SERVER", "CI_JOB_TOKEN": token]),
        Job(
            testDescription: "GitLab with a project access token", user: "oauth2",
            variables: [
                "GITLAB_CI": "true", "CI_SERVER_URL": "SERVER", "CI_JOB_TOKEN": "another",
                "GITLAB_TOKEN": token,
            ]),
    ]

    @Test(arguments: jobs)
    func `a job reads and writes a private repository of its own server`(job: Job) async throws {
        try await withScratch { scratch in
            try await withPrivateShop(in: scratch, user: job.user) { shop, server in
                let variables = job.variables.mapValues {
                    $0.replacing("SERVER", with: server.address)
                }
                let outcome = try await shop.command(["reconcile"], variables: variables).run()
                #expect(outcome.end == .exited(0), "\(outcome.output)\(outcome.errors)")
                #expect(server.count(of: .push) > 0)
                let all = outcome.output + outcome.errors
                #expect(!all.contains(Self.token))
                let kept = try await Command(
                    "grep", ["-rl", Self.token, shop.cache, shop.state, shop.folder]
                ).run()
                #expect(kept.output == "")
            }
        }
    }

    @Test(arguments: jobs)
    func `a job of another server shows it to nobody`(job: Job) async throws {
        try await withScratch { scratch in
            try await withPrivateShop(in: scratch, user: job.user) { shop, server in
                // The same host: another port, another scheme.
                for other in ["http://127.0.0.1:1", "https://127.0.0.1:\(server.port)"] {
                    let variables = job.variables.mapValues {
                        $0.replacing("SERVER", with: other)
                    }
                    let outcome = try await shop.command(["status"], variables: variables).run()
                    #expect(outcome.end == .exited(1), "\(outcome.output)")
                    #expect(outcome.errors.contains("none are known"), "\(outcome.errors)")
                    #expect(server.requests.allSatisfy { $0.authorization == nil })
                }
            }
        }
    }

    private func withPrivateShop(
        in scratch: Scratch, user: String, _ body: (Shop, GitHTTPServer) async throws -> Void
    ) async throws {
        let login = GitHTTPServer.Credentials(user: user, password: Self.token)
        try await withGitServer(root: scratch.makeFolder("remotes"), credentials: login) { server in
            try await body(try await Shop.make(in: scratch, origin: .server(server)), server)
        }
    }
}
