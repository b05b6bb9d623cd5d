import PinionTesting
import Testing

/// A Helm chart under a tag where images are: registries keep both.
@Suite(.timeLimit(.minutes(10)))
struct NoImageTests {
    /// A shop whose registry has a chart as `web:2.0.0`.
    private func charted(_ body: (Shop, _ chart: String) async throws -> Void) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(pins: ["web": SampleImage.web182])], origin: .disk,
                settings: Shop.unreviewed)
            let manifest =
                #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"#
                + #""mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:"#
                + String(repeating: "a", count: 64) + #"","size":2},"layers":[]}"#
            try shop.write(manifest, to: ".pinion/chart")
            let sum = try await Command("sha256sum", ["\(shop.folder)/.pinion/chart"]).succeed()
            let hash = String(sum.prefix(64))
            try await Command(
                "cp",
                [
                    "\(shop.folder)/.pinion/chart",
                    "\(shop.folder)/.pinion/images/blobs/sha256/\(hash)",
                ]
            ).succeed()
            let index = try shop.read(".pinion/images/index.json")
            let entry =
                #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:\#(hash)","#
                + #""size":\#(manifest.utf8.count),"annotations":{"org.opencontainers.image.ref.name":"#
                + #""\#(SampleImage.repository):2.0.0"}},"#
            try shop.write(
                index.replacing(#""manifests": ["#, with: #""manifests": ["# + entry),
                to: ".pinion/images/index.json")
            try await body(shop, "\(SampleImage.repository):2.0.0@sha256:\(hash)")
        }
    }

    @Test func `fault 78: a chart is neither bumped to, nor proposed, nor merged`() async throws {
        try await charted { shop, chart in
            let refused = try await shop.pinion("propose", "production", "web=:2.0.0")
            #expect(refused.code == 1, "\(refused.output)\(refused.errors)")
            #expect(refused.errors.contains("it is a Helm chart"), "\(refused.errors)")

            try shop.write(
                "services:\n  web: { image: \"\(SampleImage.web182)\", track: { semver: \">=1.8\" } }\n",
                to: "environments/production/pins.yaml")
            try await shop.publish("Track web")
            let bump = try await shop.propose("bump")
            #expect(bump.result == "unchanged")
            #expect(bump.left?.first?.reason.contains("it is a Helm chart") == true, "\(bump)")

            try await shop.git("checkout", "--quiet", "-b", "change")
            try shop.write("services:\n  web: \(chart)\n", to: "environments/production/pins.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Pin a chart")
            let check = try await shop.pinion("check", "--base", "main")
            #expect(check.code == 3, "\(check.output)\(check.errors)")
            #expect(check.output.contains("refused platform-missing: "), "\(check.output)")

            // The digest of one build under the tag of another.
            let lie =
                "\(SampleImage.repository):1.8.3@\(SampleImage.digest(of: SampleImage.web182))"
            try shop.write("services:\n  web: \(lie)\n", to: "environments/production/pins.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Pin the same bits")
            let bits = try await shop.pinion("check", "--base", "main")
            #expect(bits.code == 1, "\(bits.output)\(bits.errors)")
            #expect(bits.output.contains("error tag-differs: "), "\(bits.output)")
        }
    }
}
