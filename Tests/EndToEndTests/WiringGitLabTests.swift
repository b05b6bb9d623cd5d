import PinionSyntax
import PinionTesting
import Testing

/// The jobs for GitLab: which token each has, and what a merge request can change of them.
@Suite(.timeLimit(.minutes(10)))
struct WiringGitLabTests {
    static let file = "gitlab/pinion.gitlab-ci.yml"
    /// Each job's token; nil where the job's own is enough.
    static let tokens: [String: String?] = [
        "pinion-check": "$PINION_GATE_TOKEN", "pinion-reconcile": "$PINION_LEDGER_TOKEN",
        "pinion-drift": nil, "pinion-bump": "$PINION_TOKEN", "pinion-promote": "$PINION_TOKEN",
    ]

    private func jobs() throws -> [(name: String, value: YAMLNode, parent: YAMLNode?)] {
        let tree = try Wiring.tree(of: Self.file)
        return (tree.entries ?? []).filter { $0.name != ".pinion" }.map { entry in
            (entry.name, entry.value, entry.value["extends"]?.scalar.flatMap { tree[$0] })
        }
    }

    @Test func `a job has the token that it needs, and no other`() throws {
        let jobs = try jobs()
        #expect(Set(jobs.map(\.name)) == Set(Self.tokens.keys))
        for job in jobs {
            let token =
                job.value["variables"]?["GITLAB_TOKEN"] ?? job.parent?["variables"]?["GITLAB_TOKEN"]
            #expect(token?.scalar == Self.tokens[job.name] ?? nil, "\(job.name)")
            #expect((job.value["timeout"] ?? job.parent?["timeout"]) != nil, "\(job.name)")
        }
    }

    @Test func `only the gate runs for a merge request, and the rest for the tracked branch alone`()
        throws
    {
        for job in try jobs() {
            let rules = (job.value["rules"] ?? job.parent?["rules"])?.elements ?? []
            let conditions = rules.compactMap { $0["if"]?.scalar }
            #expect(!conditions.isEmpty && conditions.count == rules.count, "\(job.name)")
            for condition in conditions {
                guard job.name != "pinion-check" else {
                    #expect(condition == #"$CI_PIPELINE_SOURCE == "merge_request_event""#)
                    continue
                }
                // Nobody who presses "New pipeline" is among them, whatever variables they set.
                #expect(
                    condition.hasPrefix(
                        #"$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE == ""#))
                #expect(
                    condition.hasSuffix(#""push""#)
                        || condition.contains(
                            #""schedule" && $CI_PIPELINE_SCHEDULE_DESCRIPTION == "pinion "#)
                )
            }
        }
    }

    @Test func `what a merge request brings is never run`() throws {
        let common = try Wiring.tree(of: Self.file)[".pinion"]
        // A variable could be set from outside, and a tag be moved.
        let image = common?["image"]?.scalar ?? ""
        #expect(!image.contains("$") && image.contains("@sha256:"))
        let steps =
            try Wiring.tree(of: Self.file).scalars(under: "script")
            + (common?["before_script"]?.scalars ?? []) + (common?["after_script"]?.scalars ?? [])
        #expect(steps.count == 8)
        for step in steps {
            #expect(
                step.hasPrefix("/usr/local/lib/pinion/") || step.hasPrefix("pinion "), "\(step)")
        }
        #expect(common?["before_script"]?.scalars.first == "/usr/local/lib/pinion/install")
        #expect(common?["after_script"]?.scalars == ["/usr/local/lib/pinion/forget"])
        // A checkout that an earlier job left behind may hold anything.
        #expect(common?["variables"]?["GIT_STRATEGY"]?.scalar == "clone")
        #expect(common?["variables"]?["GIT_DEPTH"]?.scalar == "0")
    }
}
