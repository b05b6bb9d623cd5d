import PinionTesting
import Testing

/// An environment whose folder was removed while its ledger is there.
@Suite(.timeLimit(.minutes(10)))
struct VanishedTests {
    /// A shop with two environments that were reconciled, and of which one lost its folder.
    private func vanished(
        _ origin: Shop.Origin = .disk, settings: String = Shop.unreviewed,
        _ body: (Shop) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(name: "staging"), ShopEnvironment()], origin: origin,
                settings: settings)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await shop.git("rm", "-r", "--quiet", "environments/production")
            try await shop.publish("Remove production")
            try await body(shop)
        }
    }

    @Test func `fault 76: a ledger without a folder is an error that names it`() async throws {
        try await vanished { shop in
            for arguments in [
                ["status"], ["drift"], ["plan"], ["reconcile", "--strict"], ["reconcile"],
                ["status", "production"], ["plan", "staging", "production"],
            ] {
                let outcome = try await shop.command(arguments).run()
                #expect(outcome.code == 1, "\(arguments): \(outcome.output)\(outcome.errors)")
                #expect(
                    outcome.output.contains("environments/production is not there any more"),
                    "\(arguments): \(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains("refs/pinion/ledger/production"))
                #expect(outcome.output.contains("pinion retire production"))
            }
            // The others go on, and can be named alone.
            for command in ["status", "drift", "plan", "reconcile"] {
                #expect(try await shop.pinion(command, "staging").code == 0)
            }
            let report = try await shop.report("status", code: 1)
            #expect(report["production"]?.status == "unverified")
            #expect(report["staging"]?.status == "synced")
            let doctor = try await shop.pinion("doctor")
            #expect(doctor.code == 1)
            #expect(doctor.output.contains("missing production: environments/production is not"))
            let log = try await shop.pinion("log", "production")
            #expect(log.code == 0, "\(log.errors)")
            #expect(log.output.contains("baseline"))
        }
    }

    @Test func `fault 76: it is so behind a server, with a local ledger, and without any folder`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                try await shop.git("rm", "-r", "--quiet", "environments")
                try await shop.publish("Remove all")
                let outcome = try await shop.pinion("status")
                #expect(outcome.code == 1)
                #expect(outcome.output.contains("environments/production is not there any more"))
                #expect(try await shop.pinion("reconcile").code == 1)
            }
        }
        try await vanished(settings: "\(Shop.unreviewed)ledger: local\n") { shop in
            let outcome = try await shop.pinion("status")
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("its ledger on this host (`ledger: local`)"))
        }
    }

    @Test(arguments: [false, true])
    func `fault 76: a ledger that was removed with its folder is missed`(_ isNewHost: Bool)
        async throws
    {
        try await vanished { first in
            try await first.remote("update-ref", "-d", "refs/pinion/ledger/production")
            let shop = isNewHost ? try await first.clone("other") : first
            for command in ["status", "drift", "plan", "reconcile", "doctor"] {
                let outcome = try await shop.pinion(command)
                #expect(outcome.code == 1, "\(command): \(outcome.output)\(outcome.errors)")
                #expect(
                    outcome.output.contains(
                        "environments/production is not there any more, nor is"),
                    "\(command): \(outcome.output)\(outcome.errors)")
            }
            let retiring = try await shop.pinion("retire", "production", "--reason", "moved")
            guard !isNewHost else {
                #expect(retiring.code == 1)
                let remedy = "git push REMOTE :refs/pinion/seen/production"
                #expect(retiring.errors.contains(remedy), "\(retiring.errors)")
                try await shop.remote("update-ref", "-d", "refs/pinion/seen/production")
                #expect(try await shop.pinion("status").code == 0)
                return
            }
            #expect(retiring.code == 0, "\(retiring.output)\(retiring.errors)")
            try await shop.merge("pinion/production/retire")
            let status = try await shop.pinion("status")
            #expect(status.code == 0, "\(status.output)")
        }
    }

    @Test func `fault 76: turning to local ledgers hides no environment that is gone`()
        async throws
    {
        try await vanished { shop in
            try shop.write(Shop.unreviewed + "ledger: local\n", to: "pinion.yaml")
            try await shop.publish("Keep ledgers on each host")
            let other = try await shop.clone("other")
            for host in [shop, other] {
                let outcome = try await host.pinion("status", "production")
                #expect(outcome.code == 1, "\(outcome.output)")
                #expect(outcome.output.contains("environments/production is not there any more"))
            }
        }
    }

    @Test func `fault 76: an older commit that lacks a folder has lost nothing`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(name: "staging")], origin: .disk)
            let first = try await shop.git("rev-parse", "HEAD")
            let production = ShopEnvironment()
            try shop.write(
                production.environmentFile, to: "environments/production/environment.yaml")
            try shop.write(production.pinsFile, to: "environments/production/pins.yaml")
            try shop.write(production.sandboxFile, to: production.sandboxPath)
            try await shop.publish("Add production")
            #expect(try await shop.pinion("reconcile").code == 0)
            let plan = try await shop.pinion("plan", "--at", first)
            #expect(plan.code == 0, "\(plan.output)\(plan.errors)")
        }
    }

    @Test func `fault 76: a retired environment is quiet until its ledger moves`() async throws {
        try await vanished { shop in
            let before = try await shop.everything()
            let proposal = try await shop.propose(
                "retire", "production", "--reason", "moved: \"eu\"")
            #expect(proposal.branch == "pinion/production/retire")
            #expect(proposal.result == "proposed")
            // Nothing but the branch of the proposal is written.
            let after = try await shop.everything()
            #expect(after.sandboxes == before.sandboxes)
            let others = after.refs.split(separator: "\n").filter {
                !$0.hasPrefix("refs/heads/pinion/production/retire ")
            }
            #expect(others == before.refs.split(separator: "\n"))
            let again = try await shop.propose("retire", "production", "--reason", "moved: \"eu\"")
            #expect(again.result == "standing")
            #expect(try await shop.pinion("status").code == 1)
            try await shop.merge("pinion/production/retire")
            let changed = try shop.read("pinion.yaml")
            #expect(changed.hasPrefix(Shop.unreviewed + "retired:\n  production: { reason: "))
            for command in ["status", "drift", "plan", "reconcile", "doctor"] {
                let outcome = try await shop.pinion(command)
                #expect(outcome.code == 0, "\(command): \(outcome.output)\(outcome.errors)")
            }
            let third = try await shop.propose("retire", "production", "--reason", "moved: \"eu\"")
            #expect(third.result == "unchanged")
            let named = try await shop.pinion("status", "production")
            #expect(named.code == 1)
            #expect(named.errors.contains("given up"), "\(named.errors)")

            // Somebody writes to the ledger all the same.
            let tip = try await shop.remote("rev-parse", "refs/pinion/ledger/production")
            let moved = try await shop.remote(
                "commit-tree", "-p", tip, "-m", "x", "\(tip)^{tree}")
            try await shop.remote("update-ref", "refs/pinion/ledger/production", moved)
            let outcome = try await shop.pinion("status")
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("somebody wrote to it since"), "\(outcome.output)")
        }
    }

    @Test func `a folder that is there is not retired, and no retired one may be`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk, settings: Shop.unreviewed)
            let none = try await shop.pinion("retire", "production", "--reason", "x")
            #expect(none.code == 1)
            #expect(none.errors.contains("has no ledger"), "\(none.errors)")
            #expect(try await shop.pinion("reconcile").code == 0)
            let there = try await shop.pinion("retire", "production", "--reason", "x")
            #expect(there.code == 1)
            #expect(there.errors.contains("is still there"), "\(there.errors)")
            let tip = try await shop.remote("rev-parse", "refs/pinion/ledger/production")
            try shop.write(
                Shop.unreviewed + "retired: { production: { reason: x, ledger: \(tip) } }\n",
                to: "pinion.yaml")
            try await shop.publish("Retire what is there")
            let outcome = try await shop.pinion("reconcile")
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("is retired, and its folder is there"))
        }
    }

    @Test func `fault 76: the gate says what a deletion leaves behind, and how to end that`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(name: "staging"), ShopEnvironment()], origin: .disk,
                settings: Shop.unreviewed)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await shop.git("checkout", "--quiet", "-b", "change")
            try await shop.git("rm", "-r", "--quiet", "environments/production")
            try await shop.git("commit", "--quiet", "--message", "Remove production")
            let tip = try await shop.remote("rev-parse", "refs/pinion/ledger/production")
            let bare = try await shop.pinion("check", "--base", "main", "--format", "json")
            #expect(bare.code == 0, "\(bare.output)\(bare.errors)")
            #expect(bare.output.contains("ledger: \(tip)"), "\(bare.output)")
            #expect(bare.output.contains(#""environment""#))
            try shop.write(
                Shop.unreviewed + "retired: { production: { reason: x, ledger: \(tip) } }\n",
                to: "pinion.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Retire it")
            let whole = try await shop.pinion("check", "--base", "main")
            #expect(whole.code == 0, "\(whole.output)\(whole.errors)")
            #expect(!whole.output.contains("its ledger stays"), "\(whole.output)")
            #expect(whole.output.contains("pinion/rules fails"), "\(whole.output)")
            try await shop.git("checkout", "--quiet", "main", "--", "environments")
            try await shop.git("commit", "--quiet", "--all", "--message", "Keep the folder")
            let both = try await shop.pinion("check", "--base", "main")
            #expect(both.code == 1, "\(both.output)\(both.errors)")
            #expect(both.output.contains("its folder is there"), "\(both.output)")
        }
    }
}
