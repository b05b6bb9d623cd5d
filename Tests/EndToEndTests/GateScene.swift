import PinionTesting

/// A repository behind a forge, with a change in pull request 1 that pins a newer web; and how its gate is run.
struct GateScene {
    let shop: Shop
    let forge: StubForge

    static let pins = "environments/production/pins.yaml"
    static let rules = "environments/production/environment.yaml"

    /// Runs with a repository whose `main` is frozen or not.
    static func with(
        frozen: Bool = true, _ body: (GateScene) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            try await StubForge(.gitea).serving { forge in
                let shop = try await Shop.make(
                    in: scratch,
                    [
                        ShopEnvironment(
                            rules: ["apply: automatic"]
                                + (frozen ? ["freeze: { reason: no changes this week }"] : []),
                            pins: ["web": SampleImage.web182, "db": SampleImage.web182])
                    ], origin: .disk,
                    settings: """
                        images: layout:.pinion/images
                        forge: { kind: gitea, url: "\(forge.address)", repository: shop/deploy }

                        """)
                let scene = GateScene(shop: shop, forge: forge)
                try await scene.commit([pins: pinning()], on: "main")
                forge.add("change")
                try await shop.git("branch", "change", "main")
                try await shop.git("branch", "other", "main")
                try await scene.commit([pins: pinning(web: SampleImage.web183)], on: "change")
                try await body(scene)
            }
        }
    }

    /// The pins, with lines between them, so that a change of each goes together with a change of the other.
    static func pinning(
        web: String = SampleImage.web182, db: String = SampleImage.web182
    ) -> String {
        "services:\n  db: \(db)\n\n  # the shop\n\n  web: \(web)\n"
    }

    /// Commits files on a branch, and pushes it.
    @discardableResult
    func commit(
        _ files: [String: String], on branch: String, saying message: String? = nil
    ) async throws -> String {
        try await shop.git("checkout", "--quiet", branch)
        for (path, text) in files { try shop.write(text, to: path) }
        try await shop.git("add", "--all")
        try await shop.git("commit", "--quiet", "--message", message ?? "Change \(branch)")
        return try await push(branch)
    }

    /// Pushes a branch.
    @discardableResult
    func push(_ branch: String) async throws -> String {
        let commit = try await shop.git("rev-parse", "refs/heads/\(branch)")
        try await shop.git(
            "push", "--quiet", "--force", "origin", "refs/heads/\(branch):refs/heads/\(branch)")
        forge.push(commit, to: branch)
        return commit
    }

    /// Runs the gate as a job of Gitea's does: pull request and target by the CI's variables.
    @discardableResult
    func check(
        _ more: [String] = [], target: String = "main", _ variables: [String: String] = [:]
    ) async throws -> CommandOutcome {
        var command = shop.command(
            ["check", "--head", "refs/heads/change", "--comment", "--status", "--offline"] + more)
        let job = [
            "GITEA_TOKEN": StubForge.token, "GITHUB_REF": "refs/pull/1/head",
            "GITHUB_BASE_REF": target,
        ]
        for (name, value) in job.merging(variables, uniquingKeysWith: { $1 }) {
            command.environment.updateValue(value, forKey: name)
        }
        return try await command.run()
    }

    /// The newest status of a context.
    func status(_ context: String = "pinion") -> StubForge.Status? {
        forge.statuses.last { $0.context == context }
    }

    func tip(_ branch: String = "main") async throws -> String {
        String(try await shop.git("rev-parse", branch).prefix(7))
    }
}
