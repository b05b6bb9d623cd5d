import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.serialized, .timeLimit(.minutes(10)))
struct BranchReplacingTests {
    typealias Ground = BranchStoreFixture

    /// A commit on a proposal's branch, oldest first.
    enum Kind: Sendable {
        /// By Pinion, with its trailer.
        case ours
        /// By somebody else.
        case theirs
        /// By somebody else, with the trailer.
        case theirsWithTrailer
        /// Under Pinion's name, without the trailer.
        case oursWithoutTrailer
        /// Under Pinion's name, the trailer in a paragraph before the last.
        case oursWithTrailerInside

        var isOurs: Bool { self == .ours }

        var author: String {
            switch self {
            case .theirs, .theirsWithTrailer: "Bob <bob@example.com>"
            case .ours, .oursWithoutTrailer, .oursWithTrailerInside: pinion
            }
        }

        var message: String {
            switch self {
            case .ours, .theirsWithTrailer: PinionGitTests.message(intent("b"))
            case .theirs, .oursWithoutTrailer: "Mend\n\nBy hand.\n"
            case .oursWithTrailerInside: "\(PinionGitTests.message(intent("b")))\nAnd more.\n"
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let commits: [Kind]
        /// Whether the tracked branch has the branch's commits by now.
        var isMerged = false
        let isReplaced: Bool
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "one of ours", commits: [.ours], isReplaced: true),
        Case(name: "several of ours", commits: [.ours, .ours, .ours], isReplaced: true),
        Case(name: "theirs on ours", commits: [.ours, .theirs], isReplaced: false),
        Case(name: "ours on theirs", commits: [.theirs, .ours], isReplaced: false),
        Case(name: "theirs with our trailer", commits: [.theirsWithTrailer], isReplaced: false),
        Case(name: "our name, no trailer", commits: [.oursWithoutTrailer], isReplaced: false),
        Case(name: "trailer inside", commits: [.oursWithTrailerInside], isReplaced: false),
        Case(name: "theirs, merged", commits: [.ours, .theirs], isMerged: true, isReplaced: true),
    ]

    @Test(arguments: cases, [Ground.Way.local, .http])
    func `S2: a proposal's branch is replaced while it would lose nothing but ours`(
        _ example: Case, _ way: Ground.Way
    ) async throws {
        try await withPublishing(way) { ground in
            let repository = ground.repository
            try await repository.git("branch", bump, "main")
            for (place, kind) in example.commits.enumerated() {
                try await repository.commit(
                    ["environments/production/pins.yaml": "\(place)\n"], message: kind.message,
                    on: bump, author: kind.author)
            }
            let old = try await ground.tip(of: bump)
            if example.isMerged {
                try await repository.git("update-ref", "refs/heads/main", bump)
            }
            try await ground.theirs("main goes on\n")
            let place = try await ground.place()
            let publisher = place.publisher()
            let base = try await place.source().tip().id
            let seen = try #require(try await publisher.branch(bump, against: base))
            #expect(seen.tip == old)
            #expect(
                seen.commits.map(\.isOurs)
                    == (example.isMerged ? [] : example.commits.reversed().map(\.isOurs)))
            let commit = try await publisher.write(draft(onto: base))
            let error = await publishError {
                try await publisher.push(commit, to: bump, expecting: old)
            }
            if example.isReplaced {
                #expect(error == nil)
                #expect(try await ground.tip(of: bump) == commit)
                return
            }
            guard case .refused(bump, _, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await ground.tip(of: bump) == old)
            // Adding on top loses nothing.
            let added = try await publisher.write(draft(onto: seen.tip))
            try await publisher.push(added, to: bump, expecting: old)
            #expect(try await ground.tip(of: bump) == added)
        }
    }

    @Test(arguments: Ground.Way.allCases)
    func `S2: no other branch loses a commit, not even one of ours`(
        _ way: Ground.Way
    ) async throws {
        try await withPublishing(way) { ground in
            let first = try #require(try await ground.tip(of: "main"))
            try await ground.repository.commit(
                ["a": "b"], message: message(intent("b")), on: "main", author: pinion)
            let old = try #require(try await ground.tip(of: "main"))
            let place = try await ground.place()
            _ = try await place.source().tip()
            let commit = try await place.publisher().write(draft(onto: first))
            let error = await publishError {
                try await place.publisher().push(commit, to: "main", expecting: old)
            }
            guard case .refused("main", let reason, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("would lose the commit \(old.short)"))
            #expect(try await ground.tip(of: "main") == old)
        }
    }

    @Test func `the tracked branch keeps its commits, whatever its name is`() async throws {
        try await withPublishing(.http) { ground in
            let first = try #require(try await ground.tip(of: "main"))
            try await ground.repository.git("branch", "pinion/main", "main")
            try await ground.repository.commit(
                ["a": "b"], message: message(intent("b")), on: "pinion/main", author: pinion)
            let old = try await ground.tip(of: "pinion/main")
            let publisher = try await ground.place().publisher(branch: "pinion/main")
            let commit = try await publisher.write(draft(onto: first))
            let error = await publishError {
                try await publisher.push(commit, to: "pinion/main", expecting: old)
            }
            guard case .refused = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `the child pushes by force to proposals' branches and ledgers alone`() throws {
        guard case .url(let url) = try RemoteAddress(parsing: "https://example.com/x") else {
            return
        }
        let id = try #require(ObjectID(parsing: String(repeating: "0a", count: 20)))
        func request(_ ref: String, isForced: Bool) -> TransportRequest {
            TransportRequest(
                remote: url, cache: "/c", deadline: .seconds(1),
                work: .push(commit: id, ref: ref, expected: id, isForced: isForced))
        }
        for ref in ["refs/heads/main", "refs/pinion/seen/production", "refs/heads/pinionx"] {
            #expect(TransportRequest(request(ref, isForced: true).messages) == nil)
            let plain = request(ref, isForced: false)
            #expect(TransportRequest(plain.messages) == plain)
        }
        for ref in ["refs/heads/pinion/production/bump", "refs/pinion/ledger/production"] {
            let forced = request(ref, isForced: true)
            #expect(TransportRequest(forced.messages) == forced)
        }
    }

    @Test func `a branch of more commits than are looked at is left alone`() async throws {
        try await withPublishing(.local) { ground in
            try await ground.repository.git("branch", bump, "main")
            var stream = ""
            for number in 1...301 {
                stream += "commit refs/heads/\(bump)\ncommitter \(pinion) \(number) +0000\n"
                let text = message(intent())
                stream += "data \(text.utf8.count)\n\(text)"
                if number == 1 { stream += "from refs/heads/\(bump)^0\n" }
            }
            try await ground.repository.git("fast-import", "--quiet", input: stream)
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let error = await publishError {
                _ = try await place.publisher().branch(bump, against: base)
            }
            guard case .source(.malformed(_, let reason)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("more than 300 commits"))
        }
    }
}
