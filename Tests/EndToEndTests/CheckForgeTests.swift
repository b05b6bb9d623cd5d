import PinionTesting
import Testing

/// What `check` tells a forge, against stubs that speak as the real ones do.
@Suite(.timeLimit(.minutes(10)))
struct CheckForgeTests {
    /// A change behind a forge, with one pull request, checked out as the CI does: merged with its base.
    private func change(
        _ flavor: StubForge.Flavor, _ body: (Shop, StubForge) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            try await StubForge(flavor).serving { forge in
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(pins: ["web": SampleImage.web182])],
                    settings: """
                        images: layout:.pinion/images
                        forge: { kind: \(flavor.rawValue), url: "\(forge.address)", repository: \(forge.repository) }

                        """)
                forge.add("change")
                try await shop.git("checkout", "--quiet", "-b", "change")
                try shop.write(
                    "services:\n  web: \(SampleImage.web183)\n",
                    to: "environments/production/pins.yaml")
                try await shop.git("commit", "--quiet", "--all", "--message", "Pin web")
                try await body(shop, forge)
            }
        }
    }

    private func check(
        _ shop: Shop, _ forge: StubForge, _ more: [String] = [],
        variables: [String: String] = [:]
    ) async throws -> CommandOutcome {
        var command = shop.command(
            ["check", "--base", "main", "--comment", "--status", "--offline"] + more)
        forge.push(try await shop.git("rev-parse", "change"), to: "change")
        let host = String(forge.address.dropFirst("http://".count))
        for (name, value) in ["GH_HOST": host, "GITLAB_HOST": host] {
            command.environment.updateValue(value, forKey: name)
        }
        command.environment.updateValue(
            StubForge.token, forKey: forge.flavor.variable)
        for (name, value) in variables { command.environment.updateValue(value, forKey: name) }
        return try await command.run()
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `one comment is kept up to date, and each environment has its status`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await change(flavor) { shop, forge in
            let head = try await shop.git("rev-parse", "HEAD")
            let first = try await check(shop, forge, ["--pull-request", "1", "--commit", head])
            #expect(first.code == 0, "\(first.output)\(first.errors)")
            #expect(forge.comments.count == 1)
            #expect(
                forge.comments.first?.body.hasPrefix(
                    forge.hidden("<!-- pinion check -->") + "\n### Pinion: ") == true)
            #expect(
                Set(forge.statuses.map(\.context)) == [
                    "pinion", "pinion/rules", "pinion/production",
                ])
            #expect(Set(forge.statuses.map(\.commit)) == [head])

            try await shop.git("commit", "--quiet", "--allow-empty", "--message", "Again")
            let second = try await check(shop, forge, ["--pull-request", "1"])
            #expect(second.code == 0, "\(second.output)\(second.errors)")
            #expect(forge.comments.count == 1)
            let short = try await shop.git("rev-parse", "HEAD").prefix(7)
            #expect(forge.comments.first?.body.contains(short) == true)
            #expect(!(second.output + second.errors).contains(StubForge.token))
        }
    }

    @Test func `the number and the commit are those of the pull request that the CI runs for`()
        async throws
    {
        try await change(.gitea) { shop, forge in
            let head = try await shop.git("rev-parse", "HEAD")
            try await shop.git("checkout", "--quiet", "--detach", "main")
            try await shop.git("merge", "--quiet", "--no-ff", "--message", "Merge", "change")
            let outcome = try await check(
                shop, forge, variables: ["GITHUB_REF": "refs/pull/1/merge"])
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect(forge.comments.map(\.pull) == [1])
            #expect(Set(forge.statuses.map(\.commit)) == [head])
        }
    }

    @Test func `a forge that refuses is an error, after the report`() async throws {
        try await change(.gitea) { shop, forge in
            forge.forbid("comments", "statuses")
            let outcome = try await check(shop, forge, ["--pull-request", "1"])
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("may be merged: "))
            #expect(outcome.errors.contains("error: "), "\(outcome.errors)")
            let unknown = try await check(shop, forge)
            #expect(unknown.code == 1)
            #expect(unknown.errors.contains("--pull-request NUMBER"), "\(unknown.errors)")
        }
    }

    @Test func `a change that names another forge is told to the forge of its base`() async throws {
        try await change(.gitea) { shop, forge in
            try await StubForge(.gitea).serving { other in
                try shop.write(
                    """
                    images: layout:.pinion/images
                    forge: { kind: gitea, url: "\(other.address)", repository: shop/deploy }

                    """, to: "pinion.yaml")
                try await shop.git("commit", "--quiet", "--all", "--message", "Another forge")
                let outcome = try await check(shop, forge, ["--pull-request", "1"])
                #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains("pinion.yaml changed: forge; "))
                #expect(forge.comments.count == 1)
                #expect(other.requests.isEmpty)
            }
        }
    }
}
