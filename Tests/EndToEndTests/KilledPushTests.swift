import FoundationEssentials
import Glibc
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized)
struct KilledPushTests {
    @Test
    func
        `fault 21: killed before a slow server took its push, nothing is left behind and the ref never moves`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                let before = try await shop.everything()
                try await killInPush(shop, server, .withholdPushDiscovery)
                server.gate.open()
                // The server's answer meets nobody: whatever it still does is over when the next run has been served.
                #expect(try await shop.pinion("status").code == 0)
                #expect(try await shop.everything() == before)
                #expect(server.count(of: .push) == 0)
            }
        }
    }

    @Test
    func
        `fault 2: killed after a slow server had its push, nothing is left behind and the next run closes it`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                try await shop.pin("web", to: SampleImage.web190)
                try await killInPush(shop, server, .withholdPushAnswer)
                server.gate.open()
                #expect(try await shop.chain().words == ["baseline", "intent"])
                #expect(try shop.sandbox().version("web") == 1)
                #expect(try await shop.pinion("reconcile").code == 0)
                #expect(
                    try await shop.chain().words == [
                        "baseline", "intent", "interrupted", "intent", "outcome",
                    ])
                #expect(try shop.sandbox().version("web") == 2)
            }
        }
    }

    @Test func `fault 14: a push whose answer never came is looked up, and not repeated`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                try await shop.pin("web", to: SampleImage.web190)
                server.misbehave(.closeAfterPush)
                let outcome = try await shop.pinion("reconcile")
                #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                #expect(try await shop.chain().words == ["baseline", "intent", "outcome"])
                #expect(try shop.sandbox().version("web") == 2)
            }
        }
    }

    /// Kills a reconcile while the server holds its push, and waits until none of its processes is left.
    private func killInPush(
        _ shop: Shop, _ server: GitHTTPServer, _ misbehaviour: GitHTTPServer.Misbehaviour
    ) async throws {
        let served = server.gate.arrivals
        server.misbehave(misbehaviour)
        let running = try await shop.command(["reconcile"]).start(in: shop.scratch)
        try await server.gate.waitForArrivals(served + 1)
        server.misbehave(nil)
        #expect(try processes(of: shop).count >= 2, "the program and its transport child run")
        running.kill()
        #expect(try await running.wait().end == .signaled(SIGKILL))
        try await until(within: .seconds(2)) { try processes(of: shop).isEmpty }
    }

    /// The processes of this machine that were started with the shop's own cache folder.
    private func processes(of shop: Shop) throws -> [String] {
        let mark = Array("XDG_CACHE_HOME=\(shop.cache)".utf8) + [0]
        return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard Int(name) != nil,
                let bytes = FileManager.default.contents(atPath: "/proc/\(name)/environ")
            else {
                return false
            }
            return Array(bytes).firstRange(of: mark) != nil
        }
    }
}
