import PinionTesting
import Testing

/// A tracked branch that was pushed by force, and a host that knows nothing of what was there before.
@Suite(.timeLimit(.minutes(10)))
struct ForcePushTests {
    /// What a host has forgotten.
    enum Forgotten: String, CaseIterable, Sendable {
        case nothing
        case cache
        /// As on every runner of CI.
        case everything
    }

    /// A shop whose applied commit was replaced by another one of the same parent, as `git commit --amend` does.
    private func withForcePush(
        _ forgotten: Forgotten, prunes: Bool, _ body: (Shop, _ old: String) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                let old = try await shop.pin("web", to: SampleImage.web190)
                #expect(try await shop.pinion("reconcile").code == 0)
                try await shop.git("commit", "--quiet", "--amend", "--message", "Say it better")
                try await shop.publish("Something else", force: true)
                if prunes {
                    try await shop.remote("reflog", "expire", "--expire=now", "--all")
                    try await shop.remote("gc", "--quiet", "--prune=now")
                }
                if forgotten != .nothing { try await Command("rm", ["-rf", shop.cache]).succeed() }
                if forgotten == .everything {
                    try await Command("rm", ["-rf", shop.state]).succeed()
                    let clone = shop.folder
                    try await Command(
                        "rm", ["-rf", "\(clone)/.git/logs", "\(clone)/.git/refs/remotes"]
                    ).succeed()
                }
                try await body(shop, old)
            }
        }
    }

    @Test(arguments: Forgotten.allCases, [true, false])
    func `fault 81: a force-push is a question, with a fresh cache as with a warm one`(
        _ forgotten: Forgotten, _ prunes: Bool
    ) async throws {
        try await withForcePush(forgotten, prunes: prunes) { shop, old in
            let before = try await shop.everything()
            for command in ["reconcile", "plan"] {
                let refused = try await shop.pinion(command)
                #expect(refused.code == 3, "\(command): \(refused.output)\(refused.errors)")
                #expect(refused.output.contains("--accept-rewrite"), "\(refused.output)")
                #expect(refused.output.contains(old.prefix(7)), "\(refused.output)")
            }
            for command in ["status", "drift"] {
                let seen = try await shop.pinion(command)
                #expect(seen.code == 2, "\(command): \(seen.output)\(seen.errors)")
            }
            let log = try await shop.pinion("log", "production")
            #expect(log.code == 0, "\(log.errors)")
            #expect(try await shop.everything() == before)
            let origin = try #require(shop.origin)
            let tip = try #require(try await origin.commit("main"))
            let done = try await shop.pinion("reconcile", "--accept-rewrite", tip)
            #expect(done.code == 0, "\(done.output)\(done.errors)")
            #expect(try await shop.pinion("reconcile").code == 0)
            let figures = try await shop.pinion("log", "production", "--figures")
            #expect(figures.code == 0, "\(figures.errors)")
        }
    }
}
