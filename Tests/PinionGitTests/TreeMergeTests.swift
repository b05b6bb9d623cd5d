import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

/// What merging gives, against git's own answer.
@Suite(.timeLimit(.minutes(10)))
struct TreeMergeTests {
    /// Two branches of one commit.
    private struct Fork {
        let origin: BareRepository
        let path: String

        /// What Pinion says of merging the change into the base: the paths with their blobs, or what is in the way.
        func merged() async throws -> (result: MergeResult, tree: [String: String]) {
            let repository = try await Repository.open(path, .exact)
            let names = ["change", "main"]
            return try await repository.performing { (handle) throws(GitError) in
                var ids: [ObjectID] = []
                for name in names {
                    guard let id = try handle.commit(at: "refs/heads/\(name)") else {
                        throw .missing(object: name)
                    }
                    ids.append(id)
                }
                let result = try handle.merge(ids[0], into: ids[1])
                guard case .merged(let merge) = result, let id = ObjectID(merge.commit) else {
                    return (result, [:])
                }
                var reader = FileReader(handle)
                let files = try reader.list(id, at: [""])
                return (
                    result,
                    Dictionary(files.map { ($0.path, "\($0.entry.mode.rawValue) \($0.entry.id)") })
                    {
                        $1
                    }
                )
            }
        }

        /// What git says: nil where it finds a conflict.
        func byGit() async throws -> [String: String]? {
            let outcome = try await Command(
                "git",
                ["-C", path, "-c", "merge.renames=false", "merge-tree", "--write-tree", "main"]
                    + ["change"], environment: BareRepository.isolation
            ).run()
            guard outcome.code == 0 else { return nil }
            let list = try await origin.git("ls-tree", "-r", outcome.line)
            return Dictionary(
                list.split(separator: "\n").map { line in
                    let (head, path) = (line.prefix { $0 != "\t" }, line.drop { $0 != "\t" })
                    let parts = head.split(separator: " ")
                    return (String(path.dropFirst()), "\(parts[0]) \(parts[2])")
                }
            ) { $1 }
        }
    }

    private func withFork(
        _ files: [String: String?], main: [String: String?], change: [String: String?],
        _ body: (Fork) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let origin = try await scratch.repository("shop.git", files: files)
            try await origin.git("branch", "change", "main")
            try await origin.commit(main, message: "Go on")
            try await origin.commit(change, message: "Change", on: "change")
            try await body(Fork(origin: origin, path: scratch.path(of: "shop.git")))
        }
    }

    @Test func `changes of two files, and of distant lines of one, go together`() async throws {
        let lines = (1...9).map { "s\($0): 1\n" }
        try await withFork(
            ["pins.yaml": lines.joined(), "other": "a\n"],
            main: ["pins.yaml": lines.joined().replacing("s1: 1", with: "s1: 2"), "new": "n\n"],
            change: ["pins.yaml": lines.joined().replacing("s9: 1", with: "s9: 2"), "other": nil]
        ) { fork in
            let before = try await fork.origin.objects()
            let merged = try await fork.merged()
            let after = try await fork.origin.objects()
            #expect(after == before)
            let expected = try await fork.byGit()
            #expect(merged.tree == expected)
            #expect(Set(merged.tree.keys) == ["pins.yaml", "new"])
            guard case .merged(let merge) = merged.result else { return }
            #expect(merge.changedByBoth == ["pins.yaml"] && merge.rebase == .same)
        }
    }

    @Test func `the same line twice is a conflict that names its file, whatever an attribute says`()
        async throws
    {
        try await withFork(
            ["e/pins.yaml": "web: 1\n", "bin": "a\0b", ".gitattributes": "* merge=union\n"],
            main: ["e/pins.yaml": "web: 2\n", "bin": "a\0c"],
            change: ["e/pins.yaml": "web: 3\n", "bin": "a\0d"]
        ) { fork in
            let result = try await fork.merged().result
            #expect(result == .conflicts(["bin", "e/pins.yaml"]))
        }
    }

    @Test func `histories without one common commit are called what they are`() async throws {
        try await withFork(["a": "1\n"], main: ["b": "1\n"], change: ["c": "1\n"]) { fork in
            let (main, change) = try await (
                fork.origin.git("rev-parse", "main"), fork.origin.git("rev-parse", "change")
            )
            for (branch, one, other) in [("main", main, change), ("change", change, main)] {
                let merge = try await fork.origin.git(
                    "commit-tree", "\(branch)^{tree}", "-p", one, "-p", other, "-m", "Cross")
                try await fork.origin.git("update-ref", "refs/heads/\(branch)", merge)
            }
            let crossed = try await fork.merged().result
            #expect(crossed == .crossed)
            let alone = try await fork.origin.git("commit-tree", "main^{tree}", "-m", "Alone")
            try await fork.origin.git("update-ref", "refs/heads/change", alone)
            let unrelated = try await fork.merged().result
            #expect(unrelated == .unrelated)
            try await fork.origin.git("update-ref", "refs/heads/change", main)
            let base = try await fork.origin.git("rev-parse", "main")
            let nothing = try await fork.merged().result
            #expect(nothing == CommitID(parsing: base).map { .merged(Merge($0)) })
        }
    }

    @Test func `commits that give something else one by one than together are told`() async throws {
        try await withFork(
            ["pins": "web: 1\n", "keep": "k\n"], main: ["pins": "web: 2\n"],
            change: ["pins": "web: 2\n"]
        ) {
            fork in
            // There and back, then the base merged in, so that the branch is up to date.
            try await fork.origin.commit(["pins": "web: 1\n"], message: "Back", on: "change")
            let merge = try await fork.origin.git(
                "commit-tree", "main^{tree}", "-p", "change", "-p", "main", "-m", "Merge")
            try await fork.origin.git("update-ref", "refs/heads/change", merge)
            guard case .merged(let landing) = try await fork.merged().result else {
                Issue.record("it is an ancestor")
                return
            }
            #expect(landing.commit.description == merge)
            #expect(landing.rebase == .known(differ: ["pins"], conflicts: []))
        }
    }

    @Test
    func `names that differ in case, or are no text, are in nobody's way outside of what is read`()
        async throws
    {
        try await withFork(
            ["docs/readme": "1\n", "docs/README": "1\n", "pins": "1\n"],
            main: ["docs/new": "n\n"], change: ["docs/README": "2\n", "docs/a\tb": "x\n"]
        ) { fork in
            let repository = try await Repository.open(fork.path, .exact)
            let paths = try await repository.performing { (handle) throws(GitError) -> [String] in
                guard let main = try handle.commit(at: "refs/heads/main"),
                    let change = try handle.commit(at: "refs/heads/change"),
                    case .merged(let merge) = try handle.merge(change, into: main),
                    let id = ObjectID(merge.commit)
                else { return [] }
                return try TreeDifference.changes(
                    from: handle.commit(main).tree, to: handle.commit(id).tree, in: handle
                ).map(\.path)
            }
            #expect(paths.count == 2 && paths.contains("docs/README"), "\(paths)")
        }
    }

    /// Files that both sides may change, in two folders.
    private static let names = ["a", "b", "d/a", "d/b", "d"]

    @Test(arguments: 0..<24)
    func `whatever two sides change, git gives the same tree or both find a conflict`(
        seed: UInt64
    ) async throws {
        var random = SeededGenerator(seed: seed)
        func text() -> String {
            (0..<12).map {
                "line \($0) \(Int.random(in: 0..<24, using: &random) == 0 ? "x" : "-")\n"
            }
            .joined()
        }
        func side(_ base: [String: String]) -> [String: String?] {
            var files: [String: String?] = [:]
            for name in Self.names where Int.random(in: 0..<3, using: &random) == 0 {
                let isGone = base[name] != nil && Int.random(in: 0..<4, using: &random) == 0
                files.updateValue(isGone ? nil : text(), forKey: name)
            }
            // A file where a folder is takes the folder's place.
            if files["d"] as? String != nil {
                for name in Self.names where name.hasPrefix("d/") {
                    files.removeValue(forKey: name)
                }
            } else if files.contains(where: { $0.key.hasPrefix("d/") && $0.value != nil }) {
                files.removeValue(forKey: "d")
            }
            return files.filter { $0.value != nil || base[$0.key] != nil }
        }
        let base = ["a": text(), "b": text(), "d/a": text(), "keep": "k\n"]
        let (main, change) = (side(base), side(base))
        guard !main.isEmpty, !change.isEmpty else { return }
        try await withFork(base, main: main, change: change) { fork in
            let merged = try await fork.merged()
            let expected = try await fork.byGit()
            switch merged.result {
            case .merged: #expect(merged.tree == expected, "\(main) \(change)")
            // Pinion may call a conflict what git puts together (a folder in the place of a file), never the other way.
            case .conflicts:
                #expect(expected == nil || main.keys.contains("d") || change.keys.contains("d"))
            default: Issue.record("\(merged.result)")
            }
        }
    }
}

extension BareRepository {
    /// The ids of all objects.
    fileprivate func objects() async throws -> Set<String> {
        let list = try await git("cat-file", "--batch-check=%(objectname)", "--batch-all-objects")
        return Set(list.split(separator: "\n").map(String.init))
    }
}
