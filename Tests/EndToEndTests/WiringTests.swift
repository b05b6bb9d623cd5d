import FoundationEssentials
import PinionSyntax
import PinionTesting
import Testing

/// What can be said of the ready-made jobs without a forge: they can be read, and ask for little.
@Suite(.timeLimit(.minutes(10)))
struct WiringTests {
    struct Rights: Sendable, CustomTestStringConvertible {
        let workflow: String
        let jobs: [String: [String: String]]
        let secrets: Set<String>

        var testDescription: String { workflow }
    }

    static let rights: [Rights] = [
        Rights(
            workflow: "check",
            jobs: ["check": ["contents": "read", "pull-requests": "write", "statuses": "write"]],
            secrets: ["PINION_DOCKER_CONFIG"]),
        Rights(
            workflow: "reconcile",
            jobs: ["reconcile": ["contents": "write"], "drift": ["contents": "read"]],
            secrets: ["PINION_DOCKER_CONFIG"]),
        Rights(
            workflow: "bump", jobs: ["propose": ["contents": "read"]],
            secrets: ["PINION_DOCKER_CONFIG", "PINION_APP_PRIVATE_KEY"]),
    ]

    @Test(arguments: rights)
    func `a workflow has the rights and secrets that it needs, and no more`(row: Rights) throws {
        let file = "github/pinion-\(row.workflow).yml"
        let tree = try Wiring.tree(of: file)
        #expect(tree["permissions"]?.entries?.isEmpty == true)
        var jobs: [String: [String: String]] = [:]
        for job in tree["jobs"]?.entries ?? [] {
            jobs[job.name] = job.value["permissions"]?.pairs
            #expect(job.value["timeout-minutes"] != nil, "\(job.name)")
        }
        #expect(jobs == row.jobs)
        let secrets = try Wiring.text(of: file).split(separator: "secrets.").dropFirst()
            .map { String($0.prefix { $0.isLetter || $0 == "_" }) }
        #expect(Set(secrets) == row.secrets)
    }

    @Test func `every workflow on GitHub is in the table`() throws {
        let files = Self.rights.map { "github/pinion-\($0.workflow).yml" }
        #expect(try Wiring.files(in: "github") == files.sorted())
    }

    @Test(arguments: rights)
    func `a workflow never gives a fork's code a secret or a token that may write`(row: Rights)
        throws
    {
        let tree = try Wiring.tree(of: "github/pinion-\(row.workflow).yml")
        let events = Set((tree["on"]?.entries ?? []).map(\.name))
        let ours = ["push", "schedule", "workflow_dispatch"]
        let judged = ["merge_group", "pull_request"]
        #expect(events.isSubset(of: row.workflow == "check" ? judged : ours))
        // An expression in a script is text that somebody else may have written.
        #expect(!tree.scalars(under: "run").contains { $0.contains("${{") })
    }

    @Test(arguments: rights)
    func `an action of somebody else is pinned by its commit, and keeps no token`(
        row: Rights
    ) throws {
        let tree = try Wiring.tree(of: "github/pinion-\(row.workflow).yml")
        for job in tree["jobs"]?.entries ?? [] {
            for step in job.value["steps"]?.elements ?? [] {
                guard let action = step["uses"]?.scalar else { continue }
                let name = action.wholeMatch(of: /(actions\/[a-z-]+)@[0-9a-f]{40}/)?.1
                if name == "actions/create-github-app-token" {
                    #expect(row.workflow == "bump")
                    let rights = step["with"]?.pairs.filter { $0.key.hasPrefix("permission-") }
                    #expect(
                        rights == [
                            "permission-contents": "write", "permission-pull-requests": "write",
                        ])
                } else {
                    #expect(name == "actions/checkout")
                    #expect(
                        step["with"]?.pairs == [
                            "fetch-depth": "0", "persist-credentials": "false",
                        ])
                }
            }
        }
    }

    @Test(arguments: rights)
    func `a job begins with the step that is the user's, and leaves nothing on its runner`(
        row: Rights
    ) throws {
        let tree = try Wiring.tree(of: "github/pinion-\(row.workflow).yml")
        for job in tree["jobs"]?.entries ?? [] {
            let steps = job.value["steps"]?.elements ?? []
            let install = steps.first { $0["name"]?.scalar == "Install pinion" }
            #expect(install?["run"]?.scalar == "ci/pinion/install")
            #expect(steps.last?["run"]?.scalar == "ci/pinion/forget")
            #expect(steps.last?["if"]?.scalar == "${{ always() }}")
            // What a workflow sets for all steps is not what a job alone may empty.
            #expect(job.value["env"]?["DOCKER_CONFIG"] == nil)
        }
    }

    @Test
    func
        `a pull request is judged again where its target changes, and so is what a queue would merge`()
        throws
    {
        let on = try Wiring.tree(of: "github/pinion-check.yml")["on"]
        #expect(on?["pull_request"]?["branches"]?.scalars == ["main"])
        #expect(on?["merge_group"]?["branches"]?.scalars == ["main"])
        #expect(
            on?["pull_request"]?["types"]?.scalars == [
                "opened", "reopened", "synchronize", "edited", "ready_for_review",
            ])
    }

    @Test func `a bump that fails skips no promotion, and one without a token does`() throws {
        let jobs = try Wiring.tree(of: "github/pinion-bump.yml")["jobs"]
        let steps = jobs?["propose"]?["steps"]?.elements ?? []
        let promote = steps.first { $0["name"]?.scalar == "Promote" }
        #expect(
            promote?["if"]?.scalar == "${{ !cancelled() && steps.app.outcome == 'success' }}")
        #expect(!steps.contains { $0["continue-on-error"] != nil })
        let gitlab = try Wiring.tree(of: "gitlab/pinion.gitlab-ci.yml")
        #expect(gitlab["pinion-promote"]?["needs"] == nil)
        #expect(gitlab["pinion-promote"]?["extends"]?.scalar == "pinion-bump")
    }

    @Test func `every script that a job calls is there`() throws {
        let scripts = Set(try Wiring.files(in: "scripts").map { $0.dropFirst("scripts/".count) })
        for file in try ["github", "gitlab", "gitea", "woodpecker", "jenkins"].flatMap(Wiring.files)
        {
            let calls = try Wiring.text(of: file)
                .matches(of: /(?:ci|lib)\/pinion\/([a-z]+)\s/)
            let names = calls.map(\.1)
            #expect(!names.isEmpty, "\(file)")
            for name in names { #expect(scripts.contains(name), "\(file): \(name)") }
        }
    }

    @Test func `every script is one for a plain shell that stops at errors`() async throws {
        for file in try Wiring.files(in: "scripts") {
            let path = "\(Wiring.folder)/\(file)"
            #expect(try Wiring.text(of: file).hasPrefix("#!/bin/sh\n"), "\(file)")
            #expect(try Wiring.lines(of: file).first == "set -eu", "\(file)")
            try await Command("test", ["-x", path]).succeed()
            try await Command("sh", ["-n", path]).succeed()
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/shellcheck")))
    func `shellcheck finds nothing in the scripts`() async throws {
        let files = try Wiring.files(in: "scripts").map { "\(Wiring.folder)/\($0)" }
        let outcome = try await Command("/usr/bin/shellcheck", files).run()
        #expect(outcome.end == .exited(0), "\(outcome.output)")
    }
}
