import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

/// What others write may be large: Pinion's limits lie above what git hosts make, and say that they are its own.
@Suite(.timeLimit(.minutes(10)))
struct LargeRepositoryTests {
    private func withRemote(
        _ body: (Scratch, BareRepository, GitHTTPServer) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) {
                try await body(scratch, repository, $0)
            }
        }
    }

    @Test(arguments: [66_000, 1 << 20, 5 << 20])
    func `fault 79: a commit with a long message at the tip is read, from a remote and a folder`(
        _ length: Int
    ) async throws {
        try await withRemote { scratch, repository, server in
            let line = String(repeating: "x", count: 71) + "\n"
            let message =
                "Squash\n\n" + String(repeating: line, count: length / 72 + 1)
                + "\nPinion-Intent: none\n"
            let id = try await repository.commit(["a.txt": "b\n"], message: message)
            for address in [repository.path, server.address(of: "shop.git")] {
                let source = try await SourceRepository.open(
                    .named(address), settings: scratch.settings()
                ).source()
                let tip = try await source.tip()
                #expect(tip.id.description == id)
                #expect(tip.subject == "Squash")
                #expect(try await source.files(of: tip.id, at: ["pinion.yaml"]).count == 1)
            }
        }
    }

    @Test func `fault 79: a first line as long as a commit is cut for people`() async throws {
        try await withRemote { scratch, repository, _ in
            try await repository.commit(
                ["a.txt": "b\n"], message: String(repeating: "word ", count: 40_000))
            let tip = try await repository.place(scratch).source().tip()
            #expect(tip.subject.count == 500 && tip.subject.hasSuffix("…"))
        }
    }

    @Test func `fault 79: a commit over the limit is nobody's fault, and the limit is named`()
        async throws
    {
        try await withRemote { scratch, repository, _ in
            let line = String(repeating: "x", count: 1_023) + "\n"
            try await repository.commit(
                ["a.txt": "b\n"], message: "Long\n\n" + String(repeating: line, count: 17 << 10))
            let source = try await repository.place(scratch).source()
            let error = await failure { _ = try await source.tip() }
            guard case .tooLarge(_, let limit) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(limit == "16 MiB")
            #expect(error?.description.contains("its own limit is 16 MiB") == true)
            #expect(error?.description.contains("trusted") == false)
        }
    }

    @Test func `fault 23: a hundred and twenty thousand refs are no obstacle`() async throws {
        try await withRemote { scratch, repository, server in
            let tip = try #require(try await repository.commit("main"))
            let refs = (0..<120_000).map { "\(tip) refs/pull/\($0)/head\n" }
            try scratch.write(
                "# pack-refs with: peeled fully-peeled sorted \n"
                    + refs.sorted().joined(), to: "srv/shop.git/packed-refs")
            let source = try await SourceRepository.open(
                .named(server.address(of: "shop.git")), settings: scratch.settings()
            ).source()
            #expect(try await source.tip().id.description == tip)
        }
    }

    @Test func `fault 23: refs without an end are stopped by a limit of memory`() async throws {
        try await withRemote { scratch, _, server in
            server.misbehave(.endlessRefs)
            let source = try await SourceRepository.open(
                .named(server.address(of: "shop.git")), settings: scratch.settings()
            ).source()
            let error = await failure { _ = try await source.tip() }
            guard case .tooLarge(_, let limit) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(limit == "1 GiB of memory")
        }
    }
}
