import FoundationEssentials
import Glibc
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct CacheTests {
    /// How a cache can be broken.
    enum Damage: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case staleRefLock, stalePackedRefsLock, zeroLengthRef, missingPack, flippedBits
        case missingHead

        var testDescription: String { rawValue }

        static func flipBits(of pack: String) throws {
            chmod(pack, 0o600)
            var bytes = Array(try Data(contentsOf: URL(filePath: pack)))
            for place in stride(from: 40, to: bytes.count - 20, by: 8) { bytes[place] ^= 1 }
            guard let file = fopen(pack, "r+") else { throw GitError.missing(object: pack) }
            fwrite(bytes, 1, bytes.count, file)
            fclose(file)
        }

        func apply(to cache: String) throws {
            func write(_ bytes: [UInt8], _ name: String) throws {
                let path = "\(cache)/\(name)"
                guard let file = fopen(path, "w") else { throw GitError.missing(object: path) }
                fwrite(bytes, 1, bytes.count, file)
                fclose(file)
            }
            let packs = Files.below("\(cache)/objects/pack").filter { $0.hasSuffix(".pack") }
            switch self {
            case .staleRefLock: try write([], "refs/pinion/seen/heads/main.lock")
            case .stalePackedRefsLock: try write([], "packed-refs.lock")
            case .zeroLengthRef: try write([], "refs/pinion/seen/heads/main")
            case .missingHead: unlink("\(cache)/HEAD")
            case .missingPack:
                for file in Files.below("\(cache)/objects/pack") { unlink(file) }
            case .flippedBits:
                for pack in packs { try Self.flipBits(of: pack) }
            }
        }
    }

    @Test(arguments: Damage.allCases)
    func `fault 7, F12: an odd cache is made anew, once`(_ damage: Damage) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let address = server.address(of: "shop.git")
                func source() async throws -> any Source {
                    try await SourceRepository.open(.named(address), settings: scratch.settings())
                        .source()
                }
                _ = try await source().tip()
                let folder = try #require(try scratch.list("cache/git").first)
                let name = try scratch.read("cache/git/\(folder)/current")
                let cache = scratch.path(of: "cache/git/\(folder)/\(name).git")
                try damage.apply(to: cache)
                let before = server.count(of: .fetch)
                let after = try await source()
                let tip = try await after.tip()
                #expect(tip.id.description == (try await repository.commit("main")))
                #expect(try await after.files(of: tip.id, at: ["environments"]).count == 3)
                #expect(server.count(of: .fetch) == before + 1)
            }
        }
    }

    @Test func `fault 7: a cache that breaks while it is read is made anew, once`() async throws {
        try await withScratch { scratch in
            _ = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let source = try await SourceRepository.open(
                    .named(server.address(of: "shop.git")), settings: scratch.settings()
                ).source()
                let tip = try await source.tip()
                let folder = try #require(try scratch.list("cache/git").first)
                let name = try scratch.read("cache/git/\(folder)/current")
                let packs = scratch.path(of: "cache/git/\(folder)/\(name).git/objects/pack")
                for file in Files.below(packs) where file.hasSuffix(".pack") {
                    try Damage.flipBits(of: file)
                }
                #expect(try await source.files(of: tip.id, at: ["environments"]).count == 3)
                #expect(server.count(of: .fetch) == 2)
            }
        }
    }

    @Test func `fault 9: a cache that cannot be written is told before any network`() async throws {
        try await withScratch { scratch in
            _ = try await scratch.repository("srv/shop.git")
            try scratch.write("a file", to: "cache")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let source = try await SourceRepository.open(
                    .named(server.address(of: "shop.git")), settings: scratch.settings()
                ).source()
                let error = await failure { _ = try await source.tip() }
                guard case .local = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func `fault 80: a fetch under way is called that, and nothing is to be deleted`()
        async throws
    {
        try await withScratch { scratch in
            _ = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                func place(_ limit: Duration = .seconds(600)) async throws -> SourceRepository {
                    try await SourceRepository.open(
                        .named(server.address(of: "shop.git")),
                        settings: scratch.settings(deadlines: GitDeadlines(total: limit)))
                }
                _ = try await place().source().tip()
                let folder = try #require(try scratch.list("cache/git").first)
                let path = scratch.path(of: "cache/git/\(folder)")
                let source = try await place(.seconds(8)).source()
                guard let lock = try FileLock("\(path)/lock") else {
                    Issue.record("the cache is locked")
                    return
                }
                let error = await failure { _ = try await source.tip() }
                _ = consume lock
                #expect(error == .busy(path: path, seconds: 4))
                #expect(error?.description.contains("delete nothing there") == true)
            }
        }
    }

    @Test func `fault 86: what a cache has stays until there is something in its place`()
        async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                func place() async throws -> SourceRepository {
                    try await SourceRepository.open(
                        .named(server.address(of: "shop.git")), settings: scratch.settings())
                }
                let tip = try await place().source().tip()
                #expect(tip.id.description == (try await repository.commit("main")))
                let folder = try #require(try scratch.list("cache/git").first)
                let name = try scratch.read("cache/git/\(folder)/current")
                try Damage.stalePackedRefsLock.apply(
                    to: scratch.path(of: "cache/git/\(folder)/\(name).git"))
                // Somebody who looks without git at this moment.
                try scratch.makeFolder("cache/git/\(folder)/cached-1.git")
                server.misbehave(.hangUp)
                for _ in 0..<2 {
                    #expect(await failure { _ = try await place().source().tip() } != nil)
                }
                let cached = try await place().cached()
                #expect(try await cached.source().tip().id == tip.id)
                cached.discard()
                server.misbehave(nil)
                _ = try await place().source().tip()
                let now = try scratch.read("cache/git/\(folder)/current")
                #expect(now != name)
                let left = try scratch.list("cache/git/\(folder)").filter { $0.hasSuffix(".git") }
                #expect(left.sorted() == ["\(now).git", "cached-1.git"].sorted())
            }
        }
    }

    @Test func `fault 86: the remote's default branch is known without it`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            let main = try #require(try await repository.commit("main"))
            for ref in ["refs/heads/master", "refs/heads/deploy"] {
                try await repository.git("update-ref", ref, main)
            }
            try await repository.git("symbolic-ref", "HEAD", "refs/heads/master")
            try await repository.git("update-ref", "-d", "refs/heads/main")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let address = server.address(of: "shop.git")
                let place = try await SourceRepository.open(
                    .named(address), settings: scratch.settings())
                _ = try await place.source().tip()
                _ = try await place.source(branch: "deploy").tip()
                let cached = try await place.cached()
                defer { cached.discard() }
                #expect(try await cached.trackedBranch() == "master")
                #expect(try await cached.source().tip().id.description == main)
                let seen = await OfflineRepository.find(
                    .named(address), settings: scratch.settings())
                #expect(seen?.tip.description == main)
            }
        }
    }
}
