import PinionTesting
import Testing

/// The gate in a job that may only read, of a private repository: what each CI sets, and nothing else.
@Suite(.timeLimit(.minutes(10)))
struct WiringGateJobTests {
    static let token = "s3cr3t-read"

    struct Job: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let user: String
        /// The job's variables, where its server is `SERVER` and the newest commit of the change `HEAD`.
        let variables: [String: String?]
    }

    static let gitlab: [String: String?] = [
        "GITLAB_CI": "true", "CI_SERVER_URL": "SERVER", "CI_JOB_TOKEN": token,
        "CI_PIPELINE_SOURCE": "merge_request_event", "CI_PROJECT_ID": "7",
        "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_PROJECT_ID": "7",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": "HEAD",
        "CI_PROJECT_URL": "SERVER/shop",
    ]

    static let jobs: [Job] = [
        Job(
            testDescription: "a fork on GitHub", user: "x-access-token",
            variables: [
                "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "SERVER", "GITHUB_TOKEN": token,
                "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/3/merge",
                "GITHUB_BASE_REF": "main", "PINION_HEAD": "HEAD", "PINION_FORK": "true",
            ]),
        Job(
            testDescription: "a fork on Gitea", user: "x-access-token",
            variables: [
                "GITHUB_ACTIONS": "true", "GITEA_ACTIONS": "true", "GITHUB_SERVER_URL": "SERVER",
                "GITHUB_TOKEN": token, "GITHUB_EVENT_NAME": "pull_request",
                "GITHUB_REF": "refs/pull/3/head", "GITHUB_BASE_REF": "main",
                "PINION_HEAD": "HEAD", "PINION_FORK": "true",
            ]),
        Job(
            testDescription: "GitLab, run in the parent for a fork", user: "gitlab-ci-token",
            variables: gitlab.merging(["CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "8"]) { $1 }),
        Job(
            testDescription: "GitLab without a token of its own", user: "gitlab-ci-token",
            variables: gitlab.merging([
                "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "7", "PINION_FORK": "true",
                "GITLAB_TOKEN": "",
            ]) { $1 }),
        Job(
            testDescription: "Woodpecker", user: "oauth2",
            variables: [
                "CI": "woodpecker", "CI_FORGE_TYPE": "gitea", "CI_FORGE_URL": "SERVER",
                "GITEA_TOKEN": token,
                "CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_PULL_REQUEST": "3",
                "CI_COMMIT_TARGET_BRANCH": "main", "CI_COMMIT_SHA": "HEAD", "PINION_FORK": "true",
            ]),
        Job(
            testDescription: "Jenkins", user: "pinion-bot",
            variables: [
                "CHANGE_ID": "3", "CHANGE_TARGET": "main", "NETRC": "NETRC", "PINION_FORK": "true",
            ]),
    ]

    @Test(arguments: jobs)
    func `a change is judged by the private repository's own tip, and one to nothing is barred`(
        job: Job
    ) async throws {
        try await withScratch { scratch in
            let login = GitHTTPServer.Credentials(user: job.user, password: Self.token)
            let remotes = try scratch.makeFolder("remotes")
            try await withGitServer(root: remotes, credentials: login) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                let netrc = try scratch.write(
                    "machine 127.0.0.1 login pinion-bot password \(Self.token)\n", to: "netrc")
                for (image, code) in [
                    (SampleImage.web190, Int32(0)), ("\(SampleImage.repository):latest", 1),
                ] {
                    let head = try await change(in: shop, to: image)
                    let variables = job.variables.mapValues {
                        $0?.replacing("SERVER", with: server.address)
                            .replacing("HEAD", with: head).replacing("NETRC", with: netrc)
                    }
                    let before = try await shop.origin?.references().map(\.name)
                    let gate = Wiring.script("gate", ["--offline"], variables, in: shop)
                    let outcome = try await gate.run()
                    let all = outcome.output + outcome.errors
                    #expect(outcome.end == .exited(code), "\(all)")
                    #expect(!all.contains(Self.token))
                    #expect(server.count(of: .fetchDiscovery) > 0)
                    #expect(server.count(of: .push) == 0)
                    #expect(try await shop.origin?.references().map(\.name) == before)
                }
            }
        }
    }

    /// Pins another image for web on a branch that is checked out.
    private func change(in shop: Shop, to image: String) async throws -> String {
        try await shop.git("switch", "--quiet", "--force-create", "change", "main")
        let file = "environments/production/pins.yaml"
        let lines = try shop.read(file).split(separator: "\n").map {
            $0.hasPrefix("  web: ") ? "  web: \(image)" : String($0)
        }
        try shop.write(lines.joined(separator: "\n") + "\n", to: file)
        try await shop.git("commit", "--quiet", "--all", "--message", "Pin another web")
        return try await shop.git("rev-parse", "HEAD")
    }
}
