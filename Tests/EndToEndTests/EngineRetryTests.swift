import PinionTesting
import Testing

/// `--retry` on a real engine: of a digest that failed once.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct EngineRetryTests {
    @Test func `fault 50: a digest that failed once is tried again where somebody asks, and runs`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let shop = docker.shop
            let script = "test -e /data/ready && exec sleep 600; exit 3"
            let digest = try await docker.engine.pushImage(
                "shop/\(docker.name)", tag: "3", marker: "\(docker.name) 3",
                instructions: [#"CMD ["/bin/sh", "-c", "\#(script)"]"#])
            #expect(try await shop.pinion("reconcile").code == 0)
            let image = docker.engine.reference("shop/\(docker.name)", "3") + "@" + digest
            try await shop.pin(docker.name, to: image)
            let failed = try await shop.pinion("reconcile")
            #expect(failed.code == 1, "\(failed.output)\(failed.errors)")
            let again = try await shop.pinion("reconcile")
            #expect(again.code == 1, "\(again.output)\(again.errors)")
            #expect(again.output.contains("rollout-failed"), "\(again.output)")

            // What kept it from running is mended: here a file in its volume.
            let ready = try scratch.write("", to: "ready")
            try await docker.engine.docker("cp", ready, "\(docker.name):/data/ready")
            let retried = try await shop.pinion("reconcile", "--retry", docker.name)
            #expect(retried.code == 0, "\(retried.output)\(retried.errors)")
            #expect(retried.output.contains("applied and verified"), "\(retried.output)")
            #expect(try await docker.engine.digests(ofContainer: docker.name).contains(digest))
            // There is nothing left to try, and that is said.
            let idle = try await shop.pinion("reconcile", "--retry", docker.name)
            #expect(idle.code == 0, "\(idle.output)\(idle.errors)")
            #expect(idle.output.contains("nothing of it failed"), "\(idle.output)")
        }
    }
}
