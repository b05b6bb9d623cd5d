import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.serialized, .timeLimit(.minutes(10)))
struct PublisherTests {
    typealias Ground = BranchStoreFixture

    @Test(arguments: Ground.Way.allCases)
    func `a proposal is written, pushed and told from the tracked branch`(
        _ way: Ground.Way
    ) async throws {
        try await withPublishing(way) { ground in
            let place = try await ground.place()
            let publisher = place.publisher()
            let base = try await place.source().tip().id
            #expect(try await publisher.trackedBranch() == "main")
            #expect(try await publisher.branch(bump, against: base) == nil)
            let commit = try await publisher.write(draft(onto: base))
            #expect(try await publisher.write(draft(onto: base)) == commit)
            try await publisher.push(commit, to: bump, expecting: nil)
            #expect(try await ground.tip(of: bump) == commit)
            let ours = ProposalBranch(
                tip: commit, mergeBase: base,
                commits: [BranchCommit(id: commit, isOurs: true, intent: intent())])
            #expect(try await publisher.branch(bump, against: base) == ours)
            let next = try await ground.place(cache: "other").publisher()
            #expect(try await next.branch(bump, against: base) == ours)
            #expect(try await next.branches(under: "pinion/production/") == [bump])
            #expect(try await next.branches(under: "pinion/prod*").isEmpty)
            let shown = try await ground.repository.git(
                "show", "--name-status", "--format=%an %ae %cn %ce %at %ct", commit.description)
            #expect(
                shown == """
                    Pinion pinion@localhost Pinion pinion@localhost 1800000000 1800000000

                    M\tenvironments/production/pins.yaml
                    """)
            try await ground.repository.git("fsck", "--strict")
        }
    }

    @Test(arguments: Ground.Way.allCases)
    func `fault 1: the same plan in another run is the same commit, and pushing it again is done`(
        _ way: Ground.Way
    ) async throws {
        try await withPublishing(way) { ground in
            var commits: Set<CommitID> = []
            for cache in ["one", "two"] {
                let place = try await ground.place(cache: cache)
                let publisher = place.publisher()
                let base = try await place.source().tip().id
                let commit = try await publisher.write(draft(onto: base))
                try await publisher.push(commit, to: bump, expecting: nil)
                commits.insert(commit)
            }
            #expect(commits.count == 1)
            #expect(
                try await ground.repository.log(bump) == ["production: bump web", "Pin the shop"])
        }
    }

    @Test
    func `a proposal costs one child, one question and one push, and a lost race no child more`()
        async throws
    {
        try await withPublishing(.http) { ground in
            let counted = try ground.scratch.write(
                "#!/bin/sh\necho >> '\(ground.scratch.path(of: "count"))'\nexec '\(builtPinion)' \"$@\"\n",
                to: "counted")
            try await Command("chmod", ["755", counted]).succeed()
            let plain = ground.scratch.settings()
            let place = try await SourceRepository.open(
                .named(ground.address),
                settings: GitSettings(
                    cacheFolder: plain.cacheFolder, stateFolder: plain.stateFolder,
                    environment: plain.environment, executable: counted,
                    clock: .system))
            let server = try #require(ground.http)
            /// How often the remote was asked for its refs: once before a fetch, and twice for a push.
            func questions() -> Int {
                server.count(of: .fetchDiscovery) + server.count(of: .pushDiscovery)
            }
            let publisher = place.publisher()
            let source = place.source()
            func propose(on branch: String) async throws {
                let base = try await source.tip().id
                _ = try await publisher.trackedBranch()
                _ = try await publisher.branches(under: "pinion/")
                let old = try await publisher.branch(branch, against: base)?.tip
                let commit = try await publisher.write(draft(onto: old ?? base))
                try await publisher.push(commit, to: branch, expecting: old)
            }
            try await propose(on: bump)
            #expect(questions() == 3)
            try await ground.theirs(on: "main")
            #expect(
                await publishError { try await propose(on: "main") } == nil)
            // The second proposal asked anew, since the same asker had its answer before.
            #expect(questions() == 6)
            let base = try await source.tip().id
            try await ground.theirs("again\n", on: "main")
            let commit = try await publisher.write(draft(onto: base, "lost\n"))
            let before = questions()
            let error = await publishError {
                try await publisher.push(commit, to: "main", expecting: base)
            }
            #expect(error == .moved(branch: "main"))
            let new = try await source.tip().id
            let again = try await publisher.write(draft(onto: new, "won\n"))
            try await publisher.push(again, to: "main", expecting: new)
            #expect(questions() - before == 4)
            #expect(try ground.scratch.read("count").count == 1)
        }
    }

    // MARK: - What is written

    struct Unfaithful: Sendable, CustomTestStringConvertible {
        let name: String
        let files: [RepositoryFile]
        let words: String
        var testDescription: String { name }
    }

    static let pins = "environments/production/pins.yaml"

    static let unfaithful = [
        Unfaithful(name: "nothing", files: [], words: "it changes no file"),
        Unfaithful(
            name: "what is there already",
            files: [RepositoryFile(path: pins, contents: Array("services: {}\n".utf8))],
            words: "it would not change \(pins)"),
        Unfaithful(
            name: "one of two files as it is",
            files: [
                RepositoryFile(path: "environments/staging/pins.yaml", contents: [0x61]),
                RepositoryFile(path: pins, contents: Array("services: {}\n".utf8)),
            ],
            words: "it would not change \(pins)"),
        Unfaithful(
            name: "one file twice",
            files: [
                RepositoryFile(path: pins, contents: [0x61]),
                RepositoryFile(path: pins, contents: [0x62]),
            ],
            words: "it changes \(pins) twice"),
        Unfaithful(
            name: "one file by two paths",
            files: [
                RepositoryFile(path: "a", contents: [0x61]),
                RepositoryFile(path: "a/b", contents: [0x62]),
            ],
            words: ""),
        Unfaithful(
            name: "a link",
            files: [RepositoryFile(path: pins, kind: .symbolicLink, contents: [0x61])],
            words: "\(pins) is no file that can be written"),
        Unfaithful(
            name: "a file that is too large",
            files: [
                RepositoryFile(path: pins, contents: [UInt8](repeating: 0x61, count: 5 << 20))
            ],
            words: "\(pins) is larger than 4 MiB"),
        Unfaithful(
            name: "git's own folder", files: [RepositoryFile(path: ".GIT/x", contents: [0x61])],
            words: ""),
        Unfaithful(
            name: "another folder", files: [RepositoryFile(path: "../x", contents: [0x61])],
            words: ""),
    ]

    @Test(arguments: unfaithful)
    func `S3: a draft that cannot be a commit of its own is not written`(
        _ example: Unfaithful
    ) async throws {
        try await withPublishing(.local) { ground in
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let error = await publishError {
                _ = try await place.publisher().write(
                    CommitDraft(
                        parent: base, files: example.files, message: message(intent()),
                        at: Timestamp(secondsSinceEpoch: 1_800_000_000)))
            }
            switch error {
            case .differsFromPlan(let reason): #expect(reason == example.words)
            case .source(.malformed): #expect(example.words.isEmpty)
            default: Issue.record("\(String(describing: error))")
            }
        }
    }

    @Test func `an executable file stays one, and files are added`() async throws {
        try await withPublishing(.local) { ground in
            let repository = ground.repository
            let blob = try await repository.git("rev-parse", "main:README.md")
            let tree = try await repository.git(
                "mktree", input: "100755 blob \(blob)\trun\n")
            let commit = try await repository.git("commit-tree", tree, "-m", "x")
            try await repository.git("update-ref", "refs/heads/main", commit)
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let written = try await place.publisher().write(
                CommitDraft(
                    parent: base,
                    files: ["run", "a/b/c"].map { RepositoryFile(path: $0, contents: [0x0a]) },
                    message: message(intent()), at: Timestamp(secondsSinceEpoch: 0)))
            let raw = try await repository.git("ls-tree", "-r", written.description)
            #expect(
                raw.split(separator: "\n").map { $0.split(separator: " ")[0] }
                    == ["100644", "100755"])
        }
    }

    @Test(arguments: ["twice", "out of order", "case", "dotgit"])
    func `fault 27: nothing is written on a tree that could show two faces`(
        _ evil: String
    ) async throws {
        try await withPublishing(.local) { ground in
            let repository = ground.repository
            let blob = try #require(
                ObjectID(parsing: try await repository.git("rev-parse", "main:README.md")))
            func entry(_ name: String) -> [UInt8] {
                Array("100644 \(name)".utf8) + [0] + blob.bytes
            }
            let names = [
                "twice": ["pins.yaml", "pins.yaml"], "out of order": ["pins.yaml", "a"],
                "case": ["PINS.yaml", "pins.yaml"], "dotgit": [".git", "pins.yaml"],
            ]
            let folder = try await repository.writeObject(
                (names[evil] ?? []).flatMap(entry), type: "tree")
            let inner = try #require(ObjectID(parsing: folder))
            let root = try await repository.writeObject(
                Array("40000 production".utf8) + [0] + inner.bytes, type: "tree")
            let commit = try await repository.git("commit-tree", root, "-m", "x")
            try await repository.git("update-ref", "refs/heads/main", commit)
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let error = await publishError {
                _ = try await place.publisher().write(
                    CommitDraft(
                        parent: base,
                        files: [RepositoryFile(path: "production/pins.yaml", contents: [0x0a])],
                        message: message(intent()), at: Timestamp(secondsSinceEpoch: 0)))
            }
            guard case .source(.malformed) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a name that git does not take for a branch is refused`() async throws {
        try await withPublishing(.local) { ground in
            let place = try await ground.place()
            let base = try await place.source().tip().id
            for name in ["", "..", "a..b", "a b", "pinion/", "-\u{7}", "x.lock"] {
                let error = await publishError {
                    try await place.publisher().push(base, to: name, expecting: nil)
                }
                guard case .source(.noSuchRevision) = error else {
                    Issue.record("\(name): \(String(describing: error))")
                    continue
                }
            }
        }
    }
}
