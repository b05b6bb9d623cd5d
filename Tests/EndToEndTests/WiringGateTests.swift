import PinionTesting
import Testing

/// The script of the gate: what it asks of the program on each forge, and what the program answers.
@Suite(.timeLimit(.minutes(10)))
struct WiringGateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let variables: [String: String?]
        let arguments: String
    }

    static let github: [String: String?] = [
        "GITHUB_ACTIONS": "true", "PINION_HEAD": "bbbb", "PINION_FORK": "false",
    ]

    static let gitlab: [String: String?] = [
        "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": "cccc", "CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_PROJECT_ID": "7",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "7", "GITLAB_TOKEN": "t",
    ]

    static let cases: [Case] = [
        Case(
            testDescription: "GitHub", variables: github,
            arguments: "check --head bbbb --format github --comment --status --offline"),
        Case(
            testDescription: "a fork on GitHub",
            variables: github.merging(["PINION_FORK": "true"]) { $1 },
            arguments: "check --head bbbb --format github --offline"),
        Case(
            testDescription: "GitLab, where the pipeline is what merging requires",
            variables: gitlab,
            arguments: "check --head cccc --format text --comment --offline"),
        Case(
            testDescription: "GitLab with statuses",
            variables: gitlab.merging(["PINION_STATUS": "true"]) { $1 },
            arguments: "check --head cccc --format text --comment --status --offline"),
        Case(
            testDescription: "GitLab without a token that may write",
            variables: gitlab.merging(["GITLAB_TOKEN": ""]) { $1 },
            arguments: "check --head cccc --format text --offline"),
        Case(
            testDescription: "a fork's merge request, in the parent's project",
            variables: gitlab.merging(["CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "8"]) { $1 },
            arguments: "check --head cccc --format text --offline"),
        Case(
            testDescription: "a fork's merge request, in the fork's project",
            variables: gitlab.merging([
                "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "8", "CI_PROJECT_ID": "8",
            ]) { $1 },
            arguments: "check --head cccc --format text --offline"),
        Case(
            testDescription: "Woodpecker",
            variables: ["CI_COMMIT_PULL_REQUEST": "4", "CI_COMMIT_SHA": "dddd"],
            arguments: "check --head dddd --format text --comment --status --offline"),
        Case(
            testDescription: "Jenkins", variables: ["CHANGE_ID": "4"],
            arguments: "check --head HEAD --format text --comment --status --offline"),
    ]

    @Test(arguments: cases)
    func `the gate asks for a comment and statuses, but in a fork's job`(row: Case) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let programs = try await Self.recorder(in: scratch)
            let outcome = try await Wiring.script(
                "gate", ["--offline"], row.variables, in: shop, programs: programs
            ).run()
            #expect(outcome.end == .exited(0), "\(outcome.errors)")
            #expect(outcome.line == row.arguments)
            #expect(outcome.errors.contains("note: ") == !row.arguments.contains("--comment"))
        }
    }

    @Test func `a fork's job of GitLab is judged by the project that it is to be merged into`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try await shop.pinion("reconcile")
            // The fork has another `main`, which pins what the change pins.
            let address = try await shop.git("remote", "get-url", "origin")
            _ = try await Self.change(in: shop, to: "\(SampleImage.repository):latest")
            let fork = scratch.path(of: "fork.git")
            try await Command("git", ["clone", "--quiet", "--bare", address, fork]).succeed()
            try await Command("git", ["-C", fork, "branch", "--force", "main", "change"]).succeed()
            try await Command("mv", [address, scratch.path(of: "parent.git")]).succeed()
            try await shop.git("remote", "set-url", "origin", fork)
            var variables = Self.gitlab
            variables["CI_COMMIT_SHA"] = try await shop.git("rev-parse", "change")
            variables["CI_MERGE_REQUEST_SOURCE_PROJECT_ID"] = "8"
            variables["CI_PROJECT_ID"] = "8"
            variables["CI_MERGE_REQUEST_PROJECT_URL"] = scratch.path(of: "parent")
            let outcome = try await Wiring.script("gate", ["--offline"], variables, in: shop).run()
            #expect(outcome.end == .exited(1), "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("has no digest"), "\(outcome.output)")
        }
    }

    @Test
    func
        `a private repository's gate judges by a tip that the clone lacks, and writes nothing there`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(
                root: scratch.makeFolder("remotes"),
                credentials: .init(user: "x-access-token", password: "s3cr3t-job")
            ) { server in
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(rules: ["apply: never"])], origin: .server(server)
                )
                let head = try await Self.change(in: shop, to: SampleImage.web190)
                let job = try await shop.clone("job")
                try await Command(
                    "sh",
                    [
                        "-ec", "rm \"$1/.pinion\"; cp -R \"$0/.pinion\" \"$1\"", shop.folder,
                        job.folder,
                    ]
                ).succeed()
                // Somebody freezes the environment while the job starts.
                try await shop.git("switch", "--quiet", "main")
                try await shop.rule(["apply: never", "freeze: { reason: stocktaking }"])
                let tip = try await shop.git("rev-parse", "main")
                let variables: [String: String?] = [
                    "GITHUB_ACTIONS": "true",
                    "GITHUB_SERVER_URL": "http://127.0.0.1:\(server.port)",
                    "GITHUB_TOKEN": "s3cr3t-job", "GITHUB_BASE_REF": "main", "PINION_HEAD": head,
                    "PINION_FORK": "true",
                ]
                let before = try await job.everything()
                let outcome = try await Wiring.script(
                    "gate", ["--offline"], variables, in: job
                ).run()
                #expect(outcome.end == .exited(3), "\(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains("\(tip.prefix(7)).."), "\(outcome.output)")
                #expect(outcome.output.contains("stocktaking"))
                #expect(try await job.everything() == before)
                await #expect(throws: (any Error).self) {
                    try await job.git("cat-file", "-e", tip)
                }
            }
        }
    }

    @Test func `outside a pull request the gate says what it misses`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let outcome = try await Wiring.script("gate", [], in: shop).run()
            #expect(outcome.end == .exited(64))
            #expect(outcome.errors.contains("PINION_HEAD"))
        }
    }

    static let changes: [(String, Int32)] = [
        (SampleImage.web190, 0),
        ("\(SampleImage.repository):1.9.1@sha256:\(String(repeating: "0", count: 64))", 1),
        ("\(SampleImage.repository):latest", 1),
    ]

    @Test(arguments: changes)
    func `the gate lets a change through, and stops one to a digest that no registry has`(
        image: String, code: Int32
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try await shop.pinion("reconcile")
            let head = try await Self.change(in: shop, to: image)
            let variables: [String: String?] = [
                "GITHUB_ACTIONS": "true", "PINION_HEAD": head, "PINION_FORK": "true",
            ]
            let before = try await shop.everything()
            let outcome = try await Wiring.script("gate", [], variables, in: shop).run()
            #expect(outcome.end == .exited(code), "\(outcome.output)\(outcome.errors)")
            if code != 0 { #expect(outcome.output.contains("::error ")) }
            #expect(try await shop.everything() == before)
        }
    }

    /// Pins another image for web on a branch that is pushed, and returns its commit.
    private static func change(in shop: Shop, to image: String) async throws -> String {
        try await shop.git("switch", "--quiet", "--create", "change")
        let file = "environments/production/pins.yaml"
        let lines = try shop.read(file).split(separator: "\n").map {
            $0.hasPrefix("  web: ") ? "  web: \(image)" : String($0)
        }
        try shop.write(lines.joined(separator: "\n") + "\n", to: file)
        try await shop.git("commit", "--quiet", "--all", "--message", "Pin another web")
        if let origin = shop.origin {
            try await shop.git("push", "--quiet", origin.path, "change")
        }
        return try await shop.git("rev-parse", "HEAD")
    }

    /// A folder with a `pinion` that prints its arguments.
    private static func recorder(in scratch: Scratch) async throws -> String {
        let file = try scratch.write("#!/bin/sh\necho \"$@\"\n", to: "recorder/pinion")
        try await Command("chmod", ["755", file]).succeed()
        return scratch.path(of: "recorder")
    }
}
