import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ApprovalTests {
    @Test func `an approved plan is applied, and the ledger says who approved what`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [behind(["apply: manual"])])
            let hash = try #require(try await shop.report("plan", code: 3)["production"]?.planHash)
            let refused = try await shop.report("reconcile", code: 3)
            #expect(refused["production"]?.refusals.contains { $0.contains(hash) } == true)
            #expect(try shop.sandbox().version("web") == 1)

            #expect(
                try await shop.report("reconcile", "--approve", hash, code: 0)["production"]?
                    .results.count == 1)
            #expect(try shop.sandbox().declared("web") == SampleImage.web183)
            let intent = try await shop.log().last { $0.entry == "intent" }
            #expect(intent?.authorities?.map(\.kind) == ["approval"])
            #expect(intent?.authorities?.map(\.reason) == [hash])
            #expect(intent?.authorities?.allSatisfy { !$0.who.isEmpty } == true)
        }
    }

    @Test func `an approval lifts the limit of changes`() async throws {
        try await withScratch { scratch in
            let environment = ShopEnvironment(
                rules: ["apply: automatic", "limits: { changes: 1 }"],
                pins: ["web": SampleImage.web183, "api": SampleImage.api421],
                services: [
                    SandboxFixture("web", SampleImage.web182),
                    SandboxFixture("api", SampleImage.api420),
                ])
            let shop = try await Shop.make(in: scratch, [environment])
            let refused = try await shop.report("reconcile", code: 3)
            let hash = try #require(refused["production"]?.planHash)
            let done = try await shop.report("reconcile", "--approve", hash, code: 0)
            #expect(done["production"]?.results.map(\.verdict) == ["verified", "verified"])
        }
    }

    @Test
    func `an approval of a plan that changed meanwhile is refused, and the new plan is shown`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [behind(["apply: manual"])])
            let old = try #require(try await shop.report("plan", code: 3)["production"]?.planHash)
            try await shop.pin("web", to: SampleImage.web190)
            let refused = try await shop.report("reconcile", "--approve", old, code: 3)
            let new = try #require(refused["production"]?.planHash)
            #expect(new != old)
            #expect(refused["production"]?.refusals.contains { $0.contains(new) } == true)
            #expect(refused["production"]?.changes.map(\.to) == [SampleImage.web190])
            #expect(try shop.sandbox().version("web") == 1)
        }
    }

    @Test func `a freeze holds a new pin back, and repairs what was there before`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            try await shop.pinion("reconcile")
            try await shop.rule(["apply: automatic", "freeze: { reason: year-end }"])
            try await shop.pinion(
                "sandbox", "update", "web", SampleImage.web182, "--env", "production")
            #expect(
                try await shop.report("reconcile", code: 0)["production"]?.results.map(\.to) == [
                    SampleImage.web183
                ])

            try await shop.pin("web", to: SampleImage.web190)
            #expect(
                try await shop.report("reconcile", code: 3)["production"]?.results.isEmpty == true)
            try await shop.pinion(
                "sandbox", "update", "web", SampleImage.web182, "--env", "production")
            #expect(
                try await shop.report("reconcile", code: 3)["production"]?.results.map(\.to) == [
                    SampleImage.web183
                ])
            #expect(try shop.sandbox().declared("web") == SampleImage.web183)
        }
    }

    @Test func `an environment with apply never is reported, and its ledger is never written`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [behind(["apply: never"])], origin: .disk)
            let before = try await shop.everything()
            let report = try await shop.report("reconcile", code: 2)
            #expect(report["production"]?.changes.map(\.service) == ["web"])
            #expect(try await shop.everything() == before)
            #expect(try await shop.chain().links.isEmpty)
        }
    }

    private func behind(_ rules: [String]) -> ShopEnvironment {
        ShopEnvironment(
            rules: rules,
            services: [
                SandboxFixture("web", SampleImage.web182),
                SandboxFixture("worker", SampleImage.worker),
            ])
    }
}
