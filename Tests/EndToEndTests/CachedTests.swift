import PinionTesting
import Testing

/// `--cached`: what the last tips that this host saw say against what runs, while the git host is down.
@Suite(.timeLimit(.minutes(10)))
struct CachedTests {
    @Test func `fault 86: while git is down, what this host saw last is held against what runs`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                server.misbehave(.hangUp)
                #expect(try await shop.pinion("status").code == 1)
                let asked = server.requests.count
                let status = try await shop.pinion("status", "--cached")
                #expect(status.code == 0, "\(status.output)\(status.errors)")
                #expect(status.output.contains("git was not asked: this is the newest commit"))
                #expect(status.output.contains("synced 1.8.3"), "\(status.output)")
                server.misbehave(nil)
                let update = try await shop.pinion(
                    "sandbox", "update", "web", SampleImage.web190, "--env", "production")
                #expect(update.code == 0, "\(update.errors)")
                server.misbehave(.hangUp)
                let drift = try await shop.pinion("drift", "--cached")
                #expect(drift.code == 2, "\(drift.errors)")
                #expect(drift.output.contains("declared-differs"), "\(drift.output)")
                let json = try await shop.pinion("status", "--cached", "--format", "json")
                #expect(json.output.contains(#""cached": {"#), "\(json.output)")
                let log = try await shop.pinion("log", "production", "--cached")
                #expect(log.code == 0, "\(log.errors)")
                #expect(log.output.contains("baseline"), "\(log.output)")
                #expect(log.errors.contains("git was not asked"))
                // A pause of this host is told, too.
                let pause = ["pause", "production", "--for", "1h", "by hand"]
                #expect(try await shop.command(pause).run().code == 0)
                let paused = try await shop.pinion("status", "--cached")
                #expect(paused.output.contains("notice paused"), "\(paused.output)")
                // Nobody was asked but by the pause, and nothing of it stays.
                #expect(server.requests.count - asked < 12)
                let left = try await Command(
                    "find", [shop.cache, "-name", "cached-*"], environment: shop.surroundings
                ).succeed()
                #expect(left == "")
            }
        }
    }

    @Test func `a host that has nothing of a repository says so, and asks nobody`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                let asked = server.requests.count
                let outcome = try await shop.pinion("status", "--cached")
                #expect(outcome.code == 1)
                #expect(outcome.errors.contains("this host has nothing of it"), "\(outcome.errors)")
                #expect(server.requests.count == asked)
            }
        }
    }
}
