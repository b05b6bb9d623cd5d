import Glibc
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct FailingRolloutTests {
    @Test(arguments: ["pauses", "rolls-back", "crash-loops"])
    func `fault 50: a digest whose rollout failed is not tried again until somebody says so`(
        _ failure: String
    ) async throws {
        try await withScratch { scratch in
            let bad = SampleImage.digest(of: SampleImage.web190)
            let environment = ShopEnvironment(
                services: [
                    SandboxFixture("web", SampleImage.web183, failures: ["\(failure)@\(bad)"]),
                    SandboxFixture("worker", SampleImage.worker),
                ])
            let shop = try await Shop.make(in: scratch, [environment])
            try await shop.pinion("reconcile")
            try await shop.pin("web", to: SampleImage.web190)

            let failed = try await shop.report("reconcile", code: 1)
            #expect(failed["production"]?.results.map(\.verdict) == ["failed"])
            let version = try shop.sandbox().version("web")
            let again = try await shop.report("reconcile", code: 1)
            #expect(again["production"]?.results.isEmpty == true)
            #expect(try shop.sandbox().version("web") == version)

            try await shop.pinion("sandbox", "mend", "web", "--env", "production")
            if failure == "rolls-back" {
                let retried = try await shop.report("reconcile", "--retry", "web", code: 0)
                #expect(retried["production"]?.results.map(\.verdict) == ["verified"])
                let intent = try await shop.log().last { $0.entry == "intent" }
                #expect(intent?.authorities?.map(\.kind) == ["retry"])
            } else {
                // The runtime declares the pin already: Pinion never forces a restart; its owner does.
                let told = try await shop.pinion("reconcile", "--retry", "web")
                #expect(told.code == 1)
                #expect(
                    told.output.contains(
                        "not tried again: web: the runtime declares the pin already"),
                    "\(told.output)")
                try await shop.pinion("sandbox", "restart", "web", "--env", "production")
                _ = try await shop.report("reconcile", code: 0)
            }
            #expect(try shop.sandbox().runs("web") == [bad, bad])
            #expect(try await shop.chain().disorder == [])
        }
    }

    @Test func `a failure ends with a pin of what the runtime went back to`() async throws {
        try await withScratch { scratch in
            let environment = ShopEnvironment(
                services: [
                    SandboxFixture("web", SampleImage.web183, failures: ["rolls-back"]),
                    SandboxFixture("worker", SampleImage.worker),
                ])
            let shop = try await Shop.make(in: scratch, [environment])
            try await shop.pinion("reconcile")
            try await shop.pin("web", to: SampleImage.web190)
            #expect(try await shop.pinion("reconcile").code == 1)
            try await shop.pin("web", to: SampleImage.web183)
            let after = try await shop.report("reconcile", code: 0)
            #expect(after["production"]?["web"]?.kinds == [])
            #expect(try await shop.pinion("status").code == 0)
        }
    }

    @Test func `after one failure no further change is begun in that run`() async throws {
        try await withScratch { scratch in
            let environment = ShopEnvironment(
                rules: ["apply: automatic", "limits: { parallel: 1 }"],
                pins: ["api": SampleImage.api421, "web": SampleImage.web190],
                services: [
                    SandboxFixture("api", SampleImage.api420, failures: ["pauses"]),
                    SandboxFixture("web", SampleImage.web183),
                ])
            let shop = try await Shop.make(in: scratch, [environment])
            let report = try await shop.report("reconcile", code: 1)
            #expect(report["production"]?.results.map(\.verdict) == ["failed", "not-begun"])
            #expect(try shop.sandbox().version("web") == 1)
        }
    }

    @Test func `an interrupt ends with 130, and the next run closes what was begun`() async throws {
        try await withScratch { scratch in
            let environment = ShopEnvironment(
                services: [
                    SandboxFixture("web", SampleImage.web182, failures: ["stuck"]),
                    SandboxFixture("worker", SampleImage.worker),
                ])
            let shop = try await Shop.make(in: scratch, [environment])
            let running = try await shop.command(["reconcile"]).start(in: scratch)
            try await until { try shop.sandbox().declared("web") == SampleImage.web183 }
            running.kill(SIGINT)
            #expect(try await running.wait().end == .exited(130))

            let next = try await shop.report("reconcile", code: 2)
            #expect(next["production"]?["web"]?.kinds.contains("rollout-progressing") == true)
            #expect(
                try await shop.chain().words == [
                    "baseline", "intent", "interrupted", "observation",
                ])
            #expect(try shop.sandbox().version("web") == 2)
        }
    }
}

/// Asks again and again until something is so.
///
/// - Throws: `Late` after the deadline.
func until(
    within deadline: Duration = .seconds(30), _ question: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + deadline
    while ContinuousClock.now < end {
        if try await question() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw Late()
}

/// Something did not happen in time.
struct Late: Error {}
