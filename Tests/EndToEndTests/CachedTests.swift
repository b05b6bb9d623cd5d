import Glibc
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

    @Test func `fault 86: a cache that is older than what this host saw is called that`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                try await Command("cp", ["-a", shop.cache, shop.cache + ".old"]).succeed()
                try await shop.pin("web", to: SampleImage.web190)
                #expect(try await shop.pinion("reconcile").code == 0)
                try await Command("rm", ["-rf", shop.cache]).succeed()
                try await Command("mv", [shop.cache + ".old", shop.cache]).succeed()
                server.misbehave(.hangUp)
                let before = try await Self.states(shop)
                for command in [["status"], ["drift"], ["log", "production"]] {
                    let outcome = try await shop.command(command + ["--cached"]).run()
                    let text = outcome.output + outcome.errors
                    #expect(
                        text.contains("what is shown is older than what this host knows"), "\(text)"
                    )
                    #expect(!text.contains("--accept-rewrite"), "\(text)")
                    #expect(!text.contains("ledger restore"), "\(text)")
                    #expect(outcome.code == (command == ["log", "production"] ? 0 : 2), "\(text)")
                }
                #expect(try await Self.states(shop) == before)
            }
        }
    }

    private static func states(_ shop: Shop) async throws -> String {
        try await Command(
            "sh", ["-c", "find . -type f | sort | xargs sha256sum"],
            environment: shop.surroundings, directory: shop.state
        ).succeed()
    }

    @Test func `fault 86: nobody is told to delete the only copy while git is down`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                let find = [shop.cache, "-name", "HEAD", "-print", "-delete"]
                let found = try await Command(
                    "find", find, environment: shop.surroundings
                ).succeed()
                #expect(found.hasSuffix(".git/HEAD"), "\(found)")
                server.misbehave(.hangUp)
                for command in [["status"], ["drift"], ["log", "production"]] {
                    let outcome = try await shop.command(command + ["--cached"]).run()
                    #expect(outcome.code == 1)
                    #expect(outcome.errors.contains("leave it where it is"), "\(outcome.errors)")
                    #expect(!outcome.errors.contains("delete"), "\(outcome.errors)")
                }
            }
        }
    }

    @Test func `a remote that is a path and not there is called that`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let origin = try #require(shop.origin)
            try await Command("mv", [origin.path, origin.path + ".away"]).succeed()
            for command in [
                ["status"], ["status", "--cached"], ["log", "production", "--cached"],
            ] {
                let outcome = try await shop.command(command).run()
                #expect(outcome.code == 1)
                #expect(outcome.errors.contains("nothing is there; mount it"), "\(outcome.errors)")
            }
        }
    }

    @Test func `fault 80: a reconcile beside a slow fetch ends as one that is held`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                let path = try await Command(
                    "find", [shop.cache, "-path", "*/git/*", "-name", "lock"],
                    environment: shop.surroundings
                ).succeed()
                let lock = open(path, O_RDWR)
                try #require(lock >= 0, "\(path)")
                defer { close(lock) }
                #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
                for (name, code) in [("reconcile", Int32(75)), ("status", 1)] {
                    let outcome = try await shop.command(
                        [name], variables: ["PINION_GIT_TIMEOUT": "10s"]
                    ).run()
                    #expect(outcome.code == code, "\(outcome.errors)")
                    #expect(outcome.errors.contains("delete nothing there"), "\(outcome.errors)")
                }
            }
        }
    }
}
