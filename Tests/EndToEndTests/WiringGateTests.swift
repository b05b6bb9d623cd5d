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
        "GITHUB_ACTIONS": "true", "PINION_BASE": "aaaa", "PINION_HEAD": "bbbb",
        "PINION_FORK": "false",
    ]

    static let cases: [Case] = [
        Case(
            testDescription: "GitHub", variables: github,
            arguments: "check --base aaaa --head bbbb --format github --comment --status --offline"),
        Case(
            testDescription: "a fork on GitHub",
            variables: github.merging(["PINION_FORK": "true"]) { $1 },
            arguments: "check --base aaaa --head bbbb --format github --offline"),
        Case(
            testDescription: "elsewhere", variables: github.merging(["GITHUB_ACTIONS": nil]) { $1 },
            arguments: "check --base aaaa --head bbbb --format text --comment --status --offline"),
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

    @Test(arguments: [("7", "--comment --status "), ("8", "")])
    func `on GitLab the gate compares the target's tip with the source's`(
        project: String, options: String
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let programs = try await Self.recorder(in: scratch)
            let base = try await shop.git("rev-parse", "HEAD")
            let head = try await Self.change(in: shop, to: SampleImage.web190)
            try await shop.git("update-ref", "-d", "refs/remotes/origin/main")
            let variables: [String: String?] = [
                "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
                "CI_COMMIT_SHA": head, "CI_MERGE_REQUEST_PROJECT_ID": "7",
                "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": project,
            ]
            let outcome = try await Wiring.script(
                "gate", ["--offline"], variables, in: shop, programs: programs
            ).run()
            let common = "check --base \(base) --head \(head) --format text"
            #expect(outcome.line == "\(common) \(options)--offline")
        }
    }

    @Test func `outside a pull request the gate says what it misses`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let outcome = try await Wiring.script("gate", [], in: shop).run()
            #expect(outcome.end == .exited(64))
            #expect(outcome.errors.contains("PINION_BASE and PINION_HEAD"))
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
            let base = try await shop.git("rev-parse", "HEAD")
            let head = try await Self.change(in: shop, to: image)
            let variables: [String: String?] = [
                "GITHUB_ACTIONS": "true", "PINION_BASE": base, "PINION_HEAD": head,
                "PINION_FORK": "true",
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
        try await shop.git("push", "--quiet", "origin", "change")
        return try await shop.git("rev-parse", "HEAD")
    }

    /// A folder with a `pinion` that prints its arguments.
    private static func recorder(in scratch: Scratch) async throws -> String {
        let file = try scratch.write("#!/bin/sh\necho \"$@\"\n", to: "recorder/pinion")
        try await Command("chmod", ["755", file]).succeed()
        return scratch.path(of: "recorder")
    }
}
