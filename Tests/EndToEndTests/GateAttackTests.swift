import PinionTesting
import Testing

/// Ways to get a pin past the gate that a freeze of the tracked branch bars: each is tried, and none gives a success.
@Suite(.timeLimit(.minutes(15)))
struct GateAttackTests {
    /// A way, and what it changes before the gate runs; it returns what the job's command and variables have besides.
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The exit code: 3 where a rule refuses, 1 where nothing can be judged.
        var code: Int32 = 3
        let prepare: @Sendable (GateScene) async throws -> Job

        init(
            _ name: String, code: Int32 = 3,
            _ prepare: @escaping @Sendable (GateScene) async throws -> Job
        ) {
            testDescription = name
            self.code = code
            self.prepare = prepare
        }
    }

    /// What a job says besides.
    struct Job: Sendable {
        var arguments: [String] = []
        var target = "main"
        var variables: [String: String] = [:]
    }

    private static let newer = GateScene.pinning(web: SampleImage.web183)

    static let attacks: [Attack] = [
        Attack("the change as it is") { _ in Job() },
        Attack("a pull request of the same commit into a branch that has the pin") { scene in
            try await scene.commit([GateScene.pins: newer], on: "other")
            scene.forge.add("change", base: "other")
            scene.forge.retarget(1, to: "other")
            return Job(target: "other")
        },
        Attack("a job that says another target than the forge") { _ in Job(target: "other") },
        Attack("a forge that does not tell, and a job that says another target", code: 1) { scene in
            scene.forge.forbid("pulls")
            return Job(
                target: "other", variables: ["GITHUB_REF": "refs/pull/99/head"])
        },
        Attack("a base that is not on the tracked branch", code: 1) { scene in
            try await scene.commit([GateScene.pins: newer], on: "other")
            return Job(arguments: ["--base", "other"])
        },
        Attack("the change itself as the base", code: 1) { _ in
            Job(arguments: ["--base", "refs/heads/change"])
        },
        Attack("an older base of the tracked branch") { scene in
            try await scene.commit(["README.md": "m\n"], on: "main")
            return Job(arguments: ["--base", try await scene.shop.git("rev-parse", "main~1")])
        },
        Attack("a branch that was cut off before the freeze was written") { scene in
            try await scene.shop.git("branch", "--force", "other", "main")
            let rules = try scene.shop.read(GateScene.rules)
            let open = rules.split(separator: "\n").filter { !$0.hasPrefix("freeze") }
                .joined(separator: "\n")
            try await scene.commit([GateScene.rules: open + "\n"], on: "main")
            try await scene.shop.git("branch", "--force", "change", "main")
            try await scene.commit([GateScene.pins: newer], on: "change")
            try await scene.commit([GateScene.rules: rules], on: "main")
            return Job()
        },
        Attack("the freeze taken off in the same change") { scene in
            let rules = try scene.shop.read(GateScene.rules)
            let open = rules.split(separator: "\n").filter { !$0.hasPrefix("freeze") }
            try await scene.commit(
                [GateScene.rules: open.joined(separator: "\n") + "\n"], on: "change")
            return Job()
        },
        Attack("a pinion.yaml of the change that names another tracked branch") { scene in
            let settings = try scene.shop.read("pinion.yaml")
            try await scene.commit(["pinion.yaml": "branch: other\n\(settings)"], on: "change")
            return Job()
        },
        Attack("a pinion.yaml of the change that names another folder") { scene in
            let settings = try scene.shop.read("pinion.yaml")
            try await scene.commit(
                ["pinion.yaml": "environments: elsewhere\n\(settings)"], on: "change")
            return Job()
        },
        Attack("an override in the message of a commit") { scene in
            try await scene.commit(
                ["README.md": "x\n"], on: "change", saying: "Go\n\nPinion-Override: it is urgent\n")
            return Job()
        },
        Attack("the environment under another name, on the same machine") { scene in
            try await scene.shop.git("checkout", "--quiet", "change")
            try await scene.shop.git("mv", "environments/production", "environments/prod")
            return try await pushed(scene)
        },
        Attack("the pin under another key") { scene in
            try await scene.commit(
                [
                    GateScene.pins:
                        "services:\n  db: \(SampleImage.web182)\n  shop: { image: \"\(SampleImage.web183)\", name: web }\n"
                ], on: "change")
            return Job()
        },
        Attack("the pins behind a symbolic link", code: 1) { scene in
            try await scene.shop.git("checkout", "--quiet", "change")
            try scene.shop.write(newer, to: "elsewhere.yaml")
            try await Command(
                "ln", ["-sf", "../../elsewhere.yaml", "\(scene.shop.folder)/\(GateScene.pins)"]
            ).succeed()
            return try await pushed(scene)
        },
        Attack("a tag that is called as the tracked branch") { scene in
            try await scene.shop.git("tag", "main", "change")
            try await scene.shop.git("push", "--quiet", "origin", "refs/tags/main")
            return Job()
        },
        Attack("branches of the clone that are called as the remote's") { scene in
            for name in ["origin/main", "refs/remotes/origin/main"] {
                try await scene.shop.git("branch", name, "change")
            }
            try await scene.shop.git("update-ref", "refs/remotes/origin/main", "change")
            return Job()
        },
        Attack("the clone's main moved to the change") { scene in
            try await scene.shop.git("checkout", "--quiet", "--detach", "change")
            try await scene.shop.git("branch", "--force", "main", "change")
            return Job()
        },
        Attack("a replacement of the tip in the clone") { scene in
            try await scene.shop.git("replace", "main", "change")
            return Job()
        },
        Attack("a merge driver for the pins, on a branch that is behind", code: 1) { scene in
            try await scene.commit(
                [".gitattributes": "* merge=union\n", GateScene.pins: newer + "\n"], on: "change")
            try await scene.commit(
                [GateScene.pins: GateScene.pinning(web: SampleImage.web190)], on: "main")
            return Job()
        },
        Attack("a history that was merged crosswise", code: 1) { scene in
            let main = try await scene.commit(["README.md": "m\n"], on: "main")
            let change = try await scene.shop.git("rev-parse", "change")
            try await scene.shop.git("checkout", "--quiet", "change")
            try await scene.shop.git("merge", "--quiet", "--no-edit", main)
            try await scene.push("change")
            try await scene.shop.git("checkout", "--quiet", "main")
            try await scene.shop.git("merge", "--quiet", "--no-edit", "--no-ff", change)
            // What came with the merge is taken back.
            try await scene.commit([GateScene.pins: GateScene.pinning()], on: "main")
            return Job()
        },
        Attack("a merge of the tip that keeps the old rules") { scene in
            try await scene.commit(["README.md": "m\n"], on: "main")
            try await scene.shop.git("checkout", "--quiet", "change")
            try await scene.shop.git("merge", "--quiet", "--no-edit", "-s", "ours", "main")
            return try await pushed(scene, committing: false)
        },
        Attack("a branch that is up to date, of which a rebase keeps another part") { scene in
            // There and back, then the tip merged in: together nothing, one by one the way back alone.
            try await scene.commit([GateScene.pins: GateScene.pinning()], on: "change")
            try await scene.commit([GateScene.pins: newer], on: "main")
            try await scene.shop.git("checkout", "--quiet", "change")
            try await scene.shop.git("merge", "--quiet", "--no-edit", "main")
            return try await pushed(scene, committing: false)
        },
        Attack("the same, where a rename makes the commits seem not to go there") { scene in
            try await scene.commit(["docs.md": "one\ntwo\nthree\n"], on: "main")
            try await scene.shop.git("checkout", "--quiet", "-B", "change", "main")
            try await scene.commit(["docs.md": "one\n2\nthree\n"], on: "change")
            try await scene.commit([GateScene.pins: newer], on: "change")
            try await scene.commit([GateScene.pins: GateScene.pinning()], on: "change")
            try await scene.commit(["docs.md": "one\ntwo\nthree\n"], on: "change")
            try await scene.shop.git("checkout", "--quiet", "main")
            try await scene.shop.git("mv", "docs.md", "text.md")
            try await scene.commit([GateScene.pins: newer], on: "main")
            try await scene.shop.git("checkout", "--quiet", "change")
            try await scene.shop.git("merge", "--quiet", "--no-edit", "main")
            return try await pushed(scene, committing: false)
        },
        Attack("a commit that the base has picked and put back, before one that undoes it", code: 1)
        {
            scene in
            let rules = "environments/staging/pins.yaml"
            try await scene.commit([rules: GateScene.pinning()], on: "main")
            try await scene.shop.git("checkout", "--quiet", "-B", "change", "main")
            let picked = try await scene.commit([GateScene.pins: newer], on: "change")
            try await scene.commit([GateScene.pins: GateScene.pinning()], on: "change")
            try await scene.commit(["README.md": "m\n"], on: "main")
            try await scene.shop.git("cherry-pick", picked)
            try await scene.push("main")
            return try await pushed(scene, committing: false)
        },
        Attack("a merge by the change's author, that is the pull request's newest commit") {
            scene in
            let good = try await scene.shop.git("rev-parse", "main")
            try await scene.shop.git("checkout", "--quiet", "change")
            try await scene.shop.git("reset", "--quiet", "--hard", "main")
            try await scene.commit(["README.md": "good\n"], on: "change")
            try await scene.shop.git("checkout", "--quiet", "-B", "side", good)
            try await scene.shop.git("merge", "--quiet", "--no-ff", "--no-commit", "change")
            try scene.shop.write(newer, to: GateScene.pins)
            try await scene.shop.git("add", "--all")
            try await scene.shop.git("commit", "--quiet", "--message", "Merge")
            try await scene.shop.git("checkout", "--quiet", "-B", "change")
            _ = try await pushed(scene, committing: false)
            return Job(
                arguments: ["--head", "HEAD"], variables: ["GITHUB_REF": "refs/pull/1/merge"])
        },
        Attack("a merge that was pushed, in a job that takes it for one that the CI made") {
            scene in
            let bad = try await scene.shop.git("rev-parse", "change")
            try await scene.shop.git("checkout", "--quiet", "--detach", "main")
            try await scene.shop.git("merge", "--quiet", "--no-edit", "-s", "ours", bad)
            scene.forge.push(try await scene.shop.git("rev-parse", "HEAD"), to: "kept")
            return Job(
                arguments: ["--head", "HEAD"], variables: ["GITHUB_REF": "refs/pull/1/merge"])
        },
        Attack("a commit on top of the one that the forge still calls the newest") { scene in
            try await scene.shop.git("checkout", "--quiet", "-B", "change", "main")
            try await scene.commit(["README.md": "good\n"], on: "change")
            try scene.shop.write(newer, to: GateScene.pins)
            try await scene.shop.git("commit", "--quiet", "--all", "--message", "Move the pin")
            scene.forge.push(try await scene.shop.git("rev-parse", "HEAD"), to: "kept")
            return Job(arguments: ["--head", "HEAD"])
        },
        Attack("a merge of the tracked branch and of the newest commit, which moves the pin too") {
            scene in
            let base = try await scene.commit(["other.md": "m\n"], on: "main")
            try await scene.shop.git("checkout", "--quiet", "-B", "change", "main~1")
            try await scene.commit(["README.md": "good\n"], on: "change")
            try await scene.shop.git("merge", "--quiet", "--no-commit", "--no-ff", base)
            try scene.shop.write(newer, to: GateScene.pins)
            try await scene.shop.git("commit", "--quiet", "--all", "--message", "Merge")
            scene.forge.push(try await scene.shop.git("rev-parse", "HEAD"), to: "kept")
            return Job(arguments: ["--head", "HEAD"])
        },
        Attack("another forge for the tokens, in the same change") { scene in
            let settings = try scene.shop.read("pinion.yaml")
            try await scene.commit(
                ["pinion.yaml": settings.replacing("shop/deploy", with: "shop/other")], on: "change"
            )
            return Job()
        },
        Attack("a success from before, which a later freeze made stale") { scene in
            let rules = try scene.shop.read(GateScene.rules)
            let open = rules.split(separator: "\n").filter { !$0.hasPrefix("freeze") }
                .joined(separator: "\n")
            try await scene.commit([GateScene.rules: open + "\n"], on: "main")
            #expect(try await scene.check().code == 0)
            #expect(scene.status()?.state == "success")
            try await scene.commit([GateScene.rules: rules], on: "main")
            return Job()
        },
        Attack("a group of a merge queue") { scene in
            Job(
                arguments: ["--commit", try await scene.shop.git("rev-parse", "change")],
                variables: [
                    "GITHUB_REF": "refs/heads/gh-readonly-queue/main/pr-1-0123456789abcdef"
                ])
        },
        Attack("a queue of another branch") { _ in
            Job(variables: [
                "GITHUB_REF": "refs/heads/gh-readonly-queue/other/pr-1-0123456789abcdef"
            ])
        },
        Attack("a digest that no registry has", code: 1) { scene in
            let absent =
                "\(SampleImage.repository):1.9.1@sha256:\(String(repeating: "0", count: 64))"
            try await scene.commit([GateScene.pins: GateScene.pinning(web: absent)], on: "change")
            return Job()
        },
        Attack("a tag alone", code: 1) { scene in
            let floating = "\(SampleImage.repository):latest"
            try await scene.commit([GateScene.pins: GateScene.pinning(web: floating)], on: "change")
            return Job()
        },
        Attack("the same pin twice in one file", code: 1) { scene in
            try await scene.commit(
                [GateScene.pins: newer + "  web: \(SampleImage.web182)\n"], on: "change")
            return Job()
        },
    ]

    /// Commits what is in the working copy of the change, and pushes it.
    private static func pushed(
        _ scene: GateScene, committing: Bool = true
    ) async throws -> Job {
        if committing {
            try await scene.shop.git("add", "--all")
            try await scene.shop.git("commit", "--quiet", "--message", "Change")
        }
        try await scene.push("change")
        return Job()
    }

    @Test(arguments: attacks)
    func `none of them gives the change a success`(attack: Attack) async throws {
        try await GateScene.with { scene in
            let job = try await attack.prepare(scene)
            let before = try await scene.shop.everything()
            let outcome = try await scene.check(job.arguments, target: job.target, job.variables)
            #expect(outcome.code == attack.code, "\(outcome.output)\(outcome.errors)")
            let head = try await scene.shop.git("rev-parse", "refs/heads/change")
            for context in ["pinion", "pinion/production"] {
                let newest = scene.forge.statuses.last {
                    $0.context == context && $0.commit == head
                }
                #expect(newest?.state != "success", "\(context)")
            }
            let said = scene.forge.comments.map(\.body).joined()
            #expect(!said.contains("Pinion: may be merged"), "\(said)")
            #expect(try await scene.shop.everything() == before)
        }
    }
}
