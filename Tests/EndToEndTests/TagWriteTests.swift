import PinionTesting
import Testing

/// Fault 68: the built program puts an environment's tag only as an approved plan says.
@Suite(.timeLimit(.minutes(10)))
struct TagWriteTests {
    private static let name = #""registry.example.com/shop/web:production""#

    @Test func `a tag is planned, approved, put, logged, and then left alone`() async throws {
        try await withScratch { scratch in
            let environment = ShopEnvironment(
                rules: ["apply: manual", "tag: production"], pins: ["web": SampleImage.web183])
            let shop = try await Shop.make(in: scratch, [environment])
            let before = try shop.read(".pinion/images/index.json")

            let plan = try await shop.pinion("plan")
            #expect(plan.code == 3)
            #expect(plan.output.contains("its pin is in step"), "\(plan.output)")
            #expect(plan.output.contains("1 tag write, plan sha256:"))
            let hash = try #require(try await shop.report("plan", code: 3)["production"]?.planHash)

            let refused = try await shop.pinion("reconcile")
            #expect(refused.code == 3)
            #expect(!refused.output.contains("nothing to change"), "\(refused.output)")
            #expect(try shop.read(".pinion/images/index.json") == before)
            #expect(try await shop.log().map(\.entry) == ["baseline"])

            let done = try await shop.pinion("reconcile", "--approve", hash)
            #expect(done.code == 0, "\(done.output)\(done.errors)")
            #expect(done.output.contains("production put on sha256:"), "\(done.output)")
            #expect(try shop.read(".pinion/images/index.json") != before)
            #expect(try await shop.log().map(\.entry) == ["baseline", "intent", "outcome"])
            #expect(try await shop.pinion("log", "production").output.contains("put tag"))

            #expect(try await shop.pinion("reconcile").code == 0)
            #expect(try await shop.pinion("plan").code == 0)
            #expect(try await shop.log().count == 3)
        }
    }
}
