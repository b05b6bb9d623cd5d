import PinionTesting
import Testing

/// A service that is scaled to nothing, as people see it.
@Suite(.timeLimit(.minutes(10)))
struct IdleTests {
    @Test func `a service scaled to nothing is idle, and a change of it is applied unverified`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.pinion("reconcile").code == 0)
            let scaled = try await shop.pinion(
                "sandbox", "scale", "web", "0", "--env", "production")
            #expect(scaled.code == 0, "\(scaled)")
            let look = try await shop.pinion("status")
            #expect(look.code == 0 && look.output.contains("idle"), "\(look.output)")

            try await shop.pin("web", to: SampleImage.web190)
            let change = try await shop.pinion("reconcile")
            #expect(change.code == 0, "\(change)")
            #expect(change.output.contains("applied, nothing runs to verify"), "\(change.output)")
            #expect(try shop.sandbox().declared("web") == SampleImage.web190)
            #expect(try await shop.chain().words.last == "outcome")

            try await shop.pinion("sandbox", "scale", "web", "2", "--env", "production")
            #expect(try await shop.pinion("reconcile").code == 0)
            #expect(try await shop.chain().words.last == "baseline")
            let again = try await shop.pinion("status")
            #expect(!again.output.contains("idle"), "\(again.output)")
        }
    }
}
