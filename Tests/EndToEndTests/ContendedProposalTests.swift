import FoundationEssentials
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(30)), .serialized)
struct ContendedProposalTests {
    private static let services = (0..<Program.number("PINION_CONTENTION_PROCESSES", default: 8))
        .map { "web\($0)" }

    @Test
    func `fault 13: eight processes at one branch of a server lose no commit and repeat none`()
        async throws
    {
        let rounds = Program.number("PINION_CONTENTION_ROUNDS", default: 3)
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let pins = Dictionary(
                    uniqueKeysWithValues: Self.services.map { ($0, SampleImage.web183) })
                let shop = try await Shop.make(
                    in: scratch,
                    [
                        ShopEnvironment(
                            rules: ["apply: automatic", "proposals: direct"], pins: pins)
                    ],
                    origin: .server(server), settings: Shop.unreviewed)
                let before = Int(try await shop.remote("rev-list", "--count", "main")) ?? 0
                try await atOnce(shop, rounds)
                let total = Self.services.count * rounds
                #expect(try await shop.remote("rev-list", "--count", "main") == "\(before + total)")
                #expect(
                    try await shop.remote("rev-list", "--count", "--min-parents=2", "main") == "0")
                // Each service's commits lead from one image to the other and back, none left out.
                for service in Self.services {
                    let moves = try await shop.remote(
                        "log", "--format=%s", "--grep=^Pinion-From: \(service) ", "main")
                    #expect(moves.split(separator: "\n").count == rounds, "\(service)")
                }
                // Whoever loses a race loses it to a commit that lands: every attempt is progress of somebody's.
                let attempts = server.count(of: .pushDiscovery)
                #expect(attempts <= total * Self.services.count, "\(attempts) attempts")
            }
        }
    }

    /// Lets every clone propose one move after the other, all clones at once.
    private func atOnce(_ shop: Shop, _ rounds: Int) async throws {
        var clones: [(String, Shop)] = []
        for service in Self.services { clones.append((service, try await shop.clone(service))) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (service, clone) in clones {
                group.addTask {
                    for round in 0..<rounds {
                        let tag = round.isMultiple(of: 2) ? "1.8.2" : "1.8.3"
                        let outcome = try await propose(clone, "\(service)=:\(tag)")
                        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Proposes once: nobody has to run it again while the others get on.
    private func propose(_ clone: Shop, _ pin: String) async throws -> CommandOutcome {
        try await clone.command(
            ["propose", "production", pin, "--direct"], deadline: .seconds(1_500)
        ).run()
    }
}
