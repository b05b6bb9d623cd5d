import PinionTesting
import Testing

/// The scripts in a job of a private repository: what logs in, what is written down, and what stays.
@Suite(.timeLimit(.minutes(10)))
struct WiringJobTests {
    static let token = "s3cr3t-job"

    struct Job: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let user: String
        /// The job's variables, where its server is `SERVER`.
        let variables: [String: String?]
    }

    static let jobs: [Job] = [
        Job(
            testDescription: "GitHub", user: "x-access-token",
            variables: [
                "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "SERVER", "GITHUB_TOKEN": token,
            ]),
        Job(
            testDescription: "Forgejo", user: "x-access-token",
            variables: [
                "GITHUB_ACTIONS": "true", "FORGEJO_ACTIONS": "true", "GITHUB_SERVER_URL": "SERVER",
                "GITHUB_TOKEN": token,
            ]),
        Job(
            testDescription: "GitLab, with its own token", user: "gitlab-ci-token",
            variables: [
                "GITLAB_CI": "true", "CI_SERVER_URL": "SERVER", "CI_JOB_TOKEN": token,
                "CI_PROJECT_URL": "SERVER/shop",
            ]),
        Job(
            testDescription: "GitLab, with a project's token", user: "oauth2",
            variables: [
                "GITLAB_CI": "true", "CI_SERVER_URL": "SERVER", "CI_JOB_TOKEN": "another",
                "GITLAB_TOKEN": token, "CI_PROJECT_URL": "SERVER/shop",
            ]),
    ]

    @Test(arguments: jobs)
    func `a job of a private repository logs in and applies, and keeps no token`(
        job: Job
    ) async throws {
        try await withScratch { scratch in
            try await withJob(job, in: scratch) { shop, variables in
                if job.user != "x-access-token" {
                    // As the runner leaves it.
                    let address = try await shop.git("remote", "get-url", "origin")
                    let parts = address.split(separator: "/", maxSplits: 2)
                    try await shop.git(
                        "remote", "set-url", "origin",
                        "\(parts[0])//gitlab-ci-token:\(Self.token)@\(parts[1])/shop.git")
                }
                let login = try await Wiring.script("credentials", [], variables, in: shop).run()
                #expect(login.end == .exited(0), "\(login.errors)")
                #expect(login.output + login.errors == "")
                let reconcile = ["2,75", "pinion", "reconcile", "--quiet"]
                let outcome = try await Wiring.script("allow", reconcile, variables, in: shop).run()
                #expect(outcome.end == .exited(0), "\(outcome.output)\(outcome.errors)")
                let ledger = "refs/pinion/ledger/production"
                #expect(try await shop.origin?.commit(ledger) != nil)
                let forget = try await Wiring.script("forget", [], variables, in: shop).run()
                #expect(forget.end == .exited(0), "\(forget.errors)")
                let kept = try await Command(
                    "grep", ["-rl", Self.token, scratch.path]
                ).run()
                #expect(kept.output == "")
            }
        }
    }

    @Test func `a step that is not given the token has no login`()
        async throws
    {
        try await withScratch { scratch in
            try await withJob(Self.jobs[0], in: scratch) { shop, variables in
                let script = Wiring.script("credentials", [], variables, in: shop)
                #expect(try await script.run().end == .exited(0))
                var without = variables
                without.updateValue(nil, forKey: "GITHUB_TOKEN")
                let run = Wiring.script("allow", ["0", "pinion", "status"], without, in: shop)
                let outcome = try await run.run()
                #expect(outcome.end == .exited(1), "\(outcome.output)")
                #expect(outcome.errors.contains("none are known"), "\(outcome.errors)")
            }
        }
    }

    @Test(arguments: [true, false])
    func `registries' logins are for their user alone, not shown, and gone at the end`(
        isActions: Bool
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try scratch.makeFolder("temp")
            let variables: [String: String?] =
                isActions
                ? [
                    "GITHUB_ENV": try scratch.write("", to: "env"),
                    "RUNNER_TEMP": scratch.path(of: "temp"),
                ] : ["DOCKER_CONFIG": scratch.path(of: "temp/pinion-docker")]
            let login = ["PINION_DOCKER_CONFIG": #"{"auths":{}}"#] as [String: String?]
            let script = Wiring.script(
                "credentials", [], variables.merging(login) { $1 }, in: shop)
            let outcome = try await script.run()
            #expect(outcome.end == .exited(0), "\(outcome.errors)")
            #expect(outcome.output + outcome.errors == "")
            let file = "temp/pinion-docker/config.json"
            #expect(try scratch.read(file) == "{\"auths\":{}}\n")
            let mode = try await Command("stat", ["-c", "%a", scratch.path(of: file)]).succeed()
            #expect(mode == "600")
            if isActions {
                let line = "DOCKER_CONFIG=\(scratch.path(of: "temp/pinion-docker"))\n"
                #expect(try scratch.read("env") == line)
            }
            for _ in 1...2 {
                let forget = try await Wiring.script("forget", [], variables, in: shop).run()
                #expect(forget.end == .exited(0))
                #expect(forget.output + forget.errors == "")
                #expect(!scratch.has(file))
            }
        }
    }

    @Test func `logins that a person keeps on the runner are neither replaced nor taken away`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try scratch.write("mine\n", to: "home/.docker/config.json")
            let variables: [String: String?] = [
                "PINION_DOCKER_CONFIG": "{}", "DOCKER_CONFIG": scratch.path(of: "home/.docker"),
            ]
            let outcome = try await Wiring.script("credentials", [], variables, in: shop).run()
            #expect(outcome.end == .exited(1))
            #expect(outcome.errors.contains("is not of a job"))
            #expect(try await Wiring.script("forget", [], variables, in: shop).run().code == 0)
            #expect(try scratch.read("home/.docker/config.json") == "mine\n")
        }
    }

    @Test func `a job without logins writes none`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let variables: [String: String?] = [
                "PINION_DOCKER_CONFIG": "", "DOCKER_CONFIG": scratch.path(of: "job/docker"),
            ]
            let outcome = try await Wiring.script("credentials", [], variables, in: shop).run()
            #expect(outcome.end == .exited(0), "\(outcome.errors)")
            #expect(!scratch.has("job"))
        }
    }

    private func withJob(
        _ job: Job, in scratch: Scratch,
        _ body: (Shop, [String: String?]) async throws -> Void
    ) async throws {
        let login = GitHTTPServer.Credentials(user: job.user, password: Self.token)
        try await withGitServer(root: scratch.makeFolder("remotes"), credentials: login) { server in
            let shop = try await Shop.make(in: scratch, origin: .server(server))
            let variables = job.variables.mapValues {
                $0?.replacing("SERVER", with: server.address)
            }
            try await body(shop, variables)
        }
    }
}
