import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct LocalSourceTests {
    @Test func `a repository without a remote is its own source`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let place = try await repository.place(scratch)
            let source = place.source()
            let tip = try await source.tip()
            #expect(tip.id.description == (try await repository.commit("main")))
            #expect(tip.subject == "Pin the shop")
            #expect(tip.author == "Ada <ada@example.com>")
            let files = try await source.files(
                of: tip.id, at: ["pinion.yaml", "environments", "nothing/there"])
            #expect(
                files.map(\.path) == [
                    "environments/production/pins.yaml", "environments/staging/environment.yaml",
                    "environments/staging/pins.yaml", "pinion.yaml",
                ])
            #expect(files.last?.contents == Array("ledger: remote\n".utf8))
            #expect(place.workingCopy == nil)
            #expect(!scratch.has("cache"))
        }
    }

    @Test func `a commit is named by its id, a part of it, a branch, a ref or HEAD`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            try await repository.git("branch", "topic", "main")
            try await repository.commit(["a": "1"], on: "topic")
            try await repository.git("tag", "-a", "v1", "-m", "One", "topic")
            let source = try await repository.place(scratch).source()
            let main = try #require(try await repository.commit("main"))
            let topic = try #require(try await repository.commit("topic"))
            let names = [
                main: main, String(main.prefix(7)): main, "HEAD": main, "main": main,
                "topic": topic, "refs/heads/topic": topic, "refs/tags/v1": topic, "v1": topic,
                "topic~1": main, "v1^": main, "@": main, "HEAD~0": main,
            ]
            for (name, id) in names {
                #expect(try await source.revision(name).id.description == id, "\(name)")
            }
            for name in [
                "HEAD~1", "HEAD^2", ":/Pin", "main^{tree}", "@{-1}", "0000000", "v2", "", "-x",
                "@{u}",
            ] {
                let error = await failure { _ = try await source.revision(name) }
                guard case .noSuchRevision = error else {
                    Issue.record("\(name): \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test func `an ancestor is told from what is none, and from what is not there`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let first = try #require(try await repository.commit("main"))
            try await repository.commit(["a": "1"])
            let source = try await repository.place(scratch).source()
            let tip = try await source.tip().id
            let one = try #require(CommitID(parsing: first))
            let unknown = try #require(CommitID(parsing: String(repeating: "0f", count: 20)))
            #expect(try await source.isAncestor(one, of: tip))
            #expect(try await source.isAncestor(tip, of: tip))
            #expect(try await !source.isAncestor(tip, of: one))
            #expect(try await !source.isAncestor(unknown, of: tip))
        }
    }

    @Test func `fault 17: a branch that is not there is an error with a remedy`() async throws {
        try await withScratch { scratch in
            let empty = try await BareRepository.make(at: scratch.path(of: "empty.git"))
            let source = try await empty.place(scratch).source()
            let error = await failure { _ = try await source.tip() }
            #expect(
                error?.description
                    == "there is no branch main in \(empty.path); commit and push to "
                    + "it first, or name the tracked branch as `branch` in pinion.yaml")
        }
    }

    @Test func `fault 26: links, submodules and executables are listed as what they are`()
        async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let blob = try await repository.writeObject(Array("x".utf8), type: "blob")
            let tip = try #require(try await repository.commit("main"))
            let listing =
                "120000 blob \(blob)\tlink\n160000 commit \(tip)\tmodule\n"
                + "100755 blob \(blob)\trun\n"
            let inner = try await repository.git("mktree", input: listing)
            let root = try await repository.git(
                "mktree",
                input: "040000 tree \(inner)\tenvironments\n120000 blob \(blob)\tpinion.yaml\n")
            let commit = try await repository.git("commit-tree", root, "-m", "x")
            try await repository.git("update-ref", "refs/heads/main", commit)
            let source = try await repository.place(scratch).source()
            let files = try await source.files(
                of: source.tip().id, at: ["environments", "pinion.yaml"])
            #expect(
                files.map(\.kind) == [.symbolicLink, .submodule, .executable, .symbolicLink])
            #expect(files.map(\.contents.count) == [0, 0, 1, 0])
        }
    }

    @Test func `fault 28: a file over 4 MiB is named and not read`() async throws {
        try await withScratch { scratch in
            let big = String(repeating: "x", count: (4 << 20) + 1)
            let repository = try await scratch.repository(files: ["environments/a/pins.yaml": big])
            let source = try await repository.place(scratch).source()
            let files = try await source.files(of: source.tip().id, at: ["environments"])
            #expect(files.map(\.isTooLarge) == [true])
            #expect(files.first?.contents.isEmpty == true)
        }
    }

    @Test func `fault 27: a tree with two entries of one name is refused`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let one = try await repository.writeObject(Array("a\n".utf8), type: "blob")
            let two = try await repository.writeObject(Array("b\n".utf8), type: "blob")
            let inner = [one, two].flatMap {
                Array("100644 pins.yaml\0".utf8) + (ObjectID(parsing: $0)?.bytes ?? [])
            }
            let tree = try await repository.writeObject(inner, type: "tree")
            let root = try await repository.git(
                "mktree", input: "040000 tree \(tree)\tenvironments\n")
            let commit = try await repository.git("commit-tree", root, "-m", "x")
            try await repository.git("update-ref", "refs/heads/main", commit)
            let source = try await repository.place(scratch).source()
            let tip = try await source.tip()
            let error = await failure {
                _ = try await source.files(of: tip.id, at: ["environments"])
            }
            #expect(
                error
                    == .malformed(
                        object: "the folder environments", reason: "“pins.yaml” stands in it twice")
            )
        }
    }

    @Test func `F7, fault 9: a repository of another user is refused with what to do`() async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            try await Command("chown", ["-R", "12345", repository.path]).succeed()
            let error = await failure { _ = try await repository.place(scratch) }
            guard case .notOurs(repository.path, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(remedy.contains("git config --global --add safe.directory \(repository.path)"))
        }
    }

    struct Kind: Sendable, CustomTestStringConvertible {
        let key: String
        let value: String
        var testDescription: String { "\(key)=\(value)" }
    }

    @Test(arguments: [
        Kind(key: "extensions.objectformat", value: "sha256"),
        Kind(key: "extensions.refstorage", value: "reftable"),
        Kind(key: "extensions.surprise", value: "true"),
    ])
    func `F7, fault 25: a repository with an unknown extension is refused`(_ kind: Kind)
        async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            try await repository.git("config", "core.repositoryformatversion", "1")
            try await Command(
                "git", ["config", "-f", "\(repository.path)/config", kind.key, kind.value]
            ).succeed()
            let error = await failure { _ = try await repository.place(scratch) }
            guard case .unsupported = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a folder that is no repository is refused`() async throws {
        try await withScratch { scratch in
            let folder = try scratch.makeFolder("plain")
            let error = await failure {
                _ = try await SourceRepository.open(.named(folder), settings: scratch.settings())
            }
            #expect(error == .notARepository(path: folder))
        }
    }

    @Test func `fault 7: a flipped bit in a person's repository is told and not mended`()
        async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            try await repository.git("repack", "-adq")
            let name = try #require(
                try scratch.list("repository.git/objects/pack").first { $0.hasSuffix(".pack") })
            try await Command("chmod", ["u+w", "\(repository.path)/objects/pack/\(name)"]).succeed()
            var bytes = try scratch.readBytes("repository.git/objects/pack/\(name)")
            for place in stride(from: 40, to: bytes.count - 20, by: 8) { bytes[place] ^= 1 }
            try scratch.write(bytes, to: "repository.git/objects/pack/\(name)")
            let source = try await repository.place(scratch).source()
            let error = await failure {
                _ = try await source.files(of: source.tip().id, at: ["environments"])
            }
            #expect(error != nil)
            #expect(error?.description.contains("deleted") == false)
            #expect(try scratch.readBytes("repository.git/objects/pack/\(name)") == bytes)
        }
    }

    @Test
    func `fault 57: a repository whose disk is gone is no missing branch, and no lost ledger`()
        async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let place = try await repository.place(scratch)
            let ledger = try await place.ledger(.remote)
            let tip = try await ledger.append(record("one"), to: production, onto: nil)
            try await Command("mv", [repository.path, scratch.path(of: "gone")]).succeed()
            let noTip = await failure { _ = try await place.source().tip() }
            guard case .unreachable = noTip else {
                Issue.record("\(String(describing: noTip))")
                return
            }
            for ask in [
                { _ = try await ledger.tip(of: production) },
                { _ = try await ledger.newest(of: production) },
                { _ = try await ledger.append(record("two"), to: production, onto: tip) },
            ] as [@Sendable () async throws -> Void] {
                let error = await failure(of: LedgerError.self) { try await ask() }
                guard case .unreachable(let reason) = error, reason.contains("not there any more")
                else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
            }
        }
    }
}
