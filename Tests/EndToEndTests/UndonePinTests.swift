import PinionTesting
import Testing

/// Pins that people took back on the tracked branch, and what Pinion proposes by rules afterwards.
@Suite(.timeLimit(.minutes(10)))
struct UndonePinTests {
    private static func tracked(_ image: String, _ range: String) -> String {
        "{ image: \"\(image)\", track: { semver: \"\(range)\" } }"
    }

    private func shop(_ scratch: Scratch) async throws -> Shop {
        try await Shop.make(
            in: scratch,
            [
                ShopEnvironment(
                    pins: [
                        "web": Self.tracked(SampleImage.web182, "^1"),
                        "api": Self.tracked(SampleImage.api420, "^4"),
                    ],
                    services: [
                        SandboxFixture("web", SampleImage.web182),
                        SandboxFixture("api", SampleImage.api420),
                    ])
            ], origin: .disk, settings: Shop.unreviewed)
    }

    @Test func `fault 85: what was merged and reverted does not come back in a larger set`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await shop(scratch)
            let branch = "pinion/production/bump"
            #expect(
                try await shop.propose("bump", "production", "--only", "web").result == "proposed")
            try await shop.merge(branch)
            let plain = try await shop.pinion("status")
            #expect(!plain.output.contains("undone"), "\(plain.output)")
            try await shop.git("revert", "--no-edit", "HEAD")
            let origin = try #require(shop.origin)
            try await shop.git("push", "--quiet", origin.path, "HEAD:main")
            let revert = try await shop.git("rev-parse", "HEAD")

            let again = try await shop.pinion("bump", "production")
            #expect(again.code == 0, "\(again.errors)")
            #expect(
                again.output.contains("undone by commit \(revert.prefix(7))"), "\(again.output)")
            let lines = try await shop.changedLines("main", branch)
            #expect(lines.contains { $0.hasPrefix("+") && $0.contains("api:4.2.1") }, "\(lines)")
            #expect(!lines.contains { $0.contains("web") }, "\(lines)")

            let status = try await shop.pinion("status")
            #expect(
                status.output.contains(
                    "`pinion propose production web=\(SampleImage.web183)` does"),
                "\(status.output)")
            // It binds rules, and no person.
            let named = try await shop.pinion("propose", "production", "web=\(SampleImage.web183)")
            #expect(named.code == 0, "\(named.errors)")
            try await shop.merge("pinion/production/propose")
            let after = try await shop.pinion("status")
            #expect(!after.output.contains("undone"), "\(after.output)")
        }
    }

    @Test(arguments: [false, true])
    func
        `fault 85: where git cannot tell what was undone, that is said, and nothing is committed unseen`(
            _ isDirect: Bool
        ) async throws
    {
        try await withScratch { scratch in
            let rules = ["apply: automatic"] + (isDirect ? ["proposals: direct"] : [])
            let shop = try await Shop.make(
                in: scratch,
                [
                    ShopEnvironment(
                        rules: rules, pins: ["web": Self.tracked(SampleImage.web182, "^1")],
                        services: [SandboxFixture("web", SampleImage.web182)])
                ], origin: .disk, settings: Shop.unreviewed)
            let origin = try #require(shop.origin)
            // The remote is a mirror with the end of the history alone.
            let mirror = scratch.path(of: "remotes/mirror.git")
            for arguments in [
                ["commit", "--quiet", "--allow-empty", "-m", "nothing"],
                ["push", "--quiet", origin.path, "HEAD:main"],
                ["clone", "--quiet", "--bare", "--depth=1", "file://\(origin.path)", mirror],
                ["remote", "set-url", "origin", mirror],
            ] {
                try await Command(
                    "git", ["-C", shop.folder] + arguments, environment: shop.surroundings
                ).succeed()
            }
            let words = "what people took back in environments/production/pins.yaml is not known"
            let status = try await shop.pinion("status")
            #expect(status.output.contains(words), "\(status.output)\(status.errors)")
            let bump = try await shop.pinion("bump", "production")
            // Onto the end of a history nothing is committed directly.
            let said = isDirect ? "this is a shallow clone" : words
            #expect((bump.output + bump.errors).contains(said), "\(bump.output)\(bump.errors)")
            #expect(bump.code == (isDirect ? 1 : 0), "\(bump.output)\(bump.errors)")
            let refs = try await Command(
                "git", ["-C", mirror, "for-each-ref", "--format=%(refname)"],
                environment: shop.surroundings
            ).succeed()
            #expect(refs.contains("pinion/production/bump") == !isDirect, "\(refs)")
            let log = try await Command(
                "git", ["-C", mirror, "log", "--format=%s", "main"], environment: shop.surroundings
            ).succeed()
            #expect(log == "nothing")
        }
    }
}
