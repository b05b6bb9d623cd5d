import Glibc
import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

/// What a host keeps of what it saw: the file, and the copy of the ledger.
@Suite(.timeLimit(.minutes(10)))
struct MemoryTests {
    /// A repository with one record, and how a new run recalls it.
    private func withMemory(
        _ body: (
            Scratch, BareRepository, _ file: String,
            _ recall: @escaping @Sendable () async throws -> Recollection
        )
            async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            try await keeping(in: scratch) { try await body(scratch, $0, $1, $2) }
        }
    }

    private func keeping(
        in scratch: Scratch,
        _ body: (
            BareRepository, _ file: String,
            _ recall: @escaping @Sendable () async throws -> Recollection
        ) async throws -> Void
    ) async throws {
        let repository = try await scratch.repository()
        let place = try await repository.place(scratch)
        _ = try await place.ledger(.remote).append(record("one"), to: production, onto: nil)
        let recall = { @Sendable () async throws -> Recollection in
            let newest = try await place.ledger(.remote).newest(of: production)
            return try await place.memory(.remote).recall(
                PresentTips(
                    branch: try await place.source().tip().id,
                    ledger: newest.map { SeenTip(id: $0.id, at: $0.record.at) }),
                of: production, accepting: .none)
        }
        #expect(try await recall() == Recollection())
        let folder = try #require(try scratch.list("state/seen").first)
        try await body(repository, "state/seen/\(folder)/production/seen", recall)
    }

    @Test func `a second look finds what the first one kept, and writes nothing`() async throws {
        try await withMemory { scratch, _, file, recall in
            let text = try scratch.read(file)
            #expect(text.hasPrefix("pinion seen 1\nbranch main "))
            let inode = try await Command("stat", ["-c", "%i", scratch.path(of: file)]).succeed()
            #expect(try await recall() == Recollection(knowsLedger: true))
            #expect(
                try await Command("stat", ["-c", "%i", scratch.path(of: file)]).succeed() == inode)
            #expect(try RememberedTips(parsing: text).text == text)
        }
    }

    @Test func `fault 82: a host keeps when it first met an open intent, and no time to come`()
        throws
    {
        let met = Timestamp(secondsSinceEpoch: 1_000_000)
        let (one, two) = (
            try #require(CommitID(parsing: hex("1"))), try #require(CommitID(parsing: hex("2")))
        )
        var tips = RememberedTips()
        #expect(tips.meet(one, in: .remote, at: met) == nil)
        tips = try RememberedTips(parsing: tips.text)
        #expect(tips.meet(one, in: .remote, at: met + .seconds(60)) == met)
        // The clock was set back: what is kept is of a time to come.
        #expect(tips.meet(one, in: .remote, at: met + .seconds(-60)) == nil)
        #expect(tips.meet(one, in: .remote, at: met) == met + .seconds(-60))
        #expect(tips.meet(two, in: .remote, at: met) == nil)
        #expect(tips.meet(nil, in: .remote, at: nil) == nil)
        #expect(tips.intents.isEmpty)
    }

    private func hex(_ digit: Character) -> String { String(repeating: digit, count: 40) }

    @Test(arguments: [
        ("", "its first line"), ("pinion seen 2\nend\n", "its first line"),
        ("pinion seen 1\nbranch main 12", "cut off"),
        ("pinion seen 1\nbranch main 12 -\nend\n", "line 2"),
        ("pinion seen 1\nnonsense\nend\n", "line 2"),
    ])
    func `fault 7: garbage in the memory is told, and is never the first time`(
        _ text: String, _ word: String
    ) async throws {
        try await withMemory { scratch, _, file, recall in
            try scratch.write(text, to: file)
            let error = await failure(of: MemoryError.self) { _ = try await recall() }
            guard case .unreadable(_, let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains(word), "\(reason)")
            #expect(try scratch.read(file) == text)
        }
    }

    @Test(arguments: ["folder", "link", "stranger"])
    func `fault 9: what is no file of ours in its place is told`(_ kind: String) async throws {
        try await withMemory { scratch, _, file, recall in
            let path = scratch.path(of: file)
            if kind == "stranger" {
                let outcome = try await Command("chown", ["12345", path]).run()
                guard outcome.code == 0 else { return }
            } else {
                try await Command("rm", [path]).succeed()
                let make = kind == "folder" ? ("mkdir", [path]) : ("ln", ["-s", "/dev/null", path])
                try await Command(make.0, make.1).succeed()
            }
            let error = await failure(of: MemoryError.self) { _ = try await recall() }
            guard case .unreadable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small file system needs root"))
    func `fault 8: what cannot be kept on a full disk is told, and what was kept stays`()
        async throws
    {
        try await withScratch { scratch in
            let disk = try scratch.makeFolder("state")
            try await Command("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]).succeed()
            scratch.atEnd { _ = try? await Command("umount", ["-l", disk]).run() }
            try await keeping(in: scratch) { repository, file, recall in
                let before = try scratch.read(file)
                let fill =
                    "cat /dev/zero > '\(disk)/fill'; for n in $(seq 500); do : > '\(disk)/'$n; done"
                _ = try await Command("sh", ["-c", fill]).run()
                let ledger = try await repository.place(scratch).ledger(.remote)
                let tip = try await ledger.tip(of: production)
                let new = try await ledger.append(record("two"), to: production, onto: tip)
                let found = try await recall()
                guard case .unwritable(_, let reason, isNew: false)? = found.obstacle else {
                    Issue.record("\(found)")
                    return
                }
                #expect(reason.contains("No space left on device"), "\(reason)")
                #expect(try scratch.read(file) == before)
                try await Command("rm", ["\(disk)/fill"]).succeed()
                #expect(try await recall() == Recollection(knowsLedger: true))
                #expect(try scratch.read(file).contains(new.description))
            }
        }
    }

    @Test func `a copy that is broken is made anew`() async throws {
        try await withMemory { scratch, repository, file, recall in
            let copy = scratch.path(of: file.dropLast("seen".count) + "remote.git")
            try await Command("rm", ["-rf", "\(copy)/objects"]).succeed()
            let ledger = try await repository.place(scratch).ledger(.remote)
            let tip = try await ledger.tip(of: production)
            let new = try await ledger.append(record("two"), to: production, onto: tip)
            #expect(try await recall() == Recollection(knowsLedger: true))
            #expect(
                try await Command(
                    "git", ["--git-dir", copy, "rev-parse", "refs/pinion/ledger/production"]
                ).succeed() == new.description)
        }
    }

    @Test func `a copy holds the whole chain, however long, and what is lost of it comes back`()
        async throws
    {
        try await withMemory { scratch, repository, file, recall in
            let place = try await repository.place(scratch)
            let ledger = try await place.ledger(.remote)
            var tip = try await ledger.tip(of: production)
            for number in 0..<70 {
                tip = try await ledger.append(record("n\(number)"), to: production, onto: tip)
            }
            #expect(try await recall().obstacle == nil)
            let copy = scratch.path(of: file.dropLast("seen".count) + "remote.git")
            let command = [
                "--git-dir", copy, "rev-list", "--count", "refs/pinion/ledger/production",
            ]
            #expect(try await Command("git", command).succeed() == "71")
            try await Command("git", ["--git-dir", copy, "fsck", "--strict"]).succeed()
            try await repository.git("update-ref", "-d", "refs/pinion/ledger/production")
            let kept = try await place.keeper(of: production, .remote).restore(
                from: nil, replacing: nil)
            #expect(kept == .restored(from: nil, to: try #require(tip)))
            #expect(try await recall() == Recollection(knowsLedger: true))
        }
    }

    @Test func `two runs at once keep the newest`() async throws {
        try await withMemory { scratch, _, file, recall in
            let text = try scratch.read(file)
            async let one = recall()
            async let two = recall()
            async let three = recall()
            #expect(try await [one, two, three].allSatisfy { $0.setbacks.isEmpty })
            #expect(try scratch.read(file) == text)
        }
    }
}
