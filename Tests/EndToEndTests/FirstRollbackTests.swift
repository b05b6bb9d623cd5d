import PinionTesting
import Testing

/// A rollback after the first run, which made changes and so verified only what it changed.
@Suite(.timeLimit(.minutes(10)))
struct FirstRollbackTests {
    private func shop(
        _ scratch: Scratch, _ body: (Shop) async throws -> Void
    ) async throws {
        let environment = ShopEnvironment(
            pins: ["web": SampleImage.web183, "api": SampleImage.api420],
            services: [
                SandboxFixture("web", SampleImage.web182),
                SandboxFixture("api", SampleImage.api420),
            ])
        try await body(
            try await Shop.make(
                in: scratch, [environment], origin: .disk, settings: Shop.unreviewed))
    }

    @Test func `what a first run did not change has a way back once the next one changes it`()
        async throws
    {
        try await withScratch { scratch in
            try await shop(scratch) { shop in
                let first = try await shop.git("rev-parse", "HEAD")
                // It repairs web, and says nothing of api.
                #expect(try await shop.pinion("reconcile").code == 0)
                try await shop.pin("api", to: SampleImage.api421)
                #expect(try await shop.pinion("reconcile").code == 0)
                for arguments in [["rollback", "production"], ["rollback", "production", "api"]] {
                    let done = try await shop.command(arguments).run()
                    #expect(done.code == 0, "\(done.errors)")
                    #expect(done.output.contains("api"), "\(done.output)")
                }
                let lines = try await shop.changedLines("main", "pinion/production/rollback")
                #expect(lines.contains { $0.hasPrefix("+") && $0.contains("api:4.2.0") })
                #expect(!lines.contains { $0.contains("web") })
                #expect(lines.contains { $0.contains("refuse") })
                let told = try await shop.pinion("rollback", "production", "--to", first)
                #expect(told.code == 0)
            }
        }
    }

    @Test func `what a first run replaced is a way back, where git pinned it`() async throws {
        try await withScratch { scratch in
            try await shop(scratch) { shop in
                try await shop.pin("web", to: SampleImage.web182)
                try await shop.pin("web", to: SampleImage.web190)
                #expect(try await shop.pinion("reconcile").code == 0)
                let done = try await shop.pinion("rollback", "production")
                #expect(done.code == 0, "\(done.errors)")
                #expect(done.output.contains("no run verified all of commit"), "\(done.output)")
                let lines = try await shop.changedLines("main", "pinion/production/rollback")
                #expect(
                    lines.contains { $0.hasPrefix("+") && $0.contains("web:1.8.2") }, "\(lines)")
            }
        }
    }
}
