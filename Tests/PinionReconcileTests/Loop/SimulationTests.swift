import PinionModel
import PinionReview
import PinionTesting
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Which seeds are played.
private enum Seeds {
    static let count = number("PINION_SIMULATION_SEEDS") ?? 800
    static let first = number("PINION_SIMULATION_FIRST") ?? 0

    private static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }
}

/// The loop under chance: `PINION_SIMULATION_SEEDS` says how many seeds are played (800 unless set).
@Suite(.timeLimit(.minutes(5 + Seeds.count / 1_000)))
struct SimulationTests {
    @Test(arguments: 0..<4)
    func
        `faults 1 to 6, 13 and 14: whatever the order, nothing is broken, and all comes to its pins`(
            _ shard: Int
        )
    {
        for seed in stride(from: Seeds.first + shard, to: Seeds.first + Seeds.count, by: 4) {
            var simulation = Simulation(seed: UInt64(seed))
            do throws(Simulation.Violation) { try simulation.play() } catch {
                let ledger = simulation.world.entries.map { "\($0.run) \($0.word)" }
                let story = simulation.log + ["the ledger:"] + ledger
                Issue.record("seed \(seed): \(error)\n\(story.joined(separator: "\n"))")
                return
            }
        }
    }

    @Test func `a seed is played the same every time`() {
        var one = Simulation(seed: 11)
        var other = Simulation(seed: 11)
        try? one.play()
        try? other.play()
        #expect(one.log == other.log)
        #expect(one.world.chain == other.world.chain)
    }

    @Test func `the faults are met: seeds hold crashes, takeovers, failures and rollbacks`() {
        var words: [String: Int] = [:]
        for seed in 0..<150 {
            var simulation = Simulation(seed: UInt64(seed))
            try? simulation.play()
            for word in simulation.world.words { words[word, default: 0] += 1 }
            for line in simulation.log {
                for sign in [
                    "crashes", "held", "failed", "under-way", "not-begun", "took", "meanwhile",
                ]
                where line.contains(sign) { words[sign, default: 0] += 1 }
            }
        }
        for word in [
            "intent", "outcome", "interrupted", "baseline", "observation", "crashes", "failed",
            "under-way", "not-begun", "took", "meanwhile",
        ] {
            #expect(words[word, default: 0] >= 1, "\(word): \(words[word, default: 0])")
        }
    }
}
