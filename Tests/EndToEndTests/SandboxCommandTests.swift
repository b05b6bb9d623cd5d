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
}
