import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.serialized, .timeLimit(.minutes(10)))
struct PublishFaultTests {
    typealias Ground = BranchStoreFixture

    /// Writes a proposal in a new run, then has something happen, then pushes.
    private func propose(
        _ ground: Ground, to branch: String = bump, before: () async throws -> Void = {}
    ) async throws -> (commit: CommitID, error: PublishError?, place: SourceRepository) {
        let place = try await ground.place()
        let publisher = place.publisher()
        let base = try await place.source().tip().id
        let old = try await publisher.branch(branch, against: base)?.tip
        let commit = try await publisher.write(draft(onto: base))
        try await before()
        let error = await publishError {
            try await publisher.push(commit, to: branch, expecting: old)
        }
        return (commit, error, place)
    }

    @Test(arguments: Ground.Way.remote, [bump, "main"])
    func `fault 15: a hook's refusal is told in its words, with a way out`(
        _ way: Ground.Way, _ branch: String
    ) async throws {
        try await withPublishing(way) { ground in
            try ground.repository.setHook("pre-receive", "echo 'ask a reviewer' >&2; exit 1")
            let old = try await ground.tip(of: branch)
            let (_, error, _) = try await propose(ground, to: branch)
            guard case .refused(branch, let reason, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("hook declined") && reason.contains("ask a reviewer"))
            #expect(
                remedy.contains(
                    branch == bump ? "replace branches below pinion/" : "by a pull request"))
            #expect(try await ground.tip(of: branch) == old)
        }
    }

    @Test func `fault 15: a forbidden push is refused, and asks nothing again`() async throws {
        try await withPublishing(.http) { ground in
            let (_, error, _) = try await propose(ground) {
                ground.http?.misbehave(.forbidPushes)
            }
            guard case .refused(bump, _, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(ground.http?.count(of: .push) == 0)
        }
    }

    @Test(arguments: Ground.Way.allCases, [bump, "main"])
    func `fault 13: a branch that moved since it was seen is left alone, and seen anew`(
        _ way: Ground.Way, _ branch: String
    ) async throws {
        try await withPublishing(way) { ground in
            if branch == bump {
                let first = try await propose(ground)
                #expect(first.error == nil)
                try await ground.theirs("main goes on\n")
            }
            var theirs: CommitID?
            let (_, error, place) = try await propose(ground, to: branch) {
                theirs = try await ground.theirs(on: branch)
            }
            #expect(error == .moved(branch: branch))
            #expect(try await ground.tip(of: branch) == theirs)
            // The same run plans anew: on what it sees now.
            let publisher = place.publisher()
            let base = try await place.source().tip().id
            let seen = try #require(try await publisher.branch(branch, against: base))
            #expect(seen.tip == theirs)
            #expect(seen.isOurs == (branch == "main"))
            let again = try await publisher.write(draft(onto: seen.tip, "again\n"))
            try await publisher.push(again, to: branch, expecting: seen.tip)
            #expect(try await ground.tip(of: branch) == again)
        }
    }

    @Test func `fault 13: whoever asks for the first time after a lost race sees the new tip`()
        async throws
    {
        try await withPublishing(.http) { ground in
            var theirs: CommitID?
            let (_, error, place) = try await propose(ground, to: "main") {
                theirs = try await ground.theirs()
            }
            #expect(error == .moved(branch: "main"))
            #expect(try await place.source(branch: "main").tip().id == theirs)
        }
    }

    @Test(arguments: Ground.Way.remote)
    func `fault 13: a branch that moves while the push is under way is left alone`(
        _ way: Ground.Way
    ) async throws {
        try await withPublishing(way) { ground in
            let repository = ground.repository
            let tree = try await repository.git("rev-parse", "main^{tree}")
            let theirs = try await repository.git(
                "commit-tree", tree, "-p", "main", "-m", "theirs")
            let (_, error, place) = try await propose(ground, to: "main") {
                // A hook that plays the other push, outside its own push's quarantine.
                try repository.setHook(
                    "pre-receive",
                    "unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY "
                        + "GIT_ALTERNATE_OBJECT_DIRECTORIES\n"
                        + "exec git update-ref refs/heads/main \(theirs)")
            }
            #expect(error == .moved(branch: "main"))
            #expect(try await ground.tip(of: "main")?.description == theirs)
            #expect(try await place.source().tip().id.description == theirs)
        }
    }

    @Test(arguments: Ground.Way.remote, [bump, "main"])
    func `F3, fault 14: what landed while the connection broke has landed`(
        _ way: Ground.Way, _ branch: String
    ) async throws {
        try await withPublishing(way) { ground in
            let (commit, error, _) = try await propose(ground, to: branch) {
                ground.http?.misbehave(.closeAfterPush)
                if way == .ssh { try ground.afterLanding("kill -9 $PPID") }
            }
            #expect(error == nil)
            #expect(try await ground.tip(of: branch) == commit)
        }
    }

    @Test func `F3, fault 14: what landed and was built upon at once has landed`() async throws {
        try await withPublishing(.http) { ground in
            async let result = propose(ground, to: "main") {
                ground.http?.misbehave(.withholdPushAnswer)
            }
            try await ground.http?.gate.waitForArrivals()
            let theirs = try await ground.theirs("on top\n")
            ground.http?.misbehave(nil)
            ground.http?.gate.open()
            let (commit, error, _) = try await result
            #expect(error == nil)
            #expect(try await ground.tip(of: "main") == theirs)
            #expect(try await ground.repository.commit("main~1") == commit.description)
        }
    }

    @Test(arguments: Ground.Way.remote, [bump, "main"])
    func `fault 2: a server that dies after it took the push leaves it unknown, and it is found`(
        _ way: Ground.Way, _ branch: String
    ) async throws {
        try await withPublishing(way) { ground in
            let (commit, error, _) = try await propose(ground, to: branch) {
                ground.http?.misbehave(.dieAfterPush)
                if way == .ssh { try ground.afterLanding(ground.killAll) }
            }
            guard case .unknown(branch, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await ground.tip(of: branch) == commit)
            if way == .ssh { try ground.removeHook("reference-transaction") }
            try await ground.revive()
            // The next run looks before it acts: by the branch, or by what the tracked branch has.
            let next = try await ground.place()
            let publisher = next.publisher()
            let base = try #require(
                CommitID(
                    parsing: try await ground.repository.git("rev-list", "--max-parents=0", "main"))
            )
            let seen = try await publisher.branch(branch, against: base)
            #expect(seen?.commits.map(\.intent) == [intent()])
            #expect(seen?.isOurs == true)
            // And the same commit pushed again is no second one.
            try await publisher.push(commit, to: branch, expecting: branch == bump ? nil : base)
            #expect(try await ground.tip(of: branch) == commit)
        }
    }

    @Test(arguments: Ground.Way.remote, [bump, "main"])
    func `fault 14: a server that dies before it took the push makes no success`(
        _ way: Ground.Way, _ branch: String
    ) async throws {
        try await withPublishing(way) { ground in
            let old = try await ground.tip(of: branch)
            let (commit, error, place) = try await propose(ground, to: branch) {
                ground.http?.misbehave(.dieBeforePush)
                if way == .ssh { try ground.repository.setHook("pre-receive", ground.killAll) }
            }
            guard case .unknown(branch, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await ground.tip(of: branch) == old)
            if way == .ssh { try ground.removeHook("pre-receive") }
            try await ground.revive()
            try await place.publisher().push(commit, to: branch, expecting: old)
            #expect(try await ground.tip(of: branch) == commit)
        }
    }

    @Test func `fault 14: a server that was never there took nothing`() async throws {
        try await withPublishing(.http) { ground in
            let (_, error, _) = try await propose(ground) { ground.http?.misbehave(.hangUp) }
            guard case .source(.unreachable) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await ground.tip(of: bump) == nil)
        }
    }

    @Test func `a branch that breaks the rules stops proposals, and nothing else`() async throws {
        try await withPublishing(.http) { ground in
            let tree = try await ground.repository.git("rev-parse", "main^{tree}")
            let evil = try await ground.repository.writeObject(
                Array("tree \(tree)\nauthor x\n\nmessage\n".utf8), type: "commit")
            let place = try await ground.place()
            _ = place.publisher()
            _ = try await place.source().tip()
            try ground.scratch.write(evil + "\n", to: "srv/shop.git/refs/heads/pinion/evil")
            let error = await failure { _ = try await place.source().tip() }
            guard case .malformed = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            _ = try await ground.place().source().tip()
        }
    }
}
