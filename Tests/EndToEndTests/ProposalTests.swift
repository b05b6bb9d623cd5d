import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProposalTests {
    private static let branch = "pinion/production/propose"

    @Test func `a proposal changes one line, on its branch, and the working copy not at all`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let report = try await shop.propose("propose", "production", "web=:1.8.2")
            #expect(report.result == "proposed")
            #expect(report.branch == Self.branch)
            #expect(report.changes?.first?.to == SampleImage.web182)
            #expect(
                try await shop.changedLines("main", Self.branch) == [
                    "-  web: \(SampleImage.web183)", "+  web: \(SampleImage.web182)",
                ])
            #expect(try await shop.remote("rev-list", "--count", "main..\(Self.branch)") == "1")
            #expect(try await shop.git("status", "--porcelain") == "")
            #expect(try await shop.git("for-each-ref", "refs/heads/pinion") == "")
        }
    }

    @Test func `the commit says what it does, and nothing else depends on the moment`() async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try await shop.propose("propose", "production", "web=:1.8.2")
            let message = try await shop.remote("log", "-1", "--format=%an <%ae>%n%B", Self.branch)
            try Golden.check(message + "\n", "proposals/propose.txt")
            let trailers = try await shop.remote(
                "log", "-1", "--format=%(trailers:only,unfold)", Self.branch)
            #expect(trailers.split(separator: "\n").count == 5)
        }
    }

    @Test func `the same call again changes nothing and succeeds`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try await shop.propose("propose", "production", "web=:1.8.2")
            let before = try await shop.everything()
            #expect(
                try await shop.propose("propose", "production", "web=:1.8.2").result == "standing")
            #expect(try await shop.everything() == before)
        }
    }

    @Test func `several services of one call are one commit, and a later call adds to it`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch,
                [ShopEnvironment(pins: ["api": SampleImage.api420, "web": SampleImage.web183])],
                origin: .disk)
            try await shop.propose("propose", "production", "web=:1.8.2")
            let report = try await shop.propose("propose", "production", "api=:4.2.1")
            #expect(report.changes?.map(\.service) == ["api", "web"])
            #expect(
                report.changes?.map(\.origin) == [
                    "named on the command line; version 4.2.1",
                    "named on the command line; version 1.8.2",
                ])
            #expect(try await shop.remote("rev-list", "--count", "main..\(Self.branch)") == "1")
        }
    }

    @Test func `a commit straight to the tracked branch is what reconcile applies`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(rules: ["apply: automatic", "proposals: direct"])],
                origin: .disk)
            let report = try await shop.propose("propose", "production", "web=:1.8.2", "--direct")
            #expect(report.result == "committed")
            #expect(report.branch == "main")
            #expect(try await shop.pinion("reconcile").code == 0)
            #expect(
                try shop.sandbox().runs("web").first == SampleImage.digest(of: SampleImage.web182))
        }
    }

    @Test func `an override is in the commit`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch,
                [ShopEnvironment(rules: ["apply: automatic", "freeze: { reason: year-end }"])],
                origin: .disk)
            let report = try await shop.propose(
                "propose", "production", "web=:1.8.2", "--override", " hot fix Pinion-Intent: 0 ")
            #expect(report.override == "hot fix Pinion-Intent: 0")
            let trailers = try await shop.remote(
                "log", "-1", "--format=%(trailers:key=Pinion-Override,valueonly)", Self.branch)
            #expect(trailers.split(separator: "\n") == ["hot fix Pinion-Intent: 0"])
            let intents = try await shop.remote(
                "log", "-1", "--format=%(trailers:key=Pinion-Intent,valueonly)", Self.branch)
            #expect(intents.split(separator: "\n").map(\.utf8.count) == [64])
            let broken = try await shop.pinion(
                "propose", "production", "web=:1.8.2", "--override", "hot fix\nPinion-Intent: 0")
            #expect(broken.code == 64)
        }
    }

    @Test func `F9: an index is refused for its manifest, and a manifest for its index`()
        async throws
    {
        // One of the platforms' manifests of 1.8.3.
        let member = "sha256:fb1b2c7b331367ee24e3e791b9b65b8b9fa76d1307847f5c7cb099bf6914a8b8"
        func environment(_ name: String, refusing digest: String) -> ShopEnvironment {
            let pin =
                "{ image: \(SampleImage.web182), track: { semver: \"^1.8\" }, "
                + "hold: { refuse: [\"\(digest)\"] } }"
            return ShopEnvironment(
                name: name, pins: ["web": pin],
                services: [SandboxFixture("web", SampleImage.web182)])
        }
        try await withScratch { scratch in
            let index = SampleImage.digest(of: SampleImage.web183)
            let shop = try await Shop.make(
                in: scratch,
                [
                    environment("production", refusing: member),
                    environment("staging", refusing: index),
                ], origin: .disk)
            let bump = try await shop.propose("bump", "production")
            #expect(bump.result == "unchanged")
            #expect(bump.left?.first?.reason.contains("the hold refuses") == true)
            let wish = try await shop.propose("propose", "production", "web=:1.8.3", code: 3)
            #expect(wish.result == "refused")
            let part = try await shop.propose(
                "propose", "staging", "web=@\(member)", code: 3)
            #expect(part.result == "refused")
            #expect(part.problem?.contains("`pinion release staging web` lets it move") == true)
            try await shop.propose("propose", "production", "web=:1.9.0-rc1")
        }
    }

    @Test func `a held digest is refused, by people's wish and by a rule's`() async throws {
        try await withScratch { scratch in
            let tracked = "{ image: \(SampleImage.web182), track: { semver: \"^1.8\" } }"
            let shop = try await Shop.make(
                in: scratch,
                [
                    ShopEnvironment(
                        rules: ["apply: automatic", "proposals: direct"],
                        pins: ["web": tracked],
                        services: [SandboxFixture("web", SampleImage.web182)])
                ], origin: .disk)
            #expect(try await shop.propose("bump").changes?.first?.to == SampleImage.web183)
            try await shop.git("fetch", "--quiet", "origin")
            try await shop.git("reset", "--quiet", "--hard", "origin/main")
            #expect(try await shop.pinion("reconcile").code == 0)
            let back = try await shop.propose(
                "rollback", "production", "--direct", "--to", "HEAD~9", code: 1)
            #expect(back.problem?.contains("there is no commit") == true)
            let report = try await shop.propose(
                "rollback", "production", "--direct", "--to", "HEAD~1")
            #expect(report.changes?.map(\.kind) == ["move", "hold"])
            // What was rolled back comes again by nobody.
            let bump = try await shop.propose("bump")
            #expect(bump.result == "unchanged")
            #expect(bump.left?.first?.reason.contains("the hold refuses") == true)
            let wish = try await shop.propose("propose", "production", "web=:1.8.3", code: 3)
            #expect(wish.result == "refused")
            let other = try await shop.propose(
                "release", "production", "web", "--direct", "--refuse", "1.8.2")
            #expect(
                other.notes?.first?.hasPrefix("the hold of web does not refuse sha256:") == true)
            try await shop.propose("release", "production", "web", "--direct")
            #expect(try await shop.propose("bump").changes?.first?.to == SampleImage.web183)
        }
    }

    @Test func `a protected branch is an error that says so, and nothing is pushed`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch, origin: .server(server), settings: Shop.unreviewed)
                try shop.origin?.refusePushes(
                    to: "refs/heads/pinion/*", saying: "protected by a rule")
                let before = try await shop.everything()
                let report = try await shop.propose("propose", "production", "web=:1.8.2", code: 1)
                #expect(report.problem?.contains("the remote refuses the branch") == true)
                #expect(report.problem?.contains("protected by a rule") == true)
                #expect(try await shop.everything() == before)
            }
        }
    }

    @Test(arguments: [true, false])
    func `fault 14: a push whose answer never came is found, and is one commit`(
        isDirect: Bool
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch,
                    [ShopEnvironment(rules: ["apply: automatic", "proposals: direct"])],
                    origin: .server(server), settings: Shop.unreviewed)
                server.misbehave(.closeAfterPush)
                let arguments =
                    ["propose", "production", "web=:1.8.2"] + (isDirect ? ["--direct"] : [])
                let outcome = try await shop.command(arguments).run()
                #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                let range = isDirect ? "main" : "main..\(Self.branch)"
                #expect(
                    try await shop.remote("rev-list", "--count", range) == (isDirect ? "2" : "1"))
                #expect(try await shop.command(arguments).run().code == 0)
                #expect(
                    try await shop.remote("rev-list", "--count", range) == (isDirect ? "2" : "1"))
            }
        }
    }

    @Test
    func `step 5 of the incident: every floating service is pinned to what runs, in one commit`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch,
                [
                    ShopEnvironment(
                        pins: ["web": SampleImage.web183],
                        services: [
                            SandboxFixture("web", SampleImage.web183),
                            SandboxFixture(
                                "api", "registry.example.com/shop/api:4.2.0",
                                runs: SampleImage.api420),
                            SandboxFixture(
                                "worker", "registry.example.com/shop/worker:3.1.0",
                                runs: SampleImage.worker),
                            SandboxFixture(
                                "odd", "registry.example.com/shop/odd:1",
                                runs: "x@\(ExitCases.otherHash)"),
                        ])
                ], origin: .disk)
            let report = try await shop.propose("adopt", "production")
            #expect(report.changes?.map(\.service) == ["api", "worker"])
            #expect(report.left?.map(\.name) == ["odd"])
            #expect(
                try await shop.changedLines("main", "pinion/production/adopt") == [
                    "+  api: \(SampleImage.api420)", "+  worker: \(SampleImage.worker)",
                ])
            try await shop.merge("pinion/production/adopt")
            #expect(try await shop.propose("adopt", "production").result == "unchanged")
        }
    }

    @Test func `fault 78: adopt writes no tag that names something else by now`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch,
                [
                    ShopEnvironment(
                        pins: ["worker": SampleImage.worker],
                        services: [
                            SandboxFixture("worker", SampleImage.worker),
                            SandboxFixture(
                                "web", "registry.example.com/shop/web:1.8.3",
                                runs: SampleImage.web182),
                        ])
                ], origin: .disk)
            try await shop.propose("adopt", "production")
            let digest = SampleImage.digest(of: SampleImage.web182)
            #expect(
                try await shop.changedLines("main", "pinion/production/adopt") == [
                    "+  web: registry.example.com/shop/web@\(digest)"
                ])
        }
    }

    @Test
    func
        `step 7 of the incident: what soaked in staging goes to production, and keeps its repository`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch,
                [
                    ShopEnvironment(name: "staging", pins: ["web": SampleImage.web183]),
                    ShopEnvironment(
                        name: "production",
                        rules: ["apply: automatic", "promotion: { from: staging, soak: 1s }"],
                        pins: ["web": SampleImage.web182]),
                ], origin: .disk)
            let early = try await shop.propose("promote", "staging", "production", code: 3)
            let reason = early.left?.first?.reason
            #expect(reason?.hasPrefix("staging has not verified it yet, or not since") == true)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await until(within: .seconds(10)) {
                try await shop.pinion("promote", "staging", "production", "--quiet").code == 0
            }
            let report = try await shop.propose("promote", "staging", "production")
            #expect(report.changes?.first?.to == SampleImage.web183)
            #expect(report.branch == "pinion/production/promote")
            #expect(
                try await shop.remote("log", "-1", "--format=%s", "pinion/production/promote")
                    == "production: promote web to 1.8.3 from staging")
        }
    }
}
