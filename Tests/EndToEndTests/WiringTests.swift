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
            secrets: ["PINION_DOCKER_CONFIG", "PINION_TOKEN"]),
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
        #expect(events.isSubset(of: ["pull_request", "push", "schedule", "workflow_dispatch"]))
        #expect(!events.contains("pull_request") || row.workflow == "check")
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
                #expect(action.wholeMatch(of: /actions\/checkout@[0-9a-f]{40}/) != nil)
                #expect(
                    step["with"]?.pairs == ["fetch-depth": "0", "persist-credentials": "false"])
            }
        }
    }

    @Test func `every job on GitHub and GitLab has the one step that is the user's`() throws {
        for row in Self.rights {
            let tree = try Wiring.tree(of: "github/pinion-\(row.workflow).yml")
            for job in tree["jobs"]?.entries ?? [] {
                let step = job.value["steps"]?.elements?
                    .first { $0["name"]?.scalar == "Install pinion" }
                #expect(step?["run"]?.scalar == "ci/pinion/install", "\(row.workflow)")
            }
        }
        let gitlab = try Wiring.tree(of: "gitlab/pinion.gitlab-ci.yml")
        #expect(gitlab[".pinion"]?["before_script"]?.scalars.first == "ci/pinion/install")
        #expect(gitlab[".pinion"]?["variables"]?["GIT_DEPTH"]?.scalar == "0")
        for job in gitlab.entries ?? [] where job.name != ".pinion" {
            #expect(job.value["extends"]?.scalar == ".pinion", "\(job.name)")
            #expect(job.value["timeout"] != nil, "\(job.name)")
        }
    }

    @Test func `on GitLab a merge request has the gate's token, and the tracked branch the other`()
        throws
    {
        let tree = try Wiring.tree(of: "gitlab/pinion.gitlab-ci.yml")
        for job in tree.entries ?? [] where job.name != ".pinion" {
            let isGate = job.name == "pinion-check"
            let token = isGate ? "$PINION_GATE_TOKEN" : "$PINION_TOKEN"
            #expect(job.value["variables"]?["GITLAB_TOKEN"]?.scalar == token, "\(job.name)")
            let rules = job.value["rules"]?.elements?.compactMap { $0["if"]?.scalar } ?? []
            #expect(!rules.isEmpty, "\(job.name)")
            for rule in rules {
                let place =
                    isGate
                    ? #"$CI_PIPELINE_SOURCE == "merge_request_event""#
                    : "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && "
                #expect(rule.hasPrefix(place), "\(job.name)")
            }
        }
    }

    @Test func `every script that a job calls is there`() throws {
        let scripts = Set(try Wiring.files(in: "scripts").map { $0.dropFirst("scripts/".count) })
        for file in try Wiring.files(in: "github") + Wiring.files(in: "gitlab") {
            let names = try Wiring.text(of: file).matches(of: /ci\/pinion\/([a-z]+)(\s)/).map(\.1)
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
}
