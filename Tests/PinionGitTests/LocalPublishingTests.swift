import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct LocalPublishingTests {
    /// A person's own repository, without a remote.
    private struct Own {
        let scratch: Scratch
        let path: String

        @discardableResult
        func git(_ arguments: String...) async throws -> String {
            try await Command(
                "git", ["-C", path] + arguments, environment: BareRepository.isolation
            ).succeed()
        }

        func push(to branch: String, expecting isThere: Bool = true) async throws -> PublishError? {
            let place = try await SourceRepository.open(
                .around(folder: path), settings: scratch.settings())
            let publisher = place.publisher()
            let base = try await place.source().tip().id
            let commit = try await publisher.write(draft(onto: base, "\(branch)\n"))
            return await publishError {
                try await publisher.push(commit, to: branch, expecting: isThere ? base : nil)
            }
        }
    }

    private func withOwn(_ body: (Own) async throws -> Void) async throws {
        try await withScratch { scratch in
            let origin = try await scratch.repository("origin.git")
            let own = Own(scratch: scratch, path: scratch.path(of: "own"))
            try await Command(
                "git", ["clone", "-q", origin.path, own.path], environment: BareRepository.isolation
            ).succeed()
            try await own.git("remote", "remove", "origin")
            try await body(own)
        }
    }

    private func expectRefusal(_ error: PublishError?, _ words: String) {
        guard case .refused(_, let reason, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains(words))
    }

    @Test func `a branch that is checked out is never moved`() async throws {
        try await withOwn { own in
            let before = try await own.git("rev-parse", "main")
            try await expectRefusal(own.push(to: "main"), "checked out in a working copy")
            #expect(try await own.git("rev-parse", "main") == before)
            #expect(try await own.git("status", "--porcelain").isEmpty)
        }
    }

    @Test func `a branch that is checked out in a linked working copy is never moved`()
        async throws
    {
        try await withOwn { own in
            try await own.git("switch", "-q", "--detach")
            try await own.git("worktree", "add", "-q", own.scratch.path(of: "linked"), "main")
            try await expectRefusal(own.push(to: "main"), "checked out in a working copy")
        }
    }

    @Test func `a branch that nobody has checked out moves, and the working copy stays`()
        async throws
    {
        try await withOwn { own in
            try await own.git("switch", "-q", "-c", "topic")
            try own.scratch.write("mine\n", to: "own/README.md")
            #expect(try await own.push(to: "main") == nil)
            #expect(try await own.push(to: bump, expecting: false) == nil)
            #expect(try await own.git("status", "--porcelain", "-b") == "## topic\n M README.md")
            #expect(
                try await own.git("log", "--format=%s", "main")
                    == "production: bump web\nPin the shop")
        }
    }

    @Test(arguments: ["pre-receive", "update", "reference-transaction"])
    func `fault 15: a hook that would judge a push is not passed by`(_ hook: String) async throws {
        try await withPublishing(.local) { ground in
            try ground.removeHook(hook)
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let commit = try await place.publisher().write(draft(onto: base))
            let error = await publishError {
                try await place.publisher().push(commit, to: bump, expecting: nil)
            }
            expectRefusal(error, "the hook ")
            #expect(error?.description.contains(hook) == true)
        }
    }

    @Test func `fault 15: a hook in a folder below the user's home is not passed by`() async throws
    {
        try await withPublishing(.local) { ground in
            try ground.removeHook("update")
            let folder = ground.scratch.path(of: "srv/shop.git")
            try await Command("mv", ["\(folder)/hooks", "\(folder)/other"]).succeed()
            let up = String(repeating: "/..", count: 16)
            try await ground.repository.git("config", "core.hooksPath", "~\(up)\(folder)/other")
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let commit = try await place.publisher().write(draft(onto: base))
            let error = await publishError {
                try await place.publisher().push(commit, to: bump, expecting: nil)
            }
            expectRefusal(error, "/other/update judges pushes")
        }
    }

    @Test func `fault 15: hooks in a folder that cannot be told are not passed by`() async throws {
        try await withPublishing(.local) { ground in
            try await ground.repository.git("config", "core.hooksPath", "~nobody-at-all/hooks")
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let commit = try await place.publisher().write(draft(onto: base))
            let error = await publishError {
                try await place.publisher().push(commit, to: bump, expecting: nil)
            }
            #expect(
                error?.description.contains("core.hookspath") == true,
                "\(String(describing: error))")
            #expect(try await ground.tip(of: bump) == nil)
        }
    }

    @Test func `F12: a killed run's lock on a proposal's branch is told, never removed`()
        async throws
    {
        try await withPublishing(.local) { ground in
            let lock = "srv/shop.git/refs/heads/\(bump).lock"
            try ground.scratch.write("", to: lock)
            try ground.scratch.write("refs/heads/\(bump)", to: "srv/shop.git/pinion.lock")
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let commit = try await place.publisher().write(draft(onto: base))
            let error = await publishError {
                try await place.publisher().push(commit, to: bump, expecting: nil)
            }
            guard case .refused(bump, let reason, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("\(bump).lock"))
            #expect(
                remedy == "where no git process is running, delete the .lock file that it names")
            #expect(ground.scratch.has(lock))
            try await Command("rm", [ground.scratch.path(of: lock)]).succeed()
            try await place.publisher().push(commit, to: bump, expecting: nil)
            #expect(try await ground.tip(of: bump) == commit)
        }
    }

    @Test func `fault 15: what receive.denyNonFastForwards forbids is not done`() async throws {
        try await withPublishing(.local) { ground in
            try await ground.repository.git("config", "receive.denyNonFastForwards", "true")
            let place = try await ground.place()
            let publisher = place.publisher()
            let base = try await place.source().tip().id
            let one = try await publisher.write(draft(onto: base, "one\n"))
            try await publisher.push(one, to: bump, expecting: nil)
            let two = try await publisher.write(draft(onto: base, "two\n"))
            let error = await publishError {
                try await publisher.push(two, to: bump, expecting: one)
            }
            expectRefusal(error, "receive.denyNonFastForwards forbids")
        }
    }

    @Test func `fault 7: a lock of another process is waited for, then told, never removed`()
        async throws
    {
        try await withPublishing(.local) { ground in
            let lock = "srv/shop.git/refs/heads/main.lock"
            try ground.scratch.write("", to: lock)
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let commit = try await place.publisher().write(draft(onto: base))
            let error = await publishError {
                try await place.publisher().push(commit, to: "main", expecting: base)
            }
            guard case .refused("main", _, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(remedy.contains(".lock"))
            #expect(ground.scratch.has(lock))
        }
    }
}
