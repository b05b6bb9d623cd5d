import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct CheckoutTests {
    /// What CI checked out of an origin.
    private struct Copy {
        let scratch: Scratch
        let origin: BareRepository
        let path: String

        @discardableResult
        func git(_ arguments: String...) async throws -> String {
            try await Command(
                "git", ["-C", path] + arguments, environment: BareRepository.isolation
            ).succeed()
        }

        func checkout() async throws -> any Source & History {
            let place = try await SourceRepository.open(
                .around(folder: path), settings: scratch.settings())
            return try #require(place.checkout())
        }
    }

    /// An origin with a pull request from a branch that is one commit ahead of `main~1`, and the merge of both.
    private func origin(_ scratch: Scratch) async throws -> BareRepository {
        let origin = try await scratch.repository("srv/shop.git")
        try await origin.git("branch", "topic", "main")
        try await origin.commit(
            ["environments/production/pins.yaml": "services: { web: 1 }\n"], message: "Bump",
            on: "topic")
        try await origin.commit(["README.md": "main\n"], message: "Go on")
        let tree = try await origin.git("rev-parse", "topic^{tree}")
        let merge = try await origin.git(
            "commit-tree", tree, "-p", "main", "-p", "topic", "-m", "Merge topic")
        try await origin.git("update-ref", "refs/pull/7/merge", merge)
        return origin
    }

    private func withCopy(
        depth: Int? = nil, _ body: (Copy) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let origin = try await origin(scratch)
            let copy = Copy(scratch: scratch, origin: origin, path: scratch.path(of: "copy"))
            let limit = depth.map { ["--depth", "\($0)"] } ?? []
            try await Command(
                "git",
                ["clone", "-q", "--no-local", "--no-checkout"] + limit
                    + ["file://\(origin.path)", copy.path],
                environment: BareRepository.isolation
            ).succeed()
            try await Command(
                "git",
                ["-C", copy.path, "fetch", "-q"] + limit
                    + ["origin", "+refs/pull/7/merge:refs/remotes/pull/7/merge"],
                environment: BareRepository.isolation
            ).succeed()
            try await copy.git("checkout", "-q", "--detach", "refs/remotes/pull/7/merge")
            try await body(copy)
        }
    }

    @Test func `a commit is named by whatever CI knows it by`() async throws {
        try await withCopy { copy in
            try await copy.git("tag", "-a", "v1", "-m", "One", "origin/main")
            let source = try await copy.checkout()
            let main = try #require(try await copy.origin.commit("main"))
            let topic = try #require(try await copy.origin.commit("topic"))
            let merge = try #require(try await copy.origin.commit("refs/pull/7/merge"))
            let names = [
                ("HEAD", merge), ("refs/remotes/pull/7/merge", merge), ("pull/7/merge", merge),
                (merge, merge), (String(merge.prefix(7)), merge), ("main", main),
                ("origin/main", main), ("refs/remotes/origin/main", main), ("v1", main),
                ("refs/tags/v1", main), ("topic", topic), ("origin/topic", topic),
                ("HEAD^1", main), ("HEAD^2", topic), ("@~1", main), ("origin/topic^0", topic),
                ("main@{upstream}", main), ("v1^{commit}", main),
            ]
            for (name, id) in names {
                #expect(try await source.revision(name).id.description == id, "\(name)")
            }
            #expect(try await source.tip().id.description == merge)
            for name in [
                "HEAD~9", "HEAD^3", "@{upstream}", "", "-x", "@{-1}", "none", "origin", "0000000",
            ] {
                let error = await failure { _ = try await source.revision(name) }
                guard case .noSuchRevision = error else {
                    Issue.record("\(name): \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test func `a branch and a tag of one name must be one commit`() async throws {
        try await withCopy { copy in
            try await copy.git("branch", "-f", "main", "origin/main")
            try await copy.git("tag", "main", "HEAD")
            let source = try await copy.checkout()
            let error = await failure { _ = try await source.revision("main") }
            #expect(error?.description.contains("refs/heads/main and refs/tags/main") == true)
            _ = try await source.revision("refs/heads/main")
            try await copy.git("tag", "-f", "main", "refs/heads/main")
            _ = try await source.revision("main")
        }
    }

    @Test(arguments: ["origin/main", "main"])
    func `whoever pushes a tag does not choose what a name means`(_ name: String) async throws {
        try await withCopy { copy in
            try await copy.git("branch", "-D", "main")
            try await copy.git("tag", name, "HEAD")
            let error = await failure { _ = try await copy.checkout().revision(name) }
            let words = error?.description ?? ""
            #expect(words.contains("refs/tags/\(name) and refs/remotes/origin/main"), "\(words)")
        }
    }

    @Test(arguments: ["heads", "tags"])
    func `a name that begins an id means that commit or nothing`(_ kind: String) async throws {
        try await withCopy { copy in
            let main = try #require(try await copy.origin.commit("main"))
            let digits = String(main.prefix(10))
            try await Command(
                "git", ["-C", copy.path, "update-ref", "refs/\(kind)/\(digits)", "HEAD"],
                environment: BareRepository.isolation
            ).succeed()
            let error = await failure { _ = try await copy.checkout().revision(digits) }
            let words = error?.description ?? ""
            #expect(words.contains("refs/\(kind)/\(digits) and the commit \(main)"), "\(words)")
        }
    }

    @Test func `a branch whose name is an id hides no commit`() async throws {
        try await withCopy { copy in
            let main = try #require(try await copy.origin.commit("main"))
            try await Command(
                "git", ["-C", copy.path, "update-ref", "refs/heads/\(main)", "HEAD"],
                environment: BareRepository.isolation
            ).succeed()
            #expect(try await copy.checkout().revision(main).id.description == main)
        }
    }

    @Test func `what the merge would change is read where it stands`() async throws {
        try await withCopy { copy in
            let source = try await copy.checkout()
            let (base, head) = try await (source.revision("main").id, source.tip().id)
            #expect(
                try await source.changedPaths(from: base, to: head) == [
                    "README.md", "environments/production/pins.yaml",
                ])
            #expect(try await source.mergeBase(base, head) == base)
            #expect(try await source.isAncestor(base, of: head))
            #expect(try await !source.isAncestor(head, of: base))
            let files = try await source.files(of: head, at: ["environments/production"])
            #expect(files.map(\.path) == ["environments/production/pins.yaml"])
            #expect(try await source.commit(head).parents.count == 2)
            #expect(!copy.scratch.has("cache"))
        }
    }

    @Test func `a shallow clone says how to get the rest, and never no`() async throws {
        try await withCopy(depth: 1) { copy in
            let source = try await copy.checkout()
            let head = try await source.tip().id
            let first = try #require(try await copy.origin.commit("main~1"))
            let base = try await source.revision("origin/main").id
            let missing = try #require(CommitID(parsing: first))
            let errors = [
                await failure { _ = try await source.revision(first) },
                await failure { _ = try await source.mergeBase(base, missing) },
                await failure { _ = try await source.isAncestor(missing, of: head) },
                await failure { _ = try await source.isAncestor(head, of: base) },
                await failure {
                    _ = try await source.versions(of: "README.md", at: base, limit: 9)
                },
                await failure { _ = try await source.changedPaths(from: missing, to: head) },
            ]
            for (place, error) in errors.enumerated() {
                #expect(
                    error?.description.contains("`fetch-depth: 0`") == true,
                    "\(place): \(String(describing: error))")
            }
            // What is there is answered.
            #expect(try await source.mergeBase(head, head) == head)
            #expect(try await source.changedPaths(from: base, to: head).count == 2)
            #expect(try await source.versions(of: "README.md", at: base, limit: 1).count == 1)
        }
    }

    @Test func `a shallow clone without a remote proposes nothing by mistake`() async throws {
        try await withCopy(depth: 1) { copy in
            try await copy.git("remote", "remove", "origin")
            let place = try await SourceRepository.open(
                .around(folder: copy.path), settings: copy.scratch.settings())
            let merge = try await place.source().revision("HEAD").id
            let other = try await place.publisher().write(draft(onto: merge, "new\n"))
            let error = await publishError {
                try await place.publisher().push(merge, to: bump, expecting: other)
            }
            #expect(error != nil)
        }
    }

    @Test func `where nobody stands, there is no checkout`() async throws {
        try await withScratch { scratch in
            let bare = try await scratch.repository()
            #expect(try await bare.place(scratch).checkout() == nil)
            let remote = try await SourceRepository.open(
                .named("https://example.com/shop/deploy.git"), settings: scratch.settings())
            #expect(remote.checkout() == nil)
        }
    }
}
