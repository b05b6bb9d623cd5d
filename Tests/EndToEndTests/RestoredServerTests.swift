import PinionTesting
import Testing

/// A git server that was restored from a backup, and ledgers that were deleted or rewound.
@Suite(.timeLimit(.minutes(10)))
struct RestoredServerTests {
    private static let ledger = "refs/pinion/ledger/production"

    /// What is older than this host saw.
    enum Loss: String, CaseIterable, Sendable {
        case both
        case ledgerDeleted
        case ledgerRewound
        case branch
    }

    /// A shop whose web went from 1.8.3 to 1.9.0, and the backup of its server from before that.
    private func withLoss(
        _ loss: Loss, behindServer: Bool, settings: String = "",
        _ body: (Shop, _ restore: () async throws -> Void) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch, origin: behindServer ? .server(server) : .disk,
                    settings: "images: layout:.pinion/images\n" + settings)
                #expect(try await shop.pinion("reconcile").code == 0)
                let remote = scratch.path(of: "remotes/shop.git")
                let backup = scratch.path(of: "backup.git")
                try await Command("cp", ["-a", remote, backup]).succeed()
                try await shop.pin("web", to: SampleImage.web190)
                #expect(try await shop.pinion("reconcile").code == 0)
                try await body(shop) {
                    try await shop.lose(loss, backup)
                }
            }
        }
    }

    @Test(arguments: Loss.allCases, [true, false])
    func `fault 61: an older server changes nothing, and every command says so`(
        _ loss: Loss, _ behindServer: Bool
    ) async throws {
        for isWarm in [true, false] {
            try await withLoss(loss, behindServer: behindServer) { shop, restore in
                let tip = try await shop.chain().links.last?.id ?? ""
                let head = try await shop.git("rev-parse", "HEAD")
                try await restore()
                if !isWarm { try await Command("rm", ["-rf", shop.cache]).succeed() }
                let before = try await shop.everything()

                let refused = try await shop.report("reconcile", code: 3)
                let words = refused["production"]?.refusals.joined(separator: "\n") ?? ""
                #expect(words.contains("--accept-rewrite"), "\(words)")
                if loss != .branch { #expect(words.contains(tip.prefix(7)), "\(words)") }
                if loss != .branch {
                    #expect(words.contains("pinion ledger restore production"), "\(words)")
                }
                if loss == .both || loss == .branch {
                    #expect(words.contains(head.prefix(7)), "\(words)")
                }
                let plan = try await shop.report("plan", code: 3)
                #expect(plan["production"]?.refusals == refused["production"]?.refusals)
                for command in ["status", "drift"] {
                    let seen = try await shop.report(command, code: 2)
                    #expect(
                        seen["production"]?.status
                            == (loss == .both ? "drifted" : "unverified"))
                    #expect(
                        seen["production"]?.findings.map(\.message)
                            == refused["production"]?.refusals)
                    let text = try await shop.pinion(command)
                    #expect(text.output.contains("went back"), "\(text.output)")
                }
                #expect(try await shop.pinion("reconcile").code == 3)
                #expect(try await shop.everything() == before)
            }
        }
    }

    @Test(arguments: [Loss.both, .ledgerDeleted, .ledgerRewound], [true, false])
    func `fault 61: this host's copy of the ledger is put back, also with a new cache`(
        _ loss: Loss, _ behindServer: Bool
    ) async throws {
        try await withLoss(loss, behindServer: behindServer) { shop, restore in
            let chain = try await shop.chain().links.map(\.id)
            try await restore()
            try await Command("rm", ["-rf", shop.cache]).succeed()
            let done = try await shop.pinion("ledger", "restore", "production")
            #expect(done.code == 0, "\(done.errors)")
            #expect(try await shop.chain().links.map(\.id) == chain)
            if loss == .both {
                #expect(try await shop.pinion("reconcile").code == 3)
                let origin = try #require(shop.origin)
                try await shop.git("push", "--quiet", origin.path, "HEAD:main")
            }
            let again = try await shop.report("reconcile", code: 0)
            #expect(again["production"]?.results.isEmpty == true)
            #expect(try await shop.chain().links.map(\.id) == chain)
            let once = try await shop.pinion("ledger", "restore", "production")
            #expect(once.code == 0 && once.output.contains("has all of it"), "\(once.output)")
        }
    }

    @Test(arguments: Loss.allCases)
    func `fault 61: what a person accepts is recorded, and holds on other hosts too`(
        _ loss: Loss
    ) async throws {
        try await withLoss(loss, behindServer: true) { shop, restore in
            let other = try await shop.clone("other")
            let sight = try await other.pinion("status")
            #expect(sight.output.contains("1 synced") && !sight.output.contains("went back"))
            try await restore()
            let origin = try #require(shop.origin)
            let tip = try #require(try await origin.commit("main"))
            let refused = try await shop.pinion(
                "reconcile", "--accept-rewrite", String(repeating: "1", count: 40))
            #expect(refused.code == 3)
            let done = try await shop.pinion("reconcile", "--accept-rewrite", tip)
            #expect(done.code == 0, "\(done.output)")
            let authorities = try await shop.log().compactMap(\.authorities).flatMap(\.self)
            #expect(authorities.contains { $0.kind == "rewrite-accepted" })
            #expect(try await shop.pinion("reconcile").code == 0)
            let there = try await other.pinion("status")
            #expect(there.output.contains("synced") && !there.output.contains("went back"))
            #expect(try await other.pinion("reconcile").code == 0)
        }
    }

    @Test func `fault 18: a mirror that lags is a question, and none once it caught up`()
        async throws
    {
        try await withLoss(.both, behindServer: true) { shop, restore in
            let remote = shop.scratch.path(of: "remotes/shop.git")
            let newest = shop.scratch.path(of: "newest.git")
            try await Command("cp", ["-a", remote, newest]).succeed()
            try await restore()
            #expect(try await shop.pinion("reconcile").code == 3)
            try await Command("rm", ["-rf", remote]).succeed()
            try await Command("mv", [newest, remote]).succeed()
            let caughtUp = try await shop.pinion("reconcile")
            #expect(caughtUp.code == 0, "\(caughtUp.output)")
        }
    }

    @Test func `fault 61: a failed digest is not sent again since the ledger is gone`() async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await shop.pinion(
                "sandbox", "fail", "web", "pauses", "--env", "production")
            try await shop.pin("web", to: SampleImage.web190)
            _ = try await shop.pinion("reconcile")
            let before = try shop.sandbox().version("web")
            let origin = try #require(shop.origin)
            try await origin.git("update-ref", "-d", Self.ledger)
            // The failure stands, and so the code is its own: 1 goes before 3.
            let outcome = try await shop.pinion("reconcile")
            #expect(outcome.code == 1, "\(outcome.output)")
            let words = "the ledger of production went back"
            #expect(outcome.output.contains(words), "\(outcome.output)")
            #expect(try shop.sandbox().version("web") == before)
            #expect(try await origin.commit(Self.ledger) == nil)
        }
    }

    @Test func `fault 61: a local ledger that was deleted is a question, and comes back`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, origin: .disk,
                settings: "images: layout:.pinion/images\nledger: local\n")
            #expect(try await shop.pinion("reconcile").code == 0)
            try await Command("rm", ["-rf", "\(shop.state)/pinion/ledgers"]).succeed()
            #expect(try await shop.pinion("reconcile").code == 3)
            let done = try await shop.pinion("ledger", "restore", "production")
            #expect(done.code == 0, "\(done.errors)")
            #expect(try await shop.pinion("reconcile").code == 0)
            #expect(try await shop.log().count == 1)
        }
    }

    @Test func `fault 61: log, trace and doctor say that what they read went back`() async throws {
        try await withLoss(.ledgerRewound, behindServer: false) { shop, restore in
            let well = try await shop.pinion("doctor")
            #expect(well.output.contains("ok      production: history"), "\(well.output)")
            try await restore()
            let refused = try await shop.pinion("reconcile")
            let sentence = "the ledger of production went back: this host saw"
            #expect(refused.output.split(separator: sentence).count == 2, "\(refused.output)")
            let log = try await shop.pinion("log", "production")
            #expect(log.code == 0 && log.errors.contains("note: \(sentence)"), "\(log.errors)")
            let trace = try await shop.pinion("trace", "HEAD")
            #expect(trace.code == 0 && trace.output.contains(sentence), "\(trace.output)")
            let doctor = try await shop.pinion("doctor")
            #expect(doctor.code == 1, "\(doctor.output)")
            #expect(doctor.output.contains("missing production: history: \(sentence)"))
        }
    }

    // MARK: Hosts without a memory

    @Test(arguments: ["seen", "rollback", "promotion", "tag", "cache"])
    func `fault 61: a fresh host takes a missing ledger for a question`(_ trace: String)
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                if trace == "tag" { try await shop.rule(["apply: automatic", "tag: production"]) }
                #expect(try await shop.pinion("reconcile").code == 0)
                #expect(try await shop.pinion("reconcile").code == 0)
                let origin = try #require(shop.origin)
                try await origin.git("update-ref", "-d", Self.ledger)
                if trace == "seen" {
                    try await origin.git("update-ref", "refs/pinion/seen/production", "main")
                }
                let messages = [
                    "rollback":
                        "production: roll back web\n\nPinion-Purpose: rollback\nPinion-Environment: production\n",
                    "promotion":
                        "live: promote web from production\n\nPinion-Purpose: promote\nPinion-Environment: live\n"
                        + "Pinion-Source: web soaked 26 h in production; version 1.8.3\n",
                ]
                if let message = messages[trace] { try await shop.publish(message) }
                try await shop.publish("Something else")
                try await Command("rm", ["-rf", shop.state]).succeed()
                if trace != "cache" { try await Command("rm", ["-rf", shop.cache]).succeed() }
                let before = try await shop.everything()
                let refused = try await shop.pinion("reconcile")
                #expect(refused.code == 3, "\(refused.output)")
                #expect(try await shop.pinion("plan").code == 3)
                #expect(try await shop.everything() == before)
                let tip = try #require(try await origin.commit("main"))
                let done = try await shop.pinion("reconcile", "--accept-rewrite", tip)
                #expect(done.code == 0, "\(done.output)")
                #expect(try await shop.pinion("reconcile").code == 0)
            }
        }
    }

    @Test func `a new environment of an old repository is no question`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await shop.publish(
                "production: roll back web\n\nPinion-Purpose: rollback\nPinion-Environment: production\n"
            )
            let staging = ShopEnvironment(name: "staging")
            try shop.write(staging.environmentFile, to: "environments/staging/environment.yaml")
            try shop.write(staging.pinsFile, to: "environments/staging/pins.yaml")
            try shop.write(staging.sandboxFile, to: staging.sandboxPath)
            try await shop.publish("Add staging")
            let done = try await shop.pinion("reconcile")
            #expect(done.code == 0, "\(done.output)")
            #expect(try await shop.log(of: "staging").count == 1)
        }
    }

    // MARK: Those who decide by it

    @Test
    func `fault 61: nothing is committed onto an older branch, nor rolled back by an older ledger`()
        async throws
    {
        try await withLoss(.both, behindServer: false) { shop, restore in
            try await restore()
            let before = try await shop.everything()
            let direct = try await shop.pinion(
                "propose", "production", "web=\(SampleImage.web182)", "--direct")
            #expect(direct.code == 3, "\(direct.output) \(direct.errors)")
            #expect(direct.errors.contains("went back") || direct.output.contains("went back"))
            let back = try await shop.pinion("rollback", "production")
            #expect(back.code != 0)
            #expect((back.output + back.errors).contains("went back"), "\(back.errors)")
            #expect(try await shop.everything() == before)
        }
    }
}

extension Shop {
    /// Puts the server, or one ref of it, back to its backup.
    fileprivate func lose(_ loss: RestoredServerTests.Loss, _ backup: String) async throws {
        let remote = scratch.path(of: "remotes/shop.git")
        let ledger = "refs/pinion/ledger/production"
        let old = { (ref: String) in
            try await Command("git", ["--git-dir", backup, "rev-parse", ref]).succeed()
        }
        switch loss {
        case .both:
            try await Command("rm", ["-rf", remote]).succeed()
            try await Command("cp", ["-a", backup, remote]).succeed()
        case .ledgerDeleted: try await origin?.git("update-ref", "-d", ledger)
        case .ledgerRewound:
            try await origin?.git("update-ref", ledger, try await old(ledger))
        case .branch:
            try await origin?.git(
                "update-ref", "refs/heads/main", try await old("main"))
        }
    }
}
