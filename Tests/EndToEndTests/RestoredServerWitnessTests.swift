import PinionTesting
import Testing

/// A git server that was restored from a backup, and a host whose state folder is gone: its cache and its clone know.
@Suite(.timeLimit(.minutes(10)))
struct RestoredServerWitnessTests {
    private static let tracking = "refs/remotes/origin/main"
    private static let ledger = "refs/pinion/ledger/production"

    enum Witness: String, CaseIterable, Sendable { case cache, clone, cloneOfDisk }

    /// A shop whose web went from 1.8.3 to 1.9.0, whose server then went back, with one commit on top; without a state
    /// folder, and with one witness alone.
    private func withRestored(
        _ witness: Witness, _ body: (Shop, BareRepository, _ lost: String) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch, origin: witness == .cloneOfDisk ? .disk : .server(server))
                let origin = try #require(shop.origin)
                #expect(try await shop.pinion("reconcile").code == 0)
                let old = try #require(try await origin.commit("main"))
                let ledger = try #require(try await origin.commit(Self.ledger))
                let lost = try await shop.pin("web", to: SampleImage.web190)
                #expect(try await shop.pinion("reconcile").code == 0)
                try await origin.git("update-ref", "refs/heads/main", old)
                try await origin.git("update-ref", Self.ledger, ledger)
                try await origin.commitOnMain(treeOf: "main", parents: ["main"])
                try await Command("rm", ["-rf", shop.state]).succeed()
                if witness == .cache {
                    try await shop.git("update-ref", Self.tracking, old)
                } else {
                    try await Command("rm", ["-rf", shop.cache]).succeed()
                }
                try await body(shop, origin, lost)
            }
        }
    }

    @Test(arguments: Witness.allCases)
    func `fault 61: a host without a state folder does not follow a server that went back`(
        _ witness: Witness
    ) async throws {
        try await withRestored(witness) { shop, origin, lost in
            let before = try await shop.everything()
            let tip = try #require(try await origin.commit("main"))
            for _ in 0..<2 {
                let refused = try await shop.report("reconcile", code: 3)
                let words = refused["production"]?.refusals.joined(separator: "\n") ?? ""
                for word in [
                    String(lost.prefix(7)), String(tip.prefix(7)), "went back",
                    witness == .cache ? "the cache of this host holds" : "/shop fetched",
                ] { #expect(words.contains(word), "\(words)") }
                let plan = try await shop.report("plan", code: 3)
                #expect(plan["production"]?.refusals == refused["production"]?.refusals)
            }
            #expect(try await shop.everything() == before)

            let done = try await shop.pinion("reconcile", "--accept-rewrite", tip)
            #expect(done.code == 0, "\(done.output)\(done.errors)")
            #expect(try await shop.pinion("reconcile").code == 0)
            // The ledger says it to whoever forgets it again.
            try await Command("rm", ["-rf", shop.state]).succeed()
            let again = try await shop.pinion("reconcile")
            #expect(again.code == 0, "\(again.output)")
        }
    }

    @Test func `fault 61: a clone that fetched from a server that went back knows it by its log`()
        async throws
    {
        try await withRestored(.cloneOfDisk) { shop, origin, lost in
            try await fetch(shop, at: nil)
            let tip = try #require(try await origin.commit("main"))
            let before = try await shop.everything()
            for _ in 0..<2 {
                let refused = try await shop.report("reconcile", code: 3)
                let words = refused["production"]?.refusals.joined(separator: "\n") ?? ""
                for word in [String(lost.prefix(7)), "went back", "/shop fetched"] {
                    #expect(words.contains(word), "\(words)")
                }
            }
            #expect(try await shop.everything() == before)
            #expect(try await shop.pinion("reconcile", "--accept-rewrite", tip).code == 0)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await Command("rm", ["-rf", shop.state]).succeed()
            #expect(try await shop.pinion("reconcile").code == 0)
        }
    }

    @Test func `a clone that was made by init and fetch, and fetched more, is no question`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let origin = try #require(shop.origin)
            #expect(try await shop.pinion("reconcile").code == 0)
            let fresh = try await shop.clone("fresh")
            try await Command("rm", ["-rf", "\(fresh.folder)/.git"]).succeed()
            try await fresh.git("init", "--quiet", "--initial-branch=main")
            try await fresh.git("remote", "add", "origin", origin.path)
            for _ in 0..<2 {
                try await fetch(fresh, at: nil)
                try await fresh.git("reset", "--quiet", Self.tracking)
                let seen = try await fresh.pinion("reconcile")
                #expect(seen.code == 0, "\(seen.output)\(seen.errors)")
                try await Command("rm", ["-rf", fresh.state]).succeed()
                try await shop.publish("One more")
            }
        }
    }

    /// Fetches at a moment, or now, and not at the fixed one of tests' commits.
    private func fetch(_ shop: Shop, at date: String?) async throws {
        try await Command(
            "git", ["fetch", "--quiet", "origin"],
            environment: shop.surroundings.merging(["GIT_COMMITTER_DATE": date]) { $1 },
            directory: shop.folder
        ).succeed()
    }

    @Test func `a rewrite that a clone fetched before the ledger's newest record is no question`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let origin = try #require(shop.origin)
            let old = try #require(try await origin.commit("main"))
            try await shop.publish("By mistake")
            try await origin.git("update-ref", "refs/heads/main", old)
            try await fetch(shop, at: "2020-01-01T00:00:00Z")
            #expect(try await shop.git("rev-parse", Self.tracking) == old)
            for _ in 0..<2 {
                let seen = try await shop.pinion("reconcile")
                #expect(seen.code == 0, "\(seen.output)")
                try await Command("rm", ["-rf", shop.state]).succeed()
            }
        }
    }

    @Test func `fault 61: a cache that holds the newer ledger puts it back`() async throws {
        try await withRestored(.cache) { shop, origin, lost in
            let refused = try await shop.pinion("reconcile")
            #expect(refused.output.contains("pinion ledger restore production"))
            let done = try await shop.pinion("ledger", "restore", "production")
            #expect(done.code == 0, "\(done.errors)")
            #expect(try await shop.chain().links.count == 3)
            // The branch still lacks what was applied: that is asked for too.
            #expect(try await shop.pinion("reconcile").code == 3)
            try await origin.commitOnMain(treeOf: lost, parents: [lost, "main"])
            let after = try await shop.report("reconcile", code: 0)
            #expect(after["production"]?.results.isEmpty == true)
        }
    }

    @Test func `fault 61: what one environment accepts is no word for another one`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(), ShopEnvironment(name: "staging")],
                    origin: .server(server))
                let origin = try #require(shop.origin)
                #expect(try await shop.pinion("reconcile").code == 0)
                let old = try #require(try await origin.commit("main"))
                try await shop.pin("web", to: SampleImage.web190, in: "staging")
                #expect(try await shop.pinion("reconcile").code == 0)
                try await origin.git("update-ref", "refs/heads/main", old)
                try await shop.git("update-ref", Self.tracking, old)
                try await origin.git("update-ref", "-d", "refs/pinion/ledger/staging")
                try await origin.git("update-ref", "-d", Self.ledger)
                try await Command("rm", ["-rf", shop.state]).succeed()
                let done = try await shop.pinion(
                    "reconcile", "production", "--accept-rewrite", old)
                #expect(done.code == 0, "\(done.output)\(done.errors)")
                let before = try shop.sandbox(of: "staging").version("web")
                #expect(try await shop.pinion("reconcile", "staging").code == 3)
                #expect(try shop.sandbox(of: "staging").version("web") == before)
                #expect(try await shop.pinion("reconcile", "production").code == 0)
            }
        }
    }

    @Test func `fault 61: a branch that pinion.yaml names is remembered as the default one is`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch, origin: .server(server),
                    settings: "images: layout:.pinion/images\nbranch: live\n")
                let origin = try #require(shop.origin)
                let push = {
                    _ = try await shop.git("push", "--quiet", origin.path, "HEAD:live")
                }
                try await push()
                let old = try #require(try await origin.commit("live"))
                #expect(try await shop.pinion("status").code == 0)
                try await shop.pin("web", to: SampleImage.web190)
                try await push()
                #expect(try await shop.pinion("reconcile").code == 0)
                try await Command("rm", ["-rf", shop.state]).succeed()
                try await origin.git("update-ref", "-d", Self.ledger)
                try await origin.git("update-ref", "refs/heads/live", old)
                let refused = try await shop.pinion("reconcile")
                #expect(refused.code == 3, "\(refused.output)")
                #expect(refused.output.contains("the branch live went back: the cache"))
            }
        }
    }

    @Test func `fault 61: what a host only looked at is remembered, and costs no durable write`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                let origin = try #require(shop.origin)
                let old = try #require(try await origin.commit("main"))
                let lost = try await shop.pin("web", to: SampleImage.web190)
                for command in [
                    ["status"], ["plan"], ["drift"], ["log", "production"], ["doctor"],
                ] {
                    _ = try await shop.command(command).run()
                    #expect(!scratch.has("state/pinion/seen"), "\(command)")
                }
                try await origin.git("update-ref", "refs/heads/main", old)
                try await shop.git("update-ref", Self.tracking, old)
                let before = try await shop.everything()
                let refused = try await shop.pinion("reconcile")
                #expect(
                    refused.code == 3 && refused.output.contains(lost.prefix(7).description),
                    "\(refused.output)\(refused.errors)")
                #expect(try await shop.everything() == before)
            }
        }
    }

    // MARK: False alarms

    @Test func `a clone that is behind, or has commits of its own, is no question`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let behind = try await shop.clone("behind")
            try await shop.pin("web", to: SampleImage.web190)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await behind.git("commit", "--quiet", "--allow-empty", "--message", "Not pushed")
            let seen = try await behind.pinion("reconcile")
            #expect(seen.code == 0, "\(seen.output)")
        }
    }

    @Test(arguments: [true, false])
    func `a clone from before a rewrite that was accepted elsewhere is no question`(
        _ forgets: Bool
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await shop.publish("One more")
            let behind = try await shop.clone("behind")
            try await shop.publish("Another one")
            #expect(try await shop.pinion("reconcile").code == 0)
            try await shop.git("reset", "--quiet", "--hard", "HEAD~2")
            let tip = try await shop.publish("Another history", force: true)
            #expect(try await shop.pinion("reconcile").code == 3)
            #expect(try await shop.pinion("reconcile", "--accept-rewrite", tip).code == 0)
            for _ in 0..<2 {
                let seen = try await behind.pinion("reconcile")
                #expect(seen.code == 0, "\(seen.output)")
                if forgets { try await Command("rm", ["-rf", behind.state]).succeed() }
            }
        }
    }

    @Test func `a clone whose remote went back by intent is no question once it has fetched`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(rules: ["apply: never"])], origin: .disk)
            let origin = try #require(shop.origin)
            let old = try #require(try await origin.commit("main"))
            try await shop.publish("By mistake")
            try await origin.git("update-ref", "refs/heads/main", old)
            let seen = try await shop.pinion("status")
            #expect(seen.code == 2 && seen.output.contains("fetched"), "\(seen.output)")
            try await shop.git("fetch", "--quiet", "origin")
            #expect(try await shop.pinion("status").code == 0)
        }
    }
}

extension BareRepository {
    /// Puts a commit on top of others, and `main` on it.
    fileprivate func commitOnMain(treeOf commit: String, parents: [String]) async throws {
        let new = try await git(
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit-tree"]
                + ["\(commit)^{tree}", "-m", "On top"] + parents.flatMap { ["-p", $0] })
        try await git("update-ref", "refs/heads/main", new)
    }
}
