import PinionTesting
import Testing

/// The script of the proposer in a job of a private repository: git and the forge take the one token that it is given.
@Suite(.timeLimit(.minutes(10)))
struct WiringProposeTests {
    struct Job: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let flavor: StubForge.Flavor
        /// The user that git's server is told.
        let user: String
        /// The job's variables, where its server is `SERVER`.
        let variables: [String: String]
    }

    static let token = StubForge.token

    static let jobs: [Job] = [
        Job(
            testDescription: "Gitea", flavor: .gitea, user: "x-access-token",
            variables: [
                "GITHUB_ACTIONS": "true", "GITEA_ACTIONS": "true", "GITHUB_SERVER_URL": "SERVER/",
                "GITHUB_TOKEN": "of-the-job", "GITEA_TOKEN": token,
            ]),
        Job(
            testDescription: "GitLab", flavor: .gitlab, user: "oauth2",
            variables: [
                "GITLAB_CI": "true", "CI_SERVER_URL": "SERVER", "CI_JOB_TOKEN": "of-the-job",
                "GITLAB_TOKEN": token,
            ]),
        Job(
            testDescription: "Woodpecker", flavor: .gitea, user: "oauth2",
            variables: [
                "CI": "woodpecker", "CI_FORGE_TYPE": "gitea", "CI_FORGE_URL": "SERVER",
                "GITEA_TOKEN": token,
            ]),
    ]

    @Test(arguments: jobs)
    func `a job pushes a proposal and opens its pull request with the token that it is given`(
        job: Job
    ) async throws {
        let main = String(repeating: "a", count: 40)
        let head = String(repeating: "b", count: 40)
        let branch = "pinion/production/bump"
        let stub = StubForge(job.flavor, branches: ["main": main, branch: head])
        try await withScratch { scratch in
            let login = GitHTTPServer.Credentials(user: job.user, password: Self.token)
            let remotes = try scratch.makeFolder("remotes")
            try await withGitServer(root: remotes, credentials: login) { server in
                try await stub.serving { forge in
                    let pin = #"{ image: "\#(SampleImage.api420)", track: { semver: "^4.2" } }"#
                    let shop = try await Shop.make(
                        in: scratch,
                        [
                            ShopEnvironment(
                                pins: ["api": pin],
                                services: [SandboxFixture("api", SampleImage.api420)])
                        ],
                        origin: .server(server),
                        settings: """
                            images: layout:.pinion/images
                            forge: { kind: \(job.flavor.rawValue), url: "\(forge.address)", repository: \(forge.repository) }

                            """)
                    let variables = job.variables.mapValues {
                        Optional($0.replacing("SERVER", with: server.address))
                    }
                    let propose = Wiring.script("allow", ["3", "propose"], variables, in: shop)
                    let outcome = try await propose.run()
                    let all = outcome.output + outcome.errors
                    #expect(outcome.end == .exited(0), "\(all)")
                    #expect(!all.contains(Self.token))
                    #expect(forge.pulls.map(\.head) == [branch])
                    #expect(try await shop.origin?.commit(branch) != nil)
                    // Neither was shown the token that every job has.
                    #expect(forge.requests.allSatisfy { $0["JOB-TOKEN"] == nil })
                    #expect(server.count(of: .push) == 1)
                }
            }
        }
    }
}
