import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(30)), .serialized)
struct EngineDockerTests {
    @Test func `a plain container is pinned by init, floats, drifts, and is brought back`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let shop = docker.shop
            #expect(try await shop.pinion("status").code == 0)
            #expect(try await shop.pinion("reconcile").code == 0)

            // A script creates it again by a tag that names the same build: nothing looks wrong.
            let latest = docker.engine.reference("shop/\(docker.name)", "latest")
            try await docker.engine.moveTag(
                "latest", of: "shop/\(docker.name)", to: docker.builds[0])
            try await docker.create(latest)
            let floating = try await shop.report("drift", code: 2)
            #expect(floating["production"]?.services.first?.status == "at-risk", "\(floating)")
            #expect(
                floating["production"]?.services.first?.kinds.contains { $0.hasSuffix("-floating") }
                    == true)

            // A new build moves the tag, and the script runs once more.
            try await docker.engine.moveTag(
                "latest", of: "shop/\(docker.name)", to: docker.builds[1])
            try await docker.engine.removeContainer(docker.name)
            try await docker.engine.forget(latest)
            try await docker.create(latest)
            let drifted = try await shop.report("status", code: 2)
            #expect(drifted["production"]?.services.first?.status == "drifted")
            #expect(
                drifted["production"]?.services.first?.kinds.contains("running-differs") == true)

            let mended = try await shop.report("reconcile", code: 0)
            #expect(mended["production"]?.results.map(\.verdict) == ["verified"])
            let container = try #require(try await docker.onlyContainer())
            #expect(container.name == docker.name)
            #expect(
                try await docker.engine.digests(ofContainer: docker.name).contains(docker.builds[0])
            )
            #expect(try await docker.keepsItsSettings())
            #expect(try await shop.pinion("status").code == 0)
            let again = container.id
            #expect(try await shop.pinion("reconcile").code == 0)
            #expect(try await docker.onlyContainer()?.id == again)
        }
    }

    @Test func `fault 4: a re-creation killed at any moment is made by the next run`() async throws
    {
        let kills = Program.number("PINION_KILLS", default: 10)
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let shop = docker.shop
            #expect(try await shop.pinion("reconcile").code == 0)
            try await shop.pin(docker.name, to: docker.pinned(1))
            let start = ContinuousClock.now
            #expect(try await shop.pinion("reconcile").code == 0)
            var timing = KillTiming(length: ContinuousClock.now - start)
            var killed = 0
            for round in 1...kills {
                let build = round.isMultiple(of: 2) ? 1 : 0
                try await shop.pin(docker.name, to: docker.pinned(build))
                if try await timing.kill(shop.command(["reconcile"]), in: scratch) { killed += 1 }
                let next = try await shop.pinion("reconcile")
                #expect(next.code == 0, "round \(round): \(next.output)\(next.errors)")
                let container = try await docker.onlyContainer()
                #expect(
                    container?.name == docker.name,
                    "round \(round): something is left over, or nothing is there")
                #expect(container?.state == "running", "round \(round)")
                let digests = try await docker.engine.digests(ofContainer: docker.name)
                #expect(digests.contains(docker.builds[build]), "round \(round)")
                #expect(try await docker.keepsItsSettings(), "round \(round)")
                #expect(try await shop.chain().disorder == [], "round \(round)")
            }
            #expect(killed * 3 > kills)
            #expect(try await shop.pinion("status").code == 0)
        }
    }
}
