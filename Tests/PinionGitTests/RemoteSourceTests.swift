import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct RemoteSourceTests {
    /// Serves a repository with a first commit over HTTP.
    private func withRemote(
        credentials: GitHTTPServer.Credentials? = nil,
        _ body: (Scratch, BareRepository, GitHTTPServer) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv"), credentials: credentials) {
                try await body(scratch, repository, $0)
            }
        }
    }

    private func place(
        _ server: GitHTTPServer, _ settings: GitSettings
    ) async throws -> SourceRepository {
        try await SourceRepository.open(.named(server.address(of: "shop.git")), settings: settings)
    }

    @Test func `one process brings the tip, its files and every ledger`() async throws {
        try await withRemote { scratch, repository, server in
            let place = try await place(server, scratch.settings())
            #expect(server.requests.isEmpty)
            let source = place.source()
            let tip = try await source.tip()
            #expect(tip.id.description == (try await repository.commit("main")))
            #expect(try await source.files(of: tip.id, at: ["environments"]).count == 3)
            #expect(try await place.ledger(.remote).newest(of: production) == nil)
            #expect(try await place.trackedBranch() == "main")
            #expect(server.requests.map(\.kind) == [.fetchDiscovery, .fetch])
        }
    }

    @Test func `what the cache has is not brought again`() async throws {
        try await withRemote { scratch, _, server in
            _ = try await place(server, scratch.settings()).source().tip()
            let before = server.requests.count
            let source = try await place(server, scratch.settings()).source()
            let tip = try await source.tip()
            #expect(try await source.files(of: tip.id, at: ["pinion.yaml"]).count == 1)
            #expect(server.requests.dropFirst(before).map(\.kind) == [.fetchDiscovery])
        }
    }

    @Test func `a second question gets a newer answer`() async throws {
        try await withRemote { scratch, repository, server in
            let source = try await place(server, scratch.settings()).source()
            let first = try await source.tip()
            let id = try await repository.commit(["environments/production/pins.yaml": "a: b\n"])
            let second = try await source.tip()
            #expect(second.id.description == id)
            #expect(try await source.isAncestor(first.id, of: second.id))
        }
    }

    @Test func `a branch of pinion_yaml is remembered, so that it costs one process too`()
        async throws
    {
        try await withRemote { scratch, repository, server in
            let id = try await repository.commit(["a": "1"], on: "release")
            _ = try await place(server, scratch.settings()).source(branch: "release").tip()
            let before = server.requests.count
            let again = try await place(server, scratch.settings())
            _ = try await again.source().tip()
            let tip = try await again.source(branch: "release").tip()
            #expect(tip.id.description == id)
            #expect(server.requests.dropFirst(before).map(\.kind) == [.fetchDiscovery])
        }
    }

    @Test func `a commit is named by its id, a part of it, a branch, a ref or HEAD`() async throws {
        try await withRemote { scratch, repository, server in
            try await repository.git("branch", "topic", "main")
            let topic = try await repository.commit(["a": "1"], on: "topic")
            try await repository.git("tag", "-a", "v1", "-m", "One", "topic")
            let main = try #require(try await repository.commit("main"))
            let source = try await place(server, scratch.settings()).source()
            // The branch comes before its id: until it was asked for, the cache does not have it.
            let names = [
                (main, main), (String(main.prefix(8)), main), ("HEAD", main), ("topic", topic),
                ("refs/heads/topic", topic), (topic, topic), ("v1", topic), ("topic~1", main),
                ("v1^", main), ("@", main), ("refs/tags/v1^{commit}", topic),
            ]
            for (name, id) in names {
                #expect(try await source.revision(name).id.description == id, "\(name)")
            }
            for name in ["HEAD~1", "HEAD^2", ":/Pin", "nothing", "0000000", "@{u}"] {
                let error = await failure { _ = try await source.revision(name) }
                guard case .noSuchRevision = error else {
                    Issue.record("\(name): \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test func `the remote of pinion_yaml is followed, and its own address costs nothing`()
        async throws
    {
        try await withRemote { scratch, repository, server in
            let other = try await scratch.repository("srv/other.git", files: ["a": "b"])
            let place = try await place(server, scratch.settings())
            _ = try await place.source().tip()
            let same = try await place.following(server.address(of: "shop.git"))
            _ = try await same.ledger(.remote).newest(of: production)
            #expect(server.requests.count == 2)
            let followed = try await place.following(server.address(of: "other.git"))
            let tip = try await followed.source().tip()
            #expect(tip.id.description == (try await other.commit("main")))
            let error = await failure { _ = try await place.following("upstream") }
            guard case .noSuchRevision = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `the user's insteadOf does not reach the transport`() async throws {
        try await withRemote { scratch, repository, server in
            try scratch.write(
                "[url \"git://127.0.0.1:1/\"]\n\tinsteadOf = \(server.address)/\n",
                to: "home/.gitconfig")
            let tip = try await place(server, scratch.settings()).source().tip()
            #expect(tip.id.description == (try await repository.commit("main")))
        }
    }

    @Test func `fault 16: a rewritten branch is no descendant of what was applied`() async throws {
        try await withRemote { scratch, repository, server in
            let source = try await place(server, scratch.settings()).source()
            let applied = try await source.tip()
            let tree = try await repository.git("rev-parse", "main^{tree}")
            let other = try await repository.git("commit-tree", tree, "-m", "rewritten")
            try await repository.git("update-ref", "refs/heads/main", other)
            let tip = try await source.tip()
            #expect(tip.id.description == other)
            #expect(try await !source.isAncestor(applied.id, of: tip.id))
            let fresh = try await place(server, scratch.settings(cache: "other")).source()
            #expect(try await !fresh.isAncestor(applied.id, of: fresh.tip().id))
        }
    }

    @Test func `fault 17: a deleted branch and an empty repository are errors`() async throws {
        try await withRemote { scratch, repository, server in
            let source = try await place(server, scratch.settings()).source()
            _ = try await source.tip()
            try await repository.git("update-ref", "-d", "refs/heads/main")
            for settings in [scratch.settings(), scratch.settings(cache: "other")] {
                let source = try await place(server, settings).source()
                let error = await failure { _ = try await source.tip() }
                guard case .noSuchRevision(let name, _) = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
                #expect(name == "branch main in \(server.address(of: "shop.git"))")
            }
        }
    }

    @Test func `fault 19, F8: a redirect is refused, and no credential leaves`() async throws {
        try await withRemote { scratch, _, server in
            try await withGitServer(
                root: scratch.path(of: "srv"),
                credentials: GitHTTPServer.Credentials(user: "ada", password: "s3cret")
            ) { other in
                try scratch.write(
                    "machine 127.0.0.1 login ada password s3cret\n", to: "home/.netrc")
                server.misbehave(.redirect(to: other.address))
                let source = try await place(server, scratch.settings()).source()
                let error = await failure { _ = try await source.tip() }
                guard case .refused = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(other.requests.allSatisfy { $0.authorization == nil })
                #expect(server.requests.allSatisfy { $0.authorization == nil })
            }
        }
    }

    @Test func `credentials come from netrc, and are sent when asked for`() async throws {
        let credentials = GitHTTPServer.Credentials(user: "ada", password: "s3cret")
        try await withRemote(credentials: credentials) { scratch, _, server in
            try scratch.write("machine 127.0.0.1 login ada password s3cret\n", to: "home/.netrc")
            _ = try await place(server, scratch.settings()).source().tip()
            #expect(server.requests.first?.authorization == nil)
            #expect(server.requests.last?.authorization != nil)
        }
    }

    @Test func `credentials come from a helper of git`() async throws {
        let credentials = GitHTTPServer.Credentials(user: "ada", password: "s3cret")
        try await withRemote(credentials: credentials) { scratch, _, server in
            try scratch.write(
                "[credential]\n\thelper = \"!f() { echo username=ada; echo password=s3cret; }; f\"\n",
                to: "home/.gitconfig")
            _ = try await place(server, scratch.settings()).source().tip()
            #expect(server.requests.last?.authorization != nil)
        }
    }

    @Test func `S6: wrong and missing credentials are refused without being shown`() async throws {
        let credentials = GitHTTPServer.Credentials(user: "ada", password: "right")
        try await withRemote(credentials: credentials) { scratch, _, server in
            let source = try await place(server, scratch.settings()).source()
            let missing = await failure { _ = try await source.tip() }
            #expect(missing?.description.contains("none are known") == true)
            try scratch.write("machine 127.0.0.1 login ada password s3cret\n", to: "home/.netrc")
            let before = server.requests.count
            let wrong = await failure { _ = try await source.tip() }
            guard case .refused(_, let reason, _) = wrong else {
                Issue.record("\(String(describing: wrong))")
                return
            }
            #expect(reason == "it does not accept the credentials for 127.0.0.1")
            #expect(wrong?.description.contains("s3cret") == false)
            #expect(server.requests.count - before <= 3)
        }
    }

    @Test func `F4, fault 21: a silent server is killed at the deadline`() async throws {
        try await withRemote { scratch, _, server in
            server.misbehave(.silence)
            let settings = scratch.settings(
                deadlines: GitDeadlines(connect: .milliseconds(700), total: .seconds(20)))
            let source = try await place(server, settings).source()
            let error = await failure { _ = try await source.tip() }
            guard case .unreachable(_, let reason, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("did not answer within 0.7 s"))
            #expect(error?.isTransient == true)
        }
    }

    @Test func `a server that is not there is unreachable at once`() async throws {
        try await withScratch { scratch in
            let source = try await SourceRepository.open(
                .named("http://127.0.0.1:1/shop.git"), settings: scratch.settings()
            ).source()
            let error = await failure { _ = try await source.tip() }
            guard case .unreachable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a repository that the server does not have is refused`() async throws {
        try await withRemote { scratch, _, server in
            let source = try await SourceRepository.open(
                .named(server.address(of: "nothing.git")), settings: scratch.settings()
            ).source()
            let error = await failure { _ = try await source.tip() }
            guard case .refused = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `twenty runs with one cache take turns, and all succeed`() async throws {
        try await withRemote { scratch, repository, server in
            let id = try await repository.commit("main")
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let source = try await self.place(server, scratch.settings()).source()
                        return try await source.tip().id.description
                    }
                }
                for try await tip in group { #expect(tip == id) }
            }
            #expect(server.count(of: .fetch) == 1)
        }
    }
}
