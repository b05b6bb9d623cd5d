import PinionTesting
import Testing

/// `pinion sandbox …` beside a registry that is asked over HTTP.
@Suite(.timeLimit(.minutes(10)))
struct SandboxCommandTests {
    @Test func `a service is created from an image of a registry`() async throws {
        try await StubRegistry().serving { registry in
            let manifest = StubManifest.image("web")
            registry.keep(manifest, in: "shop/web", tags: ["1"])
            try await withScratch { scratch in
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(services: [])], settings: nil)
                let image = "\(registry.host)/shop/web:1"
                let made = try await shop.pinion(
                    "sandbox", "create", "web", image, "--env", "production")
                #expect(made.code == 0, "\(made.errors)")
                let shown = try await shop.pinion("sandbox", "show", "--env", "production")
                #expect(shown.output.contains("\(manifest.digest)"), "\(shown.output)")
            }
        }
    }

    @Test func `init writes no file that no command could read`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [ShopEnvironment()])
            let state = try #require(
                try shop.read("environments/production/environment.yaml")
                    .split(separator: "state: ").last?.split { " }\n".contains($0) }.first)
            try await Command("cp", ["\(shop.folder)/\(state)", "\(shop.folder)/../outside.json"])
                .succeed()
            let outcome = try await shop.pinion("init", "second", "--sandbox", "../outside.json")
            #expect(outcome.code == 1)
            #expect(
                outcome.errors.contains(
                    "these options give a file that no command could read, and nothing was written:"
                ),
                "\(outcome.errors)")
            #expect(throws: (any Error).self) {
                try shop.read("environments/second/environment.yaml")
            }
        }
    }
}
