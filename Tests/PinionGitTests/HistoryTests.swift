import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct HistoryTests {
    typealias Ground = BranchStoreFixture

    private static let file = "environments/production/pins.yaml"

    private func id(_ text: String?) throws -> CommitID {
        try #require(text.flatMap { CommitID(parsing: $0) })
    }

    @Test(arguments: [Ground.Way.local, .http])
    func `the paths that two commits differ in are those that git names`(
        _ way: Ground.Way
    ) async throws {
        try await withPublishing(way) { ground in
            let repository = ground.repository
            let old = try id(try await repository.commit("main"))
            let changes: [[String: String?]] = [
                ["a": "1", "a.b": "1", "a-b/c": "1", "z/y/x": "1", "ü": "1"],
                [Self.file: "services: { web: 1 }\n"],
                ["environments/staging/pins.yaml": String?.none],
                // A file becomes a folder, and a folder a file.
                ["a": String?.none, "a/b": "1", "z/y/x": String?.none],
                ["z": "1"],
            ]
            for files in changes { try await repository.commit(files) }
            let new = try id(try await repository.commit("main"))
            let place = try await ground.place()
            _ = try await place.source().tip()
            let history = place.history()
            for (from, to) in [(old, new), (new, old), (old, old)] {
                let expected = try await repository.git(
                    "diff", "--no-renames", "--name-only", "-z", from.description, to.description
                ).split(separator: "\0").map(String.init)
                    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                #expect(try await history.changedPaths(from: from, to: to) == expected)
            }
        }
    }

    @Test func `a change of a file's mode is a change`() async throws {
        try await withPublishing(.local) { ground in
            let repository = ground.repository
            let old = try id(try await repository.commit("main"))
            let blob = try await repository.git("rev-parse", "main:README.md")
            let tree = try await repository.git(
                "mktree",
                input: try await repository.git("ls-tree", "main").replacing(
                    "100644 blob \(blob)", with: "100755 blob \(blob)") + "\n")
            let new = try id(
                try await repository.git("commit-tree", tree, "-p", old.description, "-m", "x"))
            let history = try await ground.place().history()
            #expect(try await history.changedPaths(from: old, to: new) == ["README.md"])
        }
    }

    @Test func `fault 27: a folder that could show two faces is not compared`() async throws {
        try await withPublishing(.local) { ground in
            let repository = ground.repository
            let old = try id(try await repository.commit("main"))
            let blob = try #require(
                ObjectID(parsing: try await repository.git("rev-parse", "main:README.md")))
            let twice = Array("100644 pins.yaml".utf8) + [0] + blob.bytes
            let tree = try await repository.writeObject(twice + twice, type: "tree")
            let new = try id(
                try await repository.git("commit-tree", tree, "-p", old.description, "-m", "x"))
            let history = try await ground.place().history()
            let error = await failure { _ = try await history.changedPaths(from: old, to: new) }
            guard case .malformed = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `the newest common commit is found, and where there is none`() async throws {
        try await withPublishing(.http) { ground in
            let repository = ground.repository
            let first = try id(try await repository.commit("main"))
            let topic = try await ground.theirs(on: "topic-of-its-own")
            try await repository.git("branch", "side", "main")
            let side = try await ground.theirs("side\n", on: "side")
            let main = try await ground.theirs("main\n")
            let place = try await ground.place()
            for branch in ["main", "side", "topic-of-its-own"] {
                _ = try await place.source(branch: branch).tip()
            }
            let history = place.history()
            #expect(try await history.mergeBase(main, side) == first)
            #expect(try await history.mergeBase(main, main) == main)
            #expect(try await history.mergeBase(main, topic) == nil)
        }
    }

    @Test func `a folder's versions are the commits that change anything in it`() async throws {
        try await withPublishing(.local) { ground in
            let other = "environments/production/extra.pins.yaml"
            let changes: [(String, String?, String)] = [
                (other, "one\n", "Add"), ("README.md", "more\n", "Elsewhere"),
                (other, nil, "Remove"),
            ]
            for (path, text, subject) in changes {
                try await ground.repository.commit([path: text], message: subject)
            }
            let place = try await ground.place()
            let tip = try await place.source().tip().id
            let versions = try await place.history().versions(
                of: "environments/production", at: tip, limit: 100)
            #expect(versions.map(\.revision.subject) == ["Remove", "Add", "Pin the shop"])
            let former = try await place.source().files(
                of: versions[1].revision.id, at: ["environments/production"])
            #expect(former.contains { $0.path == other })
        }
    }

    @Test(arguments: [Ground.Way.local, .http])
    func `a file's versions are told newest first, with the commits that brought them`(
        _ way: Ground.Way
    ) async throws {
        try await withPublishing(way) { ground in
            let repository = ground.repository
            func commit(_ text: String?, _ subject: String) async throws {
                try await repository.commit(
                    text.map { [Self.file: $0] } ?? [Self.file: String?.none], message: subject)
            }
            try await commit("one\n", "Add one")
            try await ground.theirs()
            try await commit(nil, "Remove")
            try await commit("two\n", "Add two")
            try await ground.theirs("more\n")
            let place = try await ground.place()
            let tip = try await place.source().tip().id
            let history = place.history()
            let versions = try await history.versions(of: Self.file, at: tip, limit: 100)
            #expect(
                versions.map(\.revision.subject) == [
                    "Add two", "Remove", "Add one", "Pin the shop",
                ])
            #expect(
                versions.map { $0.file.map { String(decoding: $0.contents, as: UTF8.self) } }
                    == ["two\n", nil, "one\n", "services: {}\n"])
            // With a limit, the last commit is only the oldest that was looked at.
            let few = try await history.versions(of: Self.file, at: tip, limit: 1)
            #expect(few.map(\.revision.id) == [tip])
            #expect(few.first?.file == versions.first?.file)
            #expect(
                try await history.versions(of: Self.file, at: tip, limit: 3).map(\.revision.subject)
                    == ["Add two"])
            #expect(try await history.versions(of: Self.file, at: tip, limit: 0).isEmpty)
            for path in ["nothing", "environments/nothing/x", "README.md/x", ""] {
                #expect(
                    try await history.versions(of: path, at: tip, limit: 100).isEmpty, "\(path)")
            }
        }
    }

    @Test func `only first parents are followed`() async throws {
        try await withPublishing(.local) { ground in
            let repository = ground.repository
            try await repository.git("branch", "side", "main")
            try await repository.commit([Self.file: "side\n"], message: "On the side", on: "side")
            try await ground.theirs()
            let tree = try await repository.git("rev-parse", "side^{tree}")
            let merge = try await repository.git(
                "commit-tree", tree, "-p", "main", "-p", "side", "-m", "Merge")
            let history = try await ground.place().history()
            let versions = try await history.versions(of: Self.file, at: try id(merge), limit: 100)
            #expect(versions.map(\.revision.subject) == ["Merge", "Pin the shop"])
            let details = try await history.commit(try id(merge))
            #expect(details.message == "Merge\n")
            #expect(
                details.parents.map(\.description) == [
                    try await repository.commit("main"), try await repository.commit("side"),
                ])
            #expect(details.revision.author == "Ada <ada@example.com>")
        }
    }

    @Test func `a thousand commits are walked`() async throws {
        try await withPublishing(.local) { ground in
            var stream = ""
            for number in 1...1000 {
                stream += "commit refs/heads/main\ncommitter \(pinion) \(number) +0000\n"
                stream += "data 2\nx\n"
                if number == 1 { stream += "from refs/heads/main^0\n" }
                let text = "\(number)\n"
                let name = number.isMultiple(of: 10) ? Self.file : "README.md"
                stream += "M 100644 inline \(name)\ndata \(text.utf8.count)\n\(text)\n"
            }
            try await ground.repository.git("fast-import", "--quiet", input: stream)
            let place = try await ground.place()
            let tip = try await place.source().tip().id
            let versions = try await place.history().versions(of: Self.file, at: tip, limit: 2000)
            #expect(versions.count == 101)
        }
    }

    @Test(arguments: [Ground.Way.local, .http])
    func `a commit that is not there is told, and no cache is made anew for it`(
        _ way: Ground.Way
    ) async throws {
        try await withPublishing(way) { ground in
            let place = try await ground.place()
            let tip = try await place.source().tip().id
            let before = ground.http?.requests.count
            let none = try id(String(repeating: "0a", count: 20))
            let history = place.history()
            let errors = [
                await failure { _ = try await history.commit(none) },
                await failure { _ = try await history.mergeBase(tip, none) },
                await failure { _ = try await history.changedPaths(from: none, to: tip) },
                await failure { _ = try await history.versions(of: "a", at: none, limit: 1) },
            ]
            for error in errors {
                guard case .noSuchRevision = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
            }
            #expect(ground.http?.requests.count == before)
        }
    }
}
