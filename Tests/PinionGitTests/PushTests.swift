import Glibc
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct PushTests {
    private func withRemote(
        clock: ProcessClock = .system,
        _ body: (Scratch, BareRepository, GitHTTPServer, GitLedger) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let place = try await SourceRepository.open(
                    .named(server.address(of: "shop.git")),
                    settings: scratch.settings(clock: clock))
                let ledger = try await place.ledger(.remote)
                _ = try await ledger.newest(of: production)
                try await body(scratch, repository, server, ledger)
            }
        }
    }

    private func append(
        _ name: String = "one", to ledger: GitLedger, onto tip: CommitID? = nil
    ) async -> Result<CommitID, LedgerError> {
        do {
            return .success(try await ledger.append(record(name), to: production, onto: tip))
        } catch {
            return .failure(error)
        }
    }

    @Test func `F1, fault 15: a ref that a hook refuses is refused, though libgit2 says zero`()
        async throws
    {
        try await withRemote { _, repository, _, ledger in
            try repository.refusePushes(to: "refs/pinion/*", saying: "no ledgers here")
            guard
                case .failure(.refused(production, let reason, let remedy)) = await append(
                    to: ledger)
            else {
                Issue.record("not refused")
                return
            }
            #expect(reason.contains("hook declined") && reason.contains("no ledgers here"))
            #expect(remedy.contains("refs/pinion/*"))
            #expect(try await repository.commit("refs/pinion/ledger/production") == nil)
        }
    }

    @Test func `F12: what killed pushes left in the cache is swept by the next one`() async throws {
        try await withRemote { scratch, _, _, ledger in
            let tip = try await append(to: ledger).get()
            let folder = try #require(try scratch.list("cache/git").first)
            let name = try scratch.read("cache/git/\(folder)/current")
            let refs = "cache/git/\(folder)/\(name).git/\(CacheFolder.outgoing)"
            let dead = 4_194_305  // above the kernel's highest process id
            let old = timespec(tv_sec: time(nil) - 120, tv_nsec: 0)
            for file in ["\(dead)-a", "\(dead)-b.lock", "\(getpid())-c", "\(dead)-d.lock"] {
                try scratch.write("\(tip)\n", to: refs + file)
                guard !file.hasSuffix("-d.lock") else { continue }
                utimensat(AT_FDCWD, scratch.path(of: refs + file), [old, old], 0)
            }
            _ = try await append("two", to: ledger, onto: tip).get()
            let left = try scratch.list(refs).sorted()
            #expect(left == ["\(getpid())-c", "\(dead)-d.lock"].sorted())
        }
    }

    @Test func `whether pushes are allowed is tried without one`() async throws {
        try await withRemote { scratch, repository, server, _ in
            let place = try await SourceRepository.open(
                .named(server.address(of: "shop.git")), settings: scratch.settings())
            try await place.checkWriting()
            server.misbehave(.forbidPushes)
            let error = await failure { try await place.checkWriting() }
            guard case .refused = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(server.count(of: .push) == 0)
            #expect(try await repository.references().count == 1)
        }
    }

    @Test func `fault 15: a forbidden push is refused`() async throws {
        try await withRemote { _, _, server, ledger in
            server.misbehave(.forbidPushes)
            guard case .failure(.refused) = await append(to: ledger) else {
                Issue.record("not refused")
                return
            }
        }
    }

    @Test func `F3, fault 14: a push that lands while the connection breaks has landed`()
        async throws
    {
        try await withRemote { _, repository, server, ledger in
            server.misbehave(.closeAfterPush)
            let result = await append(to: ledger)
            let there = try await repository.commit("refs/pinion/ledger/production")
            #expect(try result.get().description == there)
            #expect(server.count(of: .push) == 1)
        }
    }

    @Test func `F3, fault 14: a push that lands and is never answered has landed`() async throws {
        let clock = ManualClock()
        try await withRemote(clock: .test(clock)) { _, repository, server, ledger in
            server.misbehave(.withholdPushAnswer)
            async let result = append(to: ledger)
            var there: String?
            while there == nil {
                there = try await repository.commit("refs/pinion/ledger/production")
            }
            clock.advance(by: GitDeadlines().total)
            let outcome = await result
            #expect(try outcome.get().description == there)
        }
    }

    @Test func `F3: a push that may land yet is not called refused nor landed`() async throws {
        let clock = ManualClock()
        try await withRemote(clock: .test(clock)) { _, repository, server, ledger in
            server.misbehave(.withholdPush)
            async let result = append(to: ledger)
            while server.count(of: .push) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            clock.advance(by: GitDeadlines().total)
            let outcome = await result
            guard case .failure(.unreachable(let reason)) = outcome else {
                Issue.record("not unreachable")
                return
            }
            #expect(reason.contains("not known whether"))
            let there = try await repository.commit("refs/pinion/ledger/production")
            #expect(there == nil)
        }
    }

    @Test func `fault 13: a ref that moves between the question and the push is not overwritten`()
        async throws
    {
        try await withRemote { scratch, repository, server, ledger in
            server.misbehave(.withholdPush)
            async let result = append(to: ledger)
            try await server.gate.waitForArrivals()
            let theirs = try await repository.git(
                "commit-tree", try await repository.git("rev-parse", "main^{tree}"), "-m", "theirs")
            try await repository.git("update-ref", "refs/pinion/ledger/production", theirs)
            server.gate.open()
            #expect(await result == .failure(.moved(environment: production)))
            #expect(try await repository.commit("refs/pinion/ledger/production") == theirs)
        }
    }

    @Test func `a kill of Pinion during a slow push leaves no child that pushes later`()
        async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let settings = scratch.settings()
                let place = try await SourceRepository.open(
                    .named(server.address(of: "shop.git")), settings: settings)
                _ = try await place.source().tip()
                guard
                    case .url(let url) = try RemoteAddress(
                        parsing: server.address(of: "shop.git"))
                else { return }
                let remote = RemoteRepository(url, name: nil, settings: settings)
                let tip = try #require(ObjectID(parsing: try await repository.commit("main") ?? ""))
                let request = TransportRequest(
                    remote: url, cache: remote.cache, deadline: .seconds(60),
                    work: .push(commit: tip, ref: "refs/heads/late", expected: nil, isForced: false)
                )
                server.misbehave(.withholdPushDiscovery)
                // A stand-in for Pinion: a shell that holds the child's standard input open.
                let file = try scratch.write(
                    request.messages.map(\.line).joined(), to: "request")
                let parent = try await Command(
                    "sh",
                    ["-c", "(cat '\(file)'; exec sleep 60) | '\(builtPinion)' __git-transport"]
                ).start(in: scratch)
                try await server.gate.waitForArrivals()
                let input = try await Command("pgrep", ["-g", "\(parent.number)", "sleep"])
                    .succeed()
                kill(try #require(Int32(input)), SIGKILL)
                // The child ends with its input, while the server still withholds its answer.
                _ = try await parent.wait()
                server.misbehave(nil)
                server.gate.open()
                #expect(try await repository.commit("refs/heads/late") == nil)
                #expect(server.count(of: .push) == 0)
            }
        }
    }
}
