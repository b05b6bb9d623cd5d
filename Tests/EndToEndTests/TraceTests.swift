import FoundationEssentials
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TraceTests {
    /// A shop of which both environments run what they pin, with production's pins promoted from staging.
    private func applied(_ body: (Shop) async throws -> Void) async throws {
        try await withScratch { scratch in
            let rules = ["apply: automatic", "promotion: { from: staging }"]
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(name: "staging"), ShopEnvironment(rules: rules)])
            #expect(try await shop.report("reconcile", code: 0).environments.count == 2)
            try await body(shop)
        }
    }

    private static let old = SampleImage.digest(of: SampleImage.web183)
    private static let new = SampleImage.digest(of: SampleImage.web190)

    @Test func `a digest is traced to its commit where pins are promoted`() async throws {
        try await applied { shop in
            let first = try await shop.git("rev-parse", "HEAD")
            let commit = try await shop.pin("web", to: SampleImage.web190)
            _ = try await shop.report("reconcile", code: 0)

            let trace = try await shop.trace(Self.new)
            #expect(trace.schema == "pinion/trace/v1")
            #expect(trace.lines == ["production web now \(commit) exact pinned"])
            #expect(trace.runs.map(\.applied) == [commit])
            #expect(trace.commit == nil)
            #expect(trace.notes == [])
            #expect(
                try await shop.trace(Self.old).lines == [
                    "production web replaced \(first) exact",
                    "staging web now \(first) exact pinned",
                ])

            let text = try await shop.pinion("trace", Self.new)
            #expect(text.code == 0)
            #expect(
                text.output.contains("brought by commit \(commit.prefix(7))"), "\(text.output)")
            #expect(text.output.contains("runs now; pinned"), "\(text.output)")
            #expect(!text.output.contains("cannot be told"), "\(text.output)")
        }
    }

    @Test func `a commit is traced by the images that it brought where pins are promoted`()
        async throws
    {
        try await applied { shop in
            let commit = try await shop.pin("web", to: SampleImage.web190)
            let early = try await shop.trace(commit)
            #expect(early.lines == [])
            #expect(early.pins.map(\.environment) == ["production"])
            _ = try await shop.report("reconcile", code: 0)

            let trace = try await shop.trace(commit)
            #expect(trace.commit?.id == commit)
            #expect(trace.digests == [Self.new])
            #expect(trace.lines == ["production web now \(commit) exact pinned"])
            #expect(try await shop.trace(String(commit.prefix(10))).lines == trace.lines)

            let idle = try await shop.publish("Nothing")
            #expect(try await shop.trace(idle).digests == [])
            let text = try await shop.pinion("trace", idle)
            #expect(text.code == 0)
            #expect(text.output.contains("it brought no image to a pin"), "\(text.output)")
        }
    }

    @Test func `a merge brought what its branch pinned, and its message names the pull request`()
        async throws
    {
        try await applied { shop in
            try await shop.git("checkout", "--quiet", "-b", "change")
            try await shop.pin("web", to: SampleImage.web190)
            try await shop.git("checkout", "--quiet", "main")
            let message = "Merge the new web (#12)"
            try await shop.git("merge", "--quiet", "--no-ff", "--message", message, "change")
            let merge = try await shop.git("rev-parse", "HEAD")
            _ = try await shop.report("reconcile", code: 0)

            let trace = try await shop.trace(Self.new)
            #expect(trace.lines == ["production web now \(merge) exact pinned"])
            #expect(trace.runs.first?.pullRequest?.number == 12)
            #expect(trace.runs.first?.commit?.subject == message)
            #expect(try await shop.trace(merge).digests == [Self.new])
            let text = try await shop.pinion("trace", merge)
            #expect(text.output.contains("pull request #12"), "\(text.output)")
        }
    }

    @Test func `environments in another folder are traced, also where they once stood elsewhere`()
        async throws
    {
        try await applied { shop in
            try await shop.git("mv", "environments", "deploy")
            let settings = "images: layout:.pinion/images\nenvironments: deploy\n"
            try shop.write(settings, to: "pinion.yaml")
            let moved = try await shop.publish("Move the environments")
            #expect(try await shop.trace(moved).digests == [])

            let file = "deploy/production/pins.yaml"
            let text = try shop.read(file)
            try shop.write(
                text.replacing(SampleImage.web183, with: SampleImage.web190), to: file)
            let commit = try await shop.publish("Pin web")
            _ = try await shop.report("reconcile", code: 0)
            let lines = ["production web now \(commit) exact pinned"]
            #expect(try await shop.trace(Self.new).lines == lines)
            #expect(try await shop.trace(commit).lines == lines)
            #expect(try await shop.trace(commit).notes == [])
        }
    }

    @Test func `a pins file with mistakes is told, and the others are traced`() async throws {
        try await applied { shop in
            try shop.write("services: none\n", to: "environments/staging/pins.yaml")
            let commit = try await shop.pin("web", to: SampleImage.web190)
            let trace = try await shop.trace(commit)
            #expect(trace.digests == [Self.new])
            #expect(trace.notes.count == 1)
            #expect(
                trace.notes.first?.hasPrefix("environments/staging/pins.yaml has mistakes") == true,
                "\(trace.notes)")
        }
    }

    @Test func `the figures of delivery count what was applied, and what was taken back`()
        async throws
    {
        try await applied { shop in
            let empty = try await shop.figures()
            #expect(empty.deployments.verified == 0)
            try await shop.pin("web", to: SampleImage.web190)
            _ = try await shop.report("reconcile", code: 0)
            try await shop.pin("web", to: SampleImage.web183)
            _ = try await shop.report("reconcile", code: 0)

            let figures = try await shop.figures()
            #expect(figures.schema == "pinion/figures/v1")
            #expect(figures.environment == "production")
            #expect(figures.days == 30)
            #expect(figures.deployments.verified == 1)
            #expect(figures.deployments.takenBack == 1)
            #expect(figures.deployments.failed == 0)
            #expect(figures.leadTime.measured == 1)
            #expect(figures.leadTime.unknown == 0)
            #expect(figures.failureRate == 1)
            #expect(figures.ledger == "remote")

            let text = try await shop.pinion("log", "production", "--figures", "--days", "7")
            #expect(text.code == 0)
            #expect(text.output.contains("deployment frequency"), "\(text.output)")
            #expect(
                text.output.contains("100 % (0 failed and 1 taken back of 1)"), "\(text.output)")
            #expect(text.output.contains("(of 1)"), "\(text.output)")
        }
    }
}
