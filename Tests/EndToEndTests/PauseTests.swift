import PinionTesting
import Testing

/// `pinion pause`, with the program and a git server.
@Suite(.timeLimit(.minutes(10)))
struct PauseTests {
    private func fixedByHand(_ shop: Shop) async throws {
        #expect(try await shop.pinion("reconcile").code == 0)
        try await shop.pinion(
            "sandbox", "update", "web", SampleImage.web190, "--env", "production")
    }

    private func pause(_ shop: Shop, _ more: String...) async throws -> CommandOutcome {
        try await shop.command(["pause", "production"] + more).run()
    }

    @Test func `fault 86: a pause is obeyed by every host, told by status, and ends by its order`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                try await fixedByHand(shop)
                let order = try await pause(shop, "--for", "2h", "fixed", "by", "hand")
                #expect(order.code == 0, "\(order.errors)")
                #expect(order.output.contains("every host obeys"), "\(order.output)")
                let other = try await shop.clone("other")
                let refused = try await other.report("reconcile", code: 3)
                #expect(refused["production"]?.findings.map(\.kind) == ["paused"])
                #expect(try shop.sandbox().declared("web") == SampleImage.web190)
                let status = try await other.pinion("status")
                #expect(status.output.contains("notice paused: production is paused until"))
                #expect(status.output.contains(": fixed by hand;"), "\(status.output)")
                let log = try await other.pinion("log", "production")
                #expect(log.output.contains("pause by "), "\(log.output)")
                #expect(try await pause(other, "--end").output.contains("ended the pause"))
                #expect(
                    try await pause(other, "--end").output.contains("nothing of that is paused"))
                #expect(try await shop.pinion("reconcile").code == 0)
                #expect(try shop.sandbox().declared("web") == SampleImage.web183)
                let verify = try await shop.pinion("ledger", "verify", "production")
                #expect(verify.code == 0, "\(verify.output)\(verify.errors)")
            }
        }
    }

    @Test func `fault 86: without git a file of the host holds it, and the ledger gets it`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                try await fixedByHand(shop)
                server.misbehave(.hangUp)
                let order = try await pause(shop, "web", "--for", "90m", "git is down")
                #expect(order.code == 0, "\(order.errors)")
                #expect(order.output.contains("paused web until"), "\(order.output)")
                #expect(order.output.contains("alone, until one of them reaches the ledger"))
                server.misbehave(nil)
                // The first run of this host that reaches the ledger tells all others.
                #expect(try await shop.pinion("reconcile").code == 3)
                #expect(try shop.sandbox().declared("web") == SampleImage.web190)
                let left = try await Command(
                    "find", [scratch.path(of: "state/pinion/paused"), "-type", "f"]
                ).succeed()
                #expect(left == "")
                let other = try await shop.clone("other")
                #expect(try await other.pinion("reconcile").code == 3)
                #expect(try shop.sandbox().declared("web") == SampleImage.web190)
            }
        }
    }

    @Test func `fault 86: a second pause takes nothing from the first one`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                try await fixedByHand(shop)
                server.misbehave(.hangUp)
                #expect(try await pause(shop, "web", "--for", "2h", "git is down").code == 0)
                for name in [["production", "wbe"], ["prodction"]] {
                    let typo = try await shop.command(["pause"] + name + ["--for", "2h", "x"]).run()
                    #expect(typo.code == 1 && typo.errors.contains("there is no"), "\(typo)")
                }
                server.misbehave(nil)
                #expect(try await pause(shop, "worker", "--for", "1h", "mine").code == 0)
                let other = try await shop.clone("other")
                let shorter = try await pause(other, "web", "worker", "--for", "1m", "a look")
                #expect(shorter.code == 0)
                #expect(
                    shorter.output.contains("web is also paused until"), "\(shorter.output)")
                #expect(try await other.pinion("reconcile").code == 3)
                #expect(try shop.sandbox().declared("web") == SampleImage.web190)
                let log = try await other.pinion("log", "production")
                #expect(log.output.contains("web until "), "\(log.output)\(log.errors)")
                // One service of several, and then what is left of it.
                let one = try await pause(other, "web", "--end")
                #expect(one.output.contains("ended the pause of web"), "\(one.output)")
                #expect(try await other.pinion("reconcile").code == 0)
                #expect(try shop.sandbox().declared("web") == SampleImage.web183)
                let status = try await other.pinion("status")
                #expect(status.output.contains("worker is paused until"), "\(status.output)")
                #expect(try await pause(shop, "--for", "1h", "all").code == 0)
                let part = try await pause(shop, "web", "--end")
                #expect(
                    part.output.contains("web stays paused with all of production"),
                    "\(part.output)")
            }
        }
    }

    @Test func `a pause of nothing that is there is an error, and leaves nothing behind`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.pinion("reconcile").code == 0)
            let before = try await shop.everything()
            for arguments in [
                ["pause", "prodution", "--for", "2h", "x"],
                ["pause", "production", "wbe", "--for", "2h", "x"],
            ] {
                let outcome = try await shop.command(arguments).run()
                #expect(outcome.code == 1 && outcome.errors.contains("there is no"))
            }
            for arguments in [
                ["pause", "production"], ["pause", "production", "--for", "2h"],
                ["pause", "production", "--for", "8d", "x"],
                ["pause", "production", "--for", "soon", "x"],
                ["pause", "production", "--for", "2h", "x", "--end"],
            ] {
                #expect(try await shop.command(arguments).run().code == 64, "\(arguments)")
            }
            #expect(try await shop.everything() == before)
            #expect(try await shop.pinion("reconcile").code == 0)
        }
    }

    @Test func `a file of this host that cannot be read stops every change`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try await fixedByHand(shop)
            #expect(try await pause(shop, "--for", "1h", "x").code == 0)
            #expect(try await pause(shop, "--end").code == 0)
            let key = try scratch.list("state/pinion/paused").first ?? "none"
            try scratch.write("garbage", to: "state/pinion/paused/\(key)/production/1")
            let status = try await shop.pinion("status")
            #expect(status.code == 1)
            #expect(status.output.contains("is not what Pinion writes"), "\(status.output)")
            let outcome = try await shop.pinion("reconcile")
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("is not what Pinion writes"), "\(outcome.output)")
            #expect(try shop.sandbox().declared("web") == SampleImage.web190)
        }
    }
}
