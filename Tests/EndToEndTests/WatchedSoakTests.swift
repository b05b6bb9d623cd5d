import Glibc
import PinionModel
import PinionTesting
import Testing

/// What a soak is worth by who looked, on a ledger that was written a day ago.
@Suite(.timeLimit(.minutes(10)))
struct WatchedSoakTests {
    /// A moment some hours before this test, as the ledger writes it.
    private static func ago(_ hours: Double) -> String {
        Timestamp(secondsSinceEpoch: Int64(time(nil)) - Int64(hours * 3_600)).description
    }

    /// The text with another moment in the place of each.
    private static func dated(_ text: String, _ moment: String) -> String {
        text.replacing(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: moment)
    }

    /// A shop whose staging was verified 26 hours ago, seen by a host that has never been there.
    private func aged(_ body: (Shop) async throws -> Void) async throws {
        try await withScratch { scratch in
            let soak = ["apply: automatic", "promotion: { from: staging, soak: 24h }"]
            let shop = try await Shop.make(
                in: scratch,
                [
                    ShopEnvironment(name: "staging", pins: ["web": SampleImage.web183]),
                    ShopEnvironment(rules: soak, pins: ["web": SampleImage.web182]),
                ], origin: .disk, settings: Shop.unreviewed)
            #expect(try await shop.pinion("reconcile", "staging").code == 0)
            let ref = "refs/pinion/ledger/staging"
            var lines: [String] = []
            for file in ["entry", "state"] {
                let text = try await shop.remote("show", "\(ref):\(file)")
                try scratch.write(Self.dated(text, Self.ago(26)) + "\n", to: "old-\(file)")
                let blob = try await shop.remote(
                    "hash-object", "-w", scratch.path(of: "old-\(file)"))
                lines.append("100644 blob \(blob)\t\(file)")
            }
            try scratch.write(lines.joined(separator: "\n") + "\n", to: "tree")
            let tree = try await Command(
                "sh",
                [
                    "-c", "git -C \"$0\" mktree < \"$1\"", shop.origin?.path ?? "",
                    scratch.path(of: "tree"),
                ],
                environment: shop.surroundings
            ).succeed()
            let message = try await shop.remote("log", "-1", "--format=%B", ref)
            let tip = try await shop.remote("commit-tree", tree, "-m", message)
            try await shop.remote("update-ref", ref, tip)
            try await body(try await shop.clone("other"))
        }
    }

    /// Lets the record of looks say that staging was looked at in these spans of hours before now.
    private func look(_ spans: [(from: Double, to: Double)], _ shop: Shop) async throws {
        let ref = "refs/pinion/seen/staging"
        let text = try await shop.remote("log", "-1", "--format=%B", ref)
        let last = Self.ago(spans.last?.to ?? 0)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("watched ") }
            .flatMap { line -> [String] in
                if line.hasPrefix("at ") { return ["at \(last)"] }
                guard line == "end" else { return [String(line)] }
                return spans.map { "watched \(Self.ago($0.from)) \(Self.ago($0.to)) 900" } + ["end"]
            }
        let tree = try await shop.remote("rev-parse", "\(ref)^{tree}")
        let made = try await shop.remote(
            "commit-tree", tree, "-m", lines.joined(separator: "\n"))
        try await shop.remote("update-ref", ref, made)
    }

    @Test func `fault 74: time in which nobody looked is no soak`() async throws {
        try await aged { shop in
            try await look([(26, 23), (3, 0)], shop)
            let early = try await shop.pinion("promote", "staging", "production")
            #expect(early.code == 3, "\(early.output)\(early.errors)")
            #expect(early.output.contains("in which nobody looked do not count"), "\(early.output)")
            try await look([(26, 0)], shop)
            let late = try await shop.propose("promote", "staging", "production")
            #expect(late.result == "proposed")
        }
    }

    @Test func `fault 74: where nothing tells who looked, a soak takes twice as long`() async throws
    {
        try await aged { shop in
            try await shop.remote("update-ref", "-d", "refs/pinion/seen/staging")
            let outcome = try await shop.pinion("promote", "staging", "production")
            #expect(outcome.code == 3, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("it takes twice as long"), "\(outcome.output)")
            // Its ledger is a day old, and that is told.
            let status = try await shop.pinion("status", "staging")
            #expect(status.output.contains("no look at it is recorded, and"), "\(status.output)")
        }
    }

    @Test func `a record of looks that cannot be read names itself, and not the ledger`()
        async throws
    {
        try await aged { shop in
            try await shop.remote("update-ref", "refs/pinion/seen/staging", "main")
            let outcome = try await shop.pinion("promote", "staging", "production")
            #expect(outcome.code == 1, "\(outcome.output)\(outcome.errors)")
            #expect(
                outcome.output.contains("update-ref -d refs/pinion/seen/staging`"),
                "\(outcome.output)\(outcome.errors)")
            #expect(!outcome.output.contains("look at refs/pinion/ledger"), "\(outcome.output)")
        }
    }
}
