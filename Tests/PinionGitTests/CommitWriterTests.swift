import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct CommitWriterTests {
    @Test func `one file's bytes change, and nothing else of the tree`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let base = try await repository.git("rev-parse", "main")
            let opened = try await Repository.open(repository.path, .bare)
            let id = try await opened.perform { (handle) throws(GitError) in
                guard let tip = try handle.commit(at: "refs/heads/main") else {
                    throw .missing(object: "main")
                }
                let writer = CommitWriter(handle)
                var tree = try handle.commit(tip).tree
                tree = try writer.tree(
                    replacing: "environments/production/pins.yaml", with: Array("new\n".utf8),
                    in: tree)
                tree = try writer.tree(
                    replacing: "environments/canary/pins.yaml", with: Array("add\n".utf8), in: tree)
                return try writer.commit(
                    tree: tree, parents: [tip], message: "Change\n",
                    at: Timestamp(secondsSinceEpoch: 1_800_000_000))
            }
            let changed = try await repository.git("diff", "--name-status", base, id.description)
            #expect(
                changed == "A\tenvironments/canary/pins.yaml\nM\tenvironments/production/pins.yaml")
            try await repository.git("fsck", "--strict", "--no-dangling")
            let shown = try await repository.git(
                "show", "-s", "--format=%an %ae %at %ct %s", id.description)
            #expect(shown == "Pinion pinion@localhost 1800000000 1800000000 Change")
        }
    }

    @Test func `S3: the same change is the same commit`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let opened = try await Repository.open(repository.path, .bare)
            func write() async throws -> ObjectID {
                try await opened.perform { (handle) throws(GitError) in
                    try RecordObjects.write(record("one"), onto: nil, in: handle)
                }
            }
            #expect(try await write() == (try await write()))
        }
    }

    @Test(arguments: ["../x", "a//b", ".git/config", "a/.GIT/x", "", "README.md/x", "environments"])
    func `fault 27: no path outside the folder's files is written`(_ path: String) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let opened = try await Repository.open(repository.path, .bare)
            await #expect(throws: GitError.self) {
                try await opened.perform { (handle) throws(GitError) in
                    guard let tip = try handle.commit(at: "refs/heads/main") else { return }
                    let tree = try handle.commit(tip).tree
                    _ = try CommitWriter(handle).tree(replacing: path, with: [], in: tree)
                }
            }
        }
    }

    @Test func `a ref moves from its former value alone`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let second = try await repository.commit(["a": "b"])
            let opened = try await Repository.open(repository.path, .bare)
            let one = try #require(
                ObjectID(parsing: try await repository.git("rev-parse", "main~1")))
            let two = try #require(ObjectID(parsing: second))
            func move(_ old: ObjectID?, _ new: ObjectID) async -> GitError? {
                await failure(of: GitError.self) {
                    try await opened.perform { (handle) throws(GitError) in
                        try handle.move("refs/pinion/x", from: old, to: new)
                    }
                }
            }
            #expect(await move(two, one) == .moved(ref: "refs/pinion/x"))
            #expect(await move(nil, one) == nil)
            #expect(await move(nil, two) == .moved(ref: "refs/pinion/x"))
            #expect(await move(two, one) == .moved(ref: "refs/pinion/x"))
            #expect(await move(one, two) == nil)
            #expect(try await repository.commit("refs/pinion/x") == second)
        }
    }
}
