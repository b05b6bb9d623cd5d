import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

/// Fault 69: this host's records of what environments of all repositories hold.
@Suite(.timeLimit(.minutes(10)))
struct ClaimFolderTests {
    private let now = Timestamp(secondsSinceEpoch: 1_790_000_000)

    private func name(_ text: String) throws -> PinionModel::Environment.Name {
        try #require(Environment.Name(parsing: text))
    }

    private func folder(_ scratch: Scratch, _ source: String) -> ClaimFolder {
        ClaimFolder(
            stateFolder: scratch.path(of: "state"), machine: "docker AB:CD/é", source: source,
            address: source, clock: .system)
    }

    private func claim(_ environment: String, _ id: String) throws -> HostClaim {
        HostClaim(
            machine: "docker AB:CD/é", environment: try name(environment),
            commit: try #require(CommitID(parsing: String(repeating: "a", count: 40))), at: now,
            objects: ["web": ObjectHandles(ids: [id], names: ["name:web"])])
    }

    @Test func `a record is the environment's own, and another repository's a foreign one`()
        async throws
    {
        try await withScratch { scratch in
            let one = folder(scratch, "/srv/one.git")
            let other = folder(scratch, "/srv/other.git")
            #expect(one.found(for: try name("shop"), at: now).own == nil)
            let mine = try claim("shop", "1")
            #expect(try await one.record(mine) { $0.foreign.isEmpty })
            #expect(one.found(for: try name("shop"), at: now).own == mine)
            #expect(one.found(for: try name("edge"), at: now).foreign.isEmpty)
            let seen = other.found(for: try name("shop"), at: now)
            #expect(seen.own == nil)
            #expect(seen.foreign.map(\.claim) == [mine])
            #expect(seen.foreign.map(\.source) == ["/srv/one.git"])
            #expect(try await !other.record(claim("shop", "2")) { $0.foreign.isEmpty })
            #expect(other.found(for: try name("shop"), at: now).own == nil)
            let late = now + .seconds(31 * 86_400)
            #expect(other.found(for: try name("shop"), at: late).foreign.isEmpty)
        }
    }

    @Test func `fault 69: users with state folders of their own share what stands in one folder`()
        async throws
    {
        try await withScratch { scratch in
            let shared = scratch.path(of: "shared")
            try Files.makeFolder(shared)
            func folder(_ user: String, shared: String?) -> ClaimFolder {
                ClaimFolder(
                    stateFolder: scratch.path(of: user), shared: shared, machine: "docker A",
                    source: "/srv/\(user).git", address: "/srv/\(user).git", clock: .system)
            }
            let shop = try name("shop")
            let before = try claim("former", "0")
            #expect(try await folder("ada", shared: nil).record(before) { _ in true })
            #expect(folder("bob", shared: nil).found(for: shop, at: now).foreign.isEmpty)
            let mine = try claim("shop", "1")
            #expect(try await folder("ada", shared: shared).record(mine) { _ in true })
            let seen = folder("bob", shared: shared).found(for: shop, at: now)
            #expect(seen.foreign.map(\.claim) == [mine] && seen.doubts.isEmpty)
            // What a user had on record before the folder was made is not forgotten.
            let other = ClaimFolder(
                stateFolder: scratch.path(of: "ada"), shared: shared, machine: "docker A",
                source: "/srv/third.git", address: "/srv/third.git", clock: .system)
            #expect(
                Set(other.found(for: shop, at: now).foreign.map(\.claim)) == [mine, before])
        }
    }

    @Test func `fault 69: a folder of all users that is there and of no use is told in words`()
        async throws
    {
        try await withScratch { scratch in
            let shared = scratch.path(of: "shared")
            try Files.makeFolder(shared)
            let claims = ClaimFolder(
                stateFolder: scratch.path(of: "ada"), shared: shared, machine: "docker A",
                source: "/srv/ada.git", address: "/srv/ada.git", clock: .system)
            try claims.tryShared()
            #expect(Files.names(in: shared).isEmpty, "what was tried is removed")
            // Root reads and writes whatever the rights are: a file in the folder's place stops it too.
            try Files.write("", to: "\(shared)/docker%20A")
            let seen = claims.found(for: try name("shop"), at: now)
            #expect(seen.doubts.count == 1, "\(seen.doubts)")
            let errors: [ClaimFailure?] = [
                await failure { _ = try await claims.record(claim("shop", "1")) { _ in true } }
                    as? ClaimFailure,
                await failure { try claims.tryShared() } as? ClaimFailure,
            ]
            for text in seen.doubts + errors.map({ $0?.description ?? "" }) {
                #expect(text.contains(shared) && text.contains("let this user read"), "\(text)")
                #expect(!text.contains("Cocoa"), "\(text)")
            }
            #expect(errors.allSatisfy { $0?.isShared == true })
        }
    }

    private func failure(_ body: () async throws -> Void) async -> (any Error)? {
        do { try await body() } catch { return error }
        return nil
    }

    @Test func `a record is read by its bytes`() throws {
        let claim = try claim("shop", "1")
        let text = claim.text(source: "s")
        #expect(HostClaim.parsing(text)?.claim == claim)
        // To a Character, CRLF is one: split so, the text would be one line.
        let odd = text.replacing("source s\n", with: "source s\r\n")
        #expect(HostClaim.parsing(odd)?.source == "s\r")
    }

    @Test func `a record that cannot be read is told, and is not no record`() async throws {
        try await withScratch { scratch in
            let one = folder(scratch, "/srv/one.git")
            #expect(try await one.record(claim("shop", "1")) { _ in true })
            let path = try #require(
                folder(scratch, "/srv/other.git").found(for: name("shop"), at: now).foreign.first?
                    .path)
            try Files.write("pinion claim 1\nsource x\n", to: path)
            let seen = folder(scratch, "/srv/other.git").found(for: try name("shop"), at: now)
            #expect(seen.foreign.isEmpty)
            #expect(seen.doubts.count == 1)
            #expect(seen.doubts.first?.contains(path) == true)
            // Its own it writes anew.
            #expect(one.found(for: try name("shop"), at: now).doubts.isEmpty)
        }
    }
}
