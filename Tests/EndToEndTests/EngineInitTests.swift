import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized)
struct EngineInitTests {
    @Test func `what was never pushed is not pinned by init, and is ignored with a comment`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let local = "\(docker.name)-local"
            let image = docker.engine.reference("shop/\(docker.name)", "never-pushed")
            try await docker.engine.docker("commit", docker.name, image)
            try await docker.engine.runContainer(
                local, image: image, options: ["--label", "owner=\(docker.name)"], command: [])
            let written = try await docker.shop.pinion(
                "init", "second", "--docker", "--label", "owner=\(docker.name)", "--endpoint",
                docker.engine.host)
            #expect(written.code == 0, "\(written.output)\(written.errors)")
            #expect(written.output.contains("not pinned: \(local): "))
            let pins = try docker.shop.read("environments/second/pins.yaml")
            #expect(pins.contains("\(docker.name):") && !pins.contains(local))
            let rules = try docker.shop.read("environments/second/environment.yaml")
            #expect(rules.contains("# Not in any registry"))
            #expect(rules.contains("untracked: { ignore: [\(local)] }"))
            try await docker.engine.removeContainer(local)
            _ = try await docker.engine.docker("image", "rm", "--force", image)
        }
    }

    @Test func `a pin that was never pushed is not in step before its registry has it`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let image = docker.engine.reference("shop/\(docker.name)", "never-pushed")
            try await docker.engine.docker("commit", docker.name, image)
            try await docker.create(image)
            let id = try await docker.engine.docker(
                "image", "inspect", "--format", "{{.Id}}", image)
            try docker.write(rules: ["apply: never"])
            try await docker.shop.pin(
                docker.name, to: docker.engine.reference("shop/\(docker.name)", "1") + "@" + id)
            let report = try await docker.shop.report("status", code: 2)
            #expect(report["production"]?.services.first?.status == "unverified", "\(report)")
            let kinds = report["production"]?.services.first?.kinds ?? []
            #expect(kinds.contains("running-unverifiable"), "\(report)")
        }
    }
}
