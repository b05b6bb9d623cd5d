import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GitHTTPServerTests {
    /// A server with one repository of one commit, and a clone of it.
    private func withClone(
        credentials: GitHTTPServer.Credentials? = nil,
        _ body: (GitHTTPServer, BareRepository, _ clone: String) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let root = try scratch.makeFolder("served")
            let origin = try await BareRepository.make(at: "\(root)/shop.git")
            try await origin.commit(["pins.yaml": "services:\n"], message: "Begin")
            try await withGitServer(root: root, credentials: credentials) { server in
                let clone = scratch.path(of: "clone")
                try await git("clone", "--quiet", origin.path, clone).succeed()
                let address = credentials.map {
                    "http://\($0.user):\($0.password)@127.0.0.1:\(server.port)/shop.git"
                }
                let url = address ?? server.address(of: "shop.git")
                try await git("-C", clone, "remote", "set-url", "origin", url).succeed()
                try await body(server, origin, clone)
            }
        }
    }

    private func git(_ arguments: String...) -> Command {
        Command("git", arguments, environment: BareRepository.isolation)
    }

    private func commit(in clone: String) async throws {
        try await git("-C", clone, "commit", "--quiet", "--allow-empty", "-m", "More").succeed()
    }

    @Test func `commits are deterministic`() async throws {
        try await withScratch { scratch in
            let repository = try await BareRepository.make(at: scratch.path(of: "r.git"))
            let first = try await repository.commit(["a \"b\"/c.txt": "é\n", "d": "1"])
            #expect(first == "00e904e5e25383fc0df83526f8d1df888ef4b86e")
            let second = try await repository.commit(["d": nil], message: "Remove d")
            #expect(try await repository.log() == ["Remove d", "Change pins"])
            #expect(try await repository.read("a \"b\"/c.txt") == "é\n")
            #expect(try await repository.git("ls-tree", "-z", "--name-only", "main") == "a \"b\"\0")
            #expect(try await repository.commit("main") == second)
            #expect(try await repository.commit("other") == nil)
            #expect(try await repository.references().map(\.name) == ["refs/heads/main"])
            #expect(try await repository.git("fsck", "--strict") == "")
        }
    }

    @Test func `git fetches and pushes`() async throws {
        try await withClone { server, origin, clone in
            try await origin.commit(["pins.yaml": "services: {}\n"], message: "Later")
            try await git("-C", clone, "pull", "--quiet", "--ff-only").succeed()
            try await commit(in: clone)
            try await git("-C", clone, "push", "--quiet").succeed()
            #expect(try await origin.log() == ["More", "Later", "Begin"])
            #expect(server.count(of: .fetchDiscovery) == 1)
            #expect(server.count(of: .push) == 1)
        }
    }

    @Test func `a push of several megabytes arrives`() async throws {
        try await withClone { _, origin, clone in
            let file = "head -c 4000000 /dev/urandom > large && git add large"
            try await Command("sh", ["-c", file], directory: clone).succeed()
            try await git("-C", clone, "commit", "--quiet", "-m", "Large").succeed()
            try await git("-C", clone, "push", "--quiet").succeed()
            #expect(try await origin.log() == ["Large", "Begin"])
        }
    }

    @Test func `a closed connection hides that the push arrived`() async throws {
        try await withClone { server, origin, clone in
            try await commit(in: clone)
            server.misbehave(.closeAfterPush)
            let outcome = try await git("-C", clone, "push", "--quiet").run()
            #expect(outcome.code != 0)
            #expect(try await origin.log() == ["More", "Begin"])
        }
    }

    @Test func `an answer is withheld until the gate opens`() async throws {
        try await withClone { server, origin, clone in
            try await commit(in: clone)
            server.misbehave(.withholdPushAnswer)
            async let push = git("-C", clone, "push", "--quiet").run()
            try await server.gate.waitForArrivals()
            #expect(try await origin.log() == ["More", "Begin"])
            server.gate.open()
            #expect(try await push.code == 0)
        }
    }

    @Test func `a push is withheld until the gate opens`() async throws {
        for misbehaviour in [
            GitHTTPServer.Misbehaviour.withholdPush, .withholdPushDiscovery,
        ] {
            try await withClone { server, origin, clone in
                try await commit(in: clone)
                server.misbehave(misbehaviour)
                async let push = git("-C", clone, "push", "--quiet").run()
                try await server.gate.waitForArrivals()
                #expect(try await origin.log() == ["Begin"])
                server.gate.open()
                #expect(try await push.code == 0)
            }
        }
    }

    @Test func `forbidden pushes, silence and redirects are refusals of their kind`() async throws {
        try await withClone { server, _, clone in
            try await commit(in: clone)
            server.misbehave(.forbidPushes)
            let forbidden = try await git("-C", clone, "push").run()
            #expect(forbidden.errors.contains("403"))
            server.misbehave(.redirect(to: "http://127.0.0.1:1"))
            let redirected = try await git("-C", clone, "fetch").run()
            #expect(redirected.errors.contains("127.0.0.1"))
            server.misbehave(.silence)
            var silent = git("-C", clone, "fetch")
            silent.deadline = .milliseconds(300)
            #expect(try await silent.run().end == .timedOut)
        }
    }

    @Test func `only the named user gets in`() async throws {
        let ada = GitHTTPServer.Credentials(user: "ada", password: "secret")
        try await withClone(credentials: ada) { server, _, clone in
            try await git("-C", clone, "fetch").succeed()
            let stranger = try await git("ls-remote", server.address(of: "shop.git")).run()
            #expect(stranger.code != 0)
        }
    }

    @Test func `a rule of the repository refuses some refs only`() async throws {
        try await withClone { _, origin, clone in
            try origin.refusePushes(to: "refs/pinion/*", saying: "no ledger here")
            try await commit(in: clone)
            let ledger = try await git(
                "-C", clone, "push", "origin", "HEAD:refs/pinion/ledger/x"
            ).run()
            #expect(ledger.errors.contains("no ledger here"))
            try await git("-C", clone, "push", "--quiet").succeed()
        }
    }

    @Test func `of twenty pushes at once one wins`() async throws {
        try await withClone { server, origin, _ in
            let base = try #require(try await origin.commit("main"))
            let codes = try await withScratch { scratch in
                try await withThrowingTaskGroup(of: Int32?.self) { group in
                    for number in 0..<20 {
                        let clone = scratch.path(of: "\(number)")
                        let url = server.address(of: "shop.git")
                        group.addTask {
                            try await git("clone", "--quiet", url, clone).succeed()
                            let message = "Number \(number)"
                            try await git(
                                "-C", clone, "commit", "-q", "--allow-empty", "-m", message
                            ).succeed()
                            return try await git("-C", clone, "push", "--quiet").run().code
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            #expect(codes.count == 20)
            #expect(codes.count { $0 == 0 } >= 1)
            #expect(try await origin.git("rev-list", "--count", "\(base)..main") != "0")
            #expect(server.count(of: .fetch) >= 20)
        }
    }
}
