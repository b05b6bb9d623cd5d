import Glibc
import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct StorageFaultTests {
    @Test(.enabled(if: geteuid() == 0, "mounting a small file system needs root"))
    func `F2, fault 8: on a full disk nothing is called written`() async throws {
        try await withScratch { scratch in
            let disk = try scratch.makeFolder("disk")
            try await Command(
                "mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]
            ).succeed()
            scratch.atEnd { _ = try? await Command("umount", ["-l", disk]).run() }
            let repository = try await scratch.repository("disk/repository.git")
            let ledger = try await repository.place(scratch).ledger(.remote)
            let one = try await ledger.append(record("one"), to: production, onto: nil)
            _ = try await Command("sh", ["-c", "cat /dev/zero > '\(disk)/fill'"]).run()
            let error = await failure(of: LedgerError.self) {
                _ = try await ledger.append(record("two"), to: production, onto: one)
            }
            guard case .refused(production, let reason, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("No space left on device"))
            try await Command("rm", ["\(disk)/fill"]).succeed()
            let two = try await ledger.append(record("two"), to: production, onto: one)
            #expect(try await ledger.tip(of: production) == two)
            try await repository.git("fsck", "--strict")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small file system needs root"))
    func `fault 8: a cache on a full disk is an error, and mended with space`() async throws {
        try await withScratch { scratch in
            let noise = (0..<40_000).map { "\($0 &* 2_654_435_761)" }.joined(separator: " ")
            let repository = try await scratch.repository("srv/shop.git")
            try await repository.commit(["noise": noise])
            let disk = try scratch.makeFolder("disk")
            try await Command("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", disk]).succeed()
            scratch.atEnd { _ = try? await Command("umount", ["-l", disk]).run() }
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let source = try await SourceRepository.open(
                    .named(server.address(of: "shop.git")),
                    settings: scratch.settings(cache: "disk/cache")
                ).source()
                let error = await failure { _ = try await source.tip() }
                guard case .local = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                try await Command("mount", ["-o", "remount,size=8m", disk]).succeed()
                #expect(
                    try await source.tip().id.description == (try await repository.commit("main")))
            }
        }
    }

    @Test func `fault 24: a history with holes is refused`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let tip = try #require(try await repository.commit("main"))
            let tree = try await repository.git("rev-parse", "main^{tree}")
            let person = "Ada <ada@example.com> 1800000000 +0000"
            func commit(_ tree: String, _ parent: String) async throws -> ObjectID {
                let text =
                    "tree \(tree)\nparent \(parent)\nauthor \(person)\ncommitter \(person)\n\nx"
                return try #require(
                    ObjectID(
                        parsing: try await repository.writeObject(Array(text.utf8), type: "commit"))
                )
            }
            let nothing = String(repeating: "0f", count: 20)
            let handle = try RepositoryHandle(opening: repository.path, .bare)
            for (id, isWhole) in [
                (try await commit(tree, tip), true), (try await commit(tree, nothing), false),
                (try await commit(nothing, tip), false),
                (try #require(ObjectID(parsing: nothing)), false),
            ] {
                let advertised = [
                    RemoteConnection.Advertised(name: "refs/heads/main", id: id, symbolic: nil)
                ]
                var copies = try CacheCopies(
                    handle, advertised: advertised, asked: ["refs/heads/main"], under: [])
                let outcome = Result { try copies.takeOver() }
                #expect(((try? outcome.get()) != nil) == isWhole)
            }
        }
    }

    @Test func `fault 9: a ledger that cannot be written is refused with the reason`() async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            try scratch.makeFolder("repository.git/pinion.lock")
            let ledger = try await repository.place(scratch).ledger(.remote)
            let error = await failure(of: LedgerError.self) {
                _ = try await ledger.append(record("one"), to: production, onto: nil)
            }
            guard case .refused(production, let reason, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.hasSuffix("pinion.lock cannot be written: Is a directory"))
        }
    }

    @Test func `a hundred environments are read at once`() async throws {
        try await withScratch { scratch in
            var files: [String: String?] = [:]
            for number in 0..<100 {
                files["environments/e\(number)/pins.yaml"] = "services: {} # \(number)\n"
                files["environments/e\(number)/environment.yaml"] = "apply: never # \(number)\n"
            }
            let repository = try await scratch.repository(files: files)
            let source = try await repository.place(scratch).source()
            let tip = try await source.tip()
            let read = try await source.files(of: tip.id, at: ["pinion.yaml", "environments"])
            #expect(read.count == 200)
        }
    }
}
