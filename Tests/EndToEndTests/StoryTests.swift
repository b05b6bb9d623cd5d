import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct StoryTests {
    @Test
    func `a service that floats is at risk, drifts at its restart, and is brought back alone`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let first = try await shop.report("reconcile", code: 0)
            #expect(first.schema == "pinion/report/v1")
            #expect(first["production"]?.status == "synced")
            #expect(try await shop.chain().words == ["baseline"])

            try await shop.pinion(
                "sandbox", "update", "web", "\(SampleImage.repository):latest", "--env",
                "production")
            try await shop.pinion(
                "sandbox", "tag", "\(SampleImage.repository):latest",
                "\(SampleImage.repository):1.9.0-rc1", "--env",
                "production")
            let floating = try await shop.report("drift", code: 2)
            let risk = floating["production"]?["web"]
            let finding = risk?.findings.first { $0.kind == "declared-floating" }
            #expect(risk?.status == "at-risk")
            #expect(finding?.severity == "hazard")
            #expect(finding?.wouldPull?.digest == SampleImage.digest(of: SampleImage.web190))
            #expect(finding?.wouldPull?.isPin == false)
            #expect(floating["production"]?["worker"]?.status == "synced")
            #expect(floating.summary.atRisk == 1)

            try await shop.pinion("sandbox", "restart", "web", "--env", "production")
            let drifted = try await shop.report("status", code: 2)
            #expect(drifted["production"]?["web"]?.status == "drifted")
            #expect(drifted["production"]?["web"]?.kinds.contains("running-differs") == true)

            let plan = try await shop.report("plan", code: 2)
            #expect(plan["production"]?.changes.map(\.service) == ["web"])
            #expect(plan["production"]?.changes.map(\.cause) == ["repair"])
            let worker = try shop.sandbox().version("worker")
            let mended = try await shop.report("reconcile", code: 0)
            #expect(mended["production"]?.results.map(\.verdict) == ["verified"])
            #expect(mended["production"]?.planHash != plan["production"]?.planHash)
            #expect(try shop.sandbox().declared("web") == SampleImage.web183)
            #expect(
                try shop.sandbox().runs("web")
                    == Array(repeating: SampleImage.digest(of: SampleImage.web183), count: 2))
            #expect(try shop.sandbox().version("worker") == worker)
            #expect(try await shop.report("status", code: 0).summary.synced == 2)
            #expect(try await shop.chain().disorder == [])
        }
    }

    @Test func `a new pin is applied once, and a second reconcile writes nothing anywhere`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.report("reconcile", code: 0).environments.count == 1)
            let commit = try await shop.pin("web", to: SampleImage.web190)
            let waiting = try await shop.report("status", code: 2)
            #expect(waiting["production"]?["web"]?.kinds == ["change-pending"])
            #expect(waiting["production"]?.commit == commit)

            #expect(
                try await shop.report("reconcile", code: 0)["production"]?.results.map(\.to) == [
                    SampleImage.web190
                ])
            #expect(try shop.sandbox().version("web") == 2)
            let before = try await shop.everything()
            #expect(
                try await shop.report("reconcile", code: 0)["production"]?.results.isEmpty == true)
            #expect(try await shop.everything() == before)
            let log = try await shop.log()
            #expect(log.map(\.entry) == ["baseline", "intent", "outcome"])
            #expect(log.last?.commit == commit)
            #expect(log.last?.results?.map(\.verdict) == ["verified"])
        }
    }
}
