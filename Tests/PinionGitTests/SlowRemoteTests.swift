import FoundationEssentials
import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

/// Remotes that are slow, and what is left of the processes that waited for them.
@Suite(.timeLimit(.minutes(10)))
struct SlowRemoteTests {
    /// A history of some hundred kilobytes that cannot be packed any smaller, behind a server.
    private func withHistory(
        _ body: (Scratch, GitHTTPServer) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            var generator = SeededGenerator(seed: 7)
            for number in 0..<6 {
                let letters = (0..<100_000).map { _ in
                    "0123456789abcdef".randomElement(using: &generator) ?? "0"
                }
                try await repository.commit(["file\(number).txt": String(letters)])
            }
            try await withGitServer(root: scratch.path(of: "srv")) { try await body(scratch, $0) }
        }
    }

    private func source(
        _ scratch: Scratch, _ server: GitHTTPServer, _ deadlines: GitDeadlines
    ) async throws -> any Source {
        try await SourceRepository.open(
            .named(server.address(of: "shop.git")), settings: scratch.settings(deadlines: deadlines)
        ).source()
    }

    private func leftovers(_ scratch: Scratch) -> [String] {
        Files.below(scratch.path(of: "cache")).filter { $0.contains("_git2_") }
    }

    @Test func `fault 80: a slow clone ends, however long it takes, while bytes come`() async throws
    {
        try await withHistory { scratch, server in
            server.misbehave(.slow(bytesPerSecond: 60_000))
            let deadlines = GitDeadlines(connect: .seconds(3), stall: .seconds(3))
            let clock = ContinuousClock()
            let start = clock.now
            let source = try await source(scratch, server, deadlines)
            let tip = try await source.tip()
            #expect(try await source.files(of: tip.id, at: ["pinion.yaml"]).count == 1)
            // It took longer than any wait without a byte may.
            #expect(clock.now - start > deadlines.stall)
        }
    }

    @Test
    func `fault 80, fault 21: a remote that stalls is given up, and its half pack is removed`()
        async throws
    {
        try await withHistory { scratch, server in
            server.misbehave(.stall(after: 150_000))
            let deadlines = GitDeadlines(stall: .seconds(2))
            for _ in 0..<2 {
                let source = try await source(scratch, server, deadlines)
                let error = await failure { _ = try await source.tip() }
                guard case .unreachable(_, let reason, _) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(reason.contains("less than 1 KiB a second came or went for 2"), "\(reason)")
                // Each try leaves its own at most: the one before it took the former away.
                #expect(leftovers(scratch).count == 1)
            }
            server.misbehave(nil)
            _ = try await source(scratch, server, GitDeadlines()).tip()
            #expect(leftovers(scratch).isEmpty)
        }
    }

    @Test func `fault 80: the whole of a question can be limited, and says what to do`()
        async throws
    {
        try await withHistory { scratch, server in
            server.misbehave(.slow(bytesPerSecond: 60_000))
            let source = try await source(scratch, server, GitDeadlines(total: .seconds(2)))
            let error = await failure { _ = try await source.tip() }
            guard case .unreachable(_, let reason, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("did not finish within 2"), "\(reason)")
            #expect(remedy.contains("PINION_GIT_TIMEOUT"), "\(remedy)")
        }
    }
}
