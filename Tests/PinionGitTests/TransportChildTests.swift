import Glibc
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct TransportChildTests {
    /// A place whose transport children write their ids to a file.
    private func withPlace(
        _ body: (SourceRepository, _ children: () throws -> [Int32]) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            _ = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let told = try scratch.write(
                    "#!/bin/sh\necho $$ >> '\(scratch.path(of: "children"))'\n"
                        + "exec '\(builtPinion)' \"$@\"\n",
                    to: "told")
                try await Command("chmod", ["755", told]).succeed()
                let plain = scratch.settings()
                let place = try await SourceRepository.open(
                    .named(server.address(of: "shop.git")),
                    settings: GitSettings(
                        cacheFolder: plain.cacheFolder, stateFolder: plain.stateFolder,
                        environment: plain.environment, executable: told,
                        clock: .system))
                try await body(place) {
                    try scratch.read("children").split(separator: "\n").compactMap { Int32($0) }
                }
            }
        }
    }

    @Test func `one child answers one question after another`() async throws {
        try await withPlace { place, children in
            let source = place.source()
            let first = try await source.tip()
            #expect(try await source.tip() == first)
            #expect(try children().count == 1)
        }
    }

    @Test func `a child that was killed while it waited is replaced by another`() async throws {
        try await withPlace { place, children in
            let source = place.source()
            let first = try await source.tip()
            kill(try #require(try children().first), SIGKILL)
            #expect(try await source.tip() == first)
            #expect(try children().count == 2)
        }
    }

    @Test func `a child ends when nobody can ask it any more`() async throws {
        var child: Int32?
        try await withPlace { place, children in
            _ = try await place.source().tip()
            child = try children().first
        }
        let number = try #require(child)
        // The suite's time limit ends what would last for ever.
        while kill(number, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
    }
}
