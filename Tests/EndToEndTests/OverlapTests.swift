import FoundationEssentials
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized)
struct OverlapTests {
    @Test
    func
        `fault 6: of twenty reconciles at once one applies, and the others name it or find it done`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(rolloutSteps: 3)], origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                let commit = try await shop.pin("web", to: SampleImage.web190)
                let outcomes = try await atOnce(20, shop)

                for (clone, outcome) in outcomes {
                    let report = try JSONDecoder().decode(
                        ReportDocument.self, from: Data(outcome.outputBytes))
                    let production = try #require(report["production"])
                    #expect(production.commit == commit)
                    #expect(
                        outcome.code == 0 || outcome.code == 75,
                        "\(clone): \(outcome.output)\(outcome.errors)")
                    // Whoever ends with 75 was told who holds the environment.
                    if outcome.code == 75 {
                        #expect(production.heldBy != nil, "\(clone): \(outcome.output)")
                    }
                }
                #expect(outcomes.count { $0.1.output.contains(#""verdict": "verified""#) } == 1)
                #expect(try shop.sandbox().version("web") == 2)
                #expect(
                    try shop.sandbox().runs("web")
                        == Array(repeating: SampleImage.digest(of: SampleImage.web190), count: 2))
                #expect(try await shop.chain().words == ["baseline", "intent", "outcome"])
                #expect(try await shop.pinion("reconcile").code == 0)
            }
        }
    }

    @Test func `fault 6: twenty first reconciles write one baseline`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                for (clone, outcome) in try await atOnce(20, shop) {
                    #expect(outcome.code == 0, "\(clone): \(outcome.output)\(outcome.errors)")
                }
                #expect(try await shop.chain().words == ["baseline"])
            }
        }
    }

    private func atOnce(_ number: Int, _ shop: Shop) async throws -> [(String, CommandOutcome)] {
        var clones: [Shop] = []
        for place in 0..<number { clones.append(try await shop.clone("clone-\(place)")) }
        return try await withThrowingTaskGroup(of: (String, CommandOutcome).self) { group in
            for clone in clones {
                group.addTask {
                    let name = String(clone.folder.split(separator: "/").last ?? "")
                    return (
                        name,
                        try await clone.command(
                            ["reconcile", "--format", "json"], deadline: .seconds(180)
                        ).run()
                    )
                }
            }
            var outcomes: [(String, CommandOutcome)] = []
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
    }
}
