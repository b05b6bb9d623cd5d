import PinionTesting
import Testing

/// Two hosts whose engines report one id: a cloned machine, or a copied file of the id.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct EngineTwinTests {
    @Test
    func `fault 83: two engines of one id are critical on both, and neither changes anything`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            let twin = try await TwinEngine.start(in: scratch)
            let here = ["DOCKER_HOST": docker.engine.host]
            let there = ["DOCKER_HOST": twin.host]
            let shop = docker.shop
            // The same words of the file mean each host's own engine.
            let path = "environments/production/environment.yaml"
            let file = try shop.read(path)
            try shop.write(
                file.replacing("endpoint: \(docker.engine.host), ", with: "")
                    .replacing("endpoint: \"\(docker.engine.host)\", ", with: ""), to: path)
            #expect(try !shop.read(path).contains("endpoint"), "\(file)")
            try await shop.publish("Let each host ask its own engine")
            let run = { (shop: Shop, variables: [String: String], arguments: [String]) in
                try await shop.command(arguments, variables: variables).run()
            }

            let first = try await run(shop, here, ["reconcile"])
            #expect(first.code == 0, "\(first.output)\(first.errors)")
            // The clone cannot be told from the host after a restart; nothing that it holds is here.
            let other = try await shop.clone("other")
            _ = try await run(other, there, ["reconcile"])
            try await shop.pin(docker.name, to: docker.pinned(1))
            let before = try await docker.onlyContainer()?.id
            for command in [["status"], ["drift"], ["plan"], ["reconcile"]] {
                let outcome = try await run(shop, here, command)
                let said = outcome.output + outcome.errors
                #expect(outcome.code == 1, "\(command): \(said)")
                #expect(said.contains("critical history-unverified: two engines report the id "))
                #expect(said.contains("`pinion rehost production`"), "\(said)")
            }
            let ledger = try await shop.remote("rev-parse", "refs/pinion/ledger/production")
            for command in [["reconcile"], ["status"]] {
                let outcome = try await run(other, there, command)
                let said = outcome.output + outcome.errors
                #expect(outcome.code == 1, "\(command): \(said)")
                #expect(said.contains("two engines report the id "), "\(said)")
            }
            #expect(
                try await shop.remote("rev-parse", "refs/pinion/ledger/production") == ledger)
            #expect(try await docker.onlyContainer()?.id == before)
            let doctor = try await run(shop, here, ["doctor"])
            #expect(doctor.code == 1, "\(doctor.output)")
            #expect(doctor.output.contains("two engines report the id "), "\(doctor.output)")

            // A person says which one is meant; the ledger says who, and the other one is told again if it still looks.
            let kept = try await run(shop, here, ["rehost", "production"])
            #expect(kept.code == 0, "\(kept.output)\(kept.errors)")
            #expect(kept.output.contains("production belongs to `"), "\(kept.output)")
            let log = try await run(shop, here, ["log", "production"])
            #expect(log.output.contains("engine-kept by "), "\(log.output)")
            let after = try await run(shop, here, ["reconcile"])
            #expect(after.code == 0, "\(after.output)\(after.errors)")
            #expect(try await docker.onlyContainer()?.id != before)
            _ = try await run(other, there, ["reconcile"])
            #expect(try await run(shop, here, ["reconcile"]).code == 1)
            #expect(try await run(other, there, ["reconcile"]).code == 1)
        }
    }
}
