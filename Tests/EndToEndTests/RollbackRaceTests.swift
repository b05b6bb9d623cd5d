import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized)
struct RollbackRaceTests {
    @Test func `a rollback that is committed while its bad pin rolls out is what runs in the end`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(rolloutSteps: 9)], origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                try await shop.pin("web", to: SampleImage.web190)
                let slow = try await shop.command(["reconcile"]).start(in: scratch)
                try await until { try shop.sandbox().declared("web") == SampleImage.web190 }

                let rollback = try await shop.pin("web", to: SampleImage.web183)
                let second = try await shop.clone("second")
                let held = try await second.report("reconcile", code: 75)
                #expect(held["production"]?.heldBy != nil)
                #expect(try shop.sandbox().declared("web") == SampleImage.web190)

                let first = try await slow.wait()
                #expect(first.code == 0, "\(first.output)\(first.errors)")
                #expect(
                    try await second.report("reconcile", code: 0)["production"]?.commit == rollback)
                try await expectRolledBack(shop, rollback)
                #expect(try shop.sandbox().version("web") == 3)
            }
        }
    }

    @Test func `fault 5: a run that slept over a rollback applies nothing of what it had read`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                try await shop.pin("web", to: SampleImage.web190)
                // The first run has read the bad pin, and sleeps right before it takes the lock.
                server.misbehave(.withholdPushDiscovery)
                let sleeper = try await shop.command(["reconcile"]).start(in: scratch)
                try await server.gate.waitForArrivals(1)
                server.misbehave(nil)

                let rollback = try await shop.pin("web", to: SampleImage.web182)
                let second = try await shop.clone("second")
                #expect(
                    try await second.report("reconcile", code: 0)["production"]?.results.map(
                        \.verdict) == ["verified"])
                server.gate.open()
                let late = try await sleeper.wait()
                #expect(late.code != 0, "\(late.output)")
                #expect(late.output.contains("another run acted on commit"), "\(late.output)")
                #expect(!late.output.contains("--accept-rewrite"), "\(late.output)")
                #expect(try shop.sandbox().declared("web") == SampleImage.web182)
                #expect(try shop.sandbox().version("web") == 2)
                try await expectRolledBack(shop, rollback, to: SampleImage.web182)
                #expect(try await shop.pinion("reconcile").code == 0)
            }
        }
    }

    /// The runtime has the rollback's pin, and the log has no apply of anything else after it.
    private func expectRolledBack(
        _ shop: Shop, _ commit: String, to image: String = SampleImage.web183
    ) async throws {
        #expect(try shop.sandbox().declared("web") == image)
        #expect(
            try shop.sandbox().runs("web")
                == Array(repeating: SampleImage.digest(of: image), count: 2))
        let applies = try await shop.log().filter { $0.entry == "intent" }
        #expect(applies.last?.commit == commit)
        #expect(applies.last?.changes?.map(\.to) == [image])
        #expect(applies.count { $0.commit == commit } == 1)
        #expect(try await shop.chain().disorder == [])
    }
}
