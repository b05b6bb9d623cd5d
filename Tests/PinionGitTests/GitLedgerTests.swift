import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct GitLedgerTests {
    /// Where a ledger is kept.
    enum Kind: Sendable, CaseIterable { case inPlace, local, http, httpWithOwnCaches }

    /// Runs a test with a way to open the ledger anew, as another run would.
    private func withLedger(
        _ kind: Kind,
        _ body: (Scratch, BareRepository, () async throws -> GitLedger) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            switch kind {
            case .inPlace:
                try await body(scratch, repository) {
                    try await repository.place(scratch).ledger(.remote)
                }
            case .local:
                try await body(scratch, repository) {
                    try await repository.place(scratch).ledger(.local)
                }
            case .http, .httpWithOwnCaches:
                try await withGitServer(root: scratch.path(of: "srv")) { server in
                    let address = server.address(of: "shop.git")
                    try await body(scratch, repository) {
                        let cache = kind == .http ? "cache" : "cache-\(ProcessClock.system.nonce())"
                        return try await SourceRepository.open(
                            .named(address), settings: scratch.settings(cache: cache)
                        ).ledger(.remote)
                    }
                }
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `records come back newest first, from another run too`(_ kind: Kind) async throws {
        try await withLedger(kind) { _, repository, open in
            let ledger = try await open()
            #expect(try await ledger.newest(of: production) == nil)
            #expect(try await ledger.tip(of: production) == nil)
            let one = try await ledger.append(record("one"), to: production, onto: nil)
            let two = try await ledger.append(record("two"), to: production, onto: one)
            #expect(try await ledger.tip(of: production) == two)
            #expect(try await ledger.newest(of: production)?.record == record("two"))
            let other = try await open()
            #expect(
                try await other.newest(of: production) == LedgerTip(id: two, record: record("two")))
            let history = try await other.history(of: production, limit: 10)
            #expect(history.map(\.id) == [two, one])
            #expect(history.map(\.record) == [record("two"), record("one")])
            #expect(try await other.history(of: production, limit: 1).map(\.id) == [two])
            guard kind != .local else { return }
            #expect(try await repository.commit("refs/pinion/ledger/production") == two.description)
            #expect(
                try await repository.git("show", "\(two):state") == "state of two")
            try await repository.git("fsck", "--strict")
        }
    }

    @Test(arguments: Kind.allCases)
    func `entries come back without states, as far back as is asked`(_ kind: Kind) async throws {
        try await withLedger(kind) { _, _, open in
            let ledger = try await open()
            let written = [1, 20, 21, 40]
            var ids: [CommitID] = []
            for day in written {
                let made = record("\(day)", at: Int64(day) * 86_400)
                ids.insert(
                    try await ledger.append(made, to: production, onto: ids.first), at: 0)
            }
            func days(_ limit: Int = .max, since day: Int64? = nil) async throws -> [String] {
                let start = day.map { Timestamp(secondsSinceEpoch: $0 * 86_400) }
                let found = try await open().entries(of: production, limit: limit, since: start)
                #expect(found.map(\.id) == Array(ids.prefix(found.count)))
                return found.map(\.entry)
            }
            let all = try await open().history(of: production, limit: 9).map(\.record.entry)
            #expect(try await days() == all)
            #expect(try await days(2) == Array(all.prefix(2)))
            #expect(try await days(since: 21) == Array(all.prefix(3)))
            #expect(try await days(since: 30) == Array(all.prefix(1)))
            #expect(try await days(since: 90) == Array(all.prefix(1)))
        }
    }

    @Test(arguments: Kind.allCases)
    func `fault 6: of two runs that append onto one tip, one is refused`(_ kind: Kind) async throws
    {
        try await withLedger(kind) { _, _, open in
            let (one, two) = (try await open(), try await open())
            _ = try await (one.newest(of: production), two.newest(of: production))
            let first = try await one.append(record("one"), to: production, onto: nil)
            for _ in 0..<2 {
                let error = await failure(of: LedgerError.self) {
                    _ = try await two.append(record("two"), to: production, onto: nil)
                }
                #expect(error == .moved(environment: production))
            }
            #expect(try await two.newest(of: production)?.id == first)
            let second = try await two.append(record("two"), to: production, onto: first)
            #expect(try await one.tip(of: production) == second)
        }
    }

    @Test(arguments: Kind.allCases)
    func `S3: the same record onto the same tip is the same commit`(_ kind: Kind) async throws {
        try await withLedger(kind) { _, _, open in
            let first = try await open().append(record("one"), to: production, onto: nil)
            let again = await failure(of: LedgerError.self) {
                _ = try await open().append(record("one", at: 1), to: production, onto: nil)
            }
            #expect(again == .moved(environment: production))
            #expect(try await open().history(of: production, limit: 9).map(\.id) == [first])
        }
    }

    @Test(arguments: Kind.allCases)
    func `fault 6: ten runs at once make a chain of ten`(_ kind: Kind) async throws {
        try await withLedger(kind) { _, _, open in
            var ledgers: [GitLedger] = []
            for _ in 0..<10 { ledgers.append(try await open()) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, ledger) in ledgers.enumerated() {
                    group.addTask {
                        while true {
                            let tip = try await ledger.newest(of: production)?.id
                            do {
                                _ = try await ledger.append(
                                    record("\(number)"), to: production, onto: tip)
                                return
                            } catch LedgerError.moved { continue }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let history = try await open().history(of: production, limit: 100)
            #expect(Set(history.map(\.record.message)).count == 10)
            #expect(history.count == 10)
        }
    }

    @Test func `a record that is broken makes the ledger unreadable`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let tree = try await repository.git("rev-parse", "main^{tree}")
            let commit = try await repository.git("commit-tree", tree, "-m", "no record")
            try await repository.git("update-ref", "refs/pinion/ledger/production", commit)
            let ledger = try await repository.place(scratch).ledger(.remote)
            let error = await failure(of: LedgerError.self) {
                _ = try await ledger.newest(of: production)
            }
            guard case .unreadable(production, let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("it has no file “entry”"))
        }
    }

    @Test func `F12: the lock of a killed run is removed, and no other`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let ledger = try await repository.place(scratch).ledger(.remote)
            let ref = "refs/pinion/ledger/production"
            // What a run leaves behind that is killed between taking git's lock and moving the ref.
            try scratch.write("", to: "repository.git/\(ref).lock")
            try scratch.write(ref, to: "repository.git/pinion.lock")
            // Whoever comes first clears it, whichever chain they write.
            let staging = try #require(Environment.Name(parsing: "staging"))
            _ = try await ledger.append(record("zero"), to: staging, onto: nil)
            #expect(!scratch.has("repository.git/\(ref).lock"))
            let one = try await ledger.append(record("one"), to: production, onto: nil)
            // Somebody else's lock, which Pinion's own file says nothing of.
            try scratch.write("", to: "repository.git/\(ref).lock")
            let error = await failure(of: LedgerError.self) {
                _ = try await ledger.append(record("two"), to: production, onto: one)
            }
            guard case .refused(production, let reason, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("\(ref).lock") && remedy.contains("delete"))
            #expect(scratch.has("repository.git/\(ref).lock"))
        }
    }

    @Test func `F12: in Pinion's own repository every lock left behind is removed`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            let ledger = try await repository.place(scratch).ledger(.local)
            let one = try await ledger.append(record("one"), to: production, onto: nil)
            let own = try #require(try scratch.list("state/ledgers").first)
            try scratch.write("", to: "state/ledgers/\(own)/refs/pinion/ledger/production.lock")
            let two = try await ledger.append(record("two"), to: production, onto: one)
            #expect(try await ledger.tip(of: production) == two)
            #expect(try await repository.references().map(\.name) == ["refs/heads/main"])
        }
    }

    @Test func `fault 61: a cache remembers a ledger that was rewritten, until it is made anew`()
        async throws
    {
        try await withScratch { scratch in
            let repository = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                func open() async throws -> SourceRepository {
                    try await SourceRepository.open(
                        .named(server.address(of: "shop.git")), settings: scratch.settings())
                }
                let one = try await open().ledger(.remote)
                    .append(record("one"), to: production, onto: nil)
                _ = try await open().ledger(.remote).newest(of: production)
                let tree = try await repository.git("rev-parse", "\(one)^{tree}")
                let other = try await repository.git("commit-tree", tree, "-m", "another chain")
                for rewrite in [["update-ref", ref, other], ["update-ref", "-d", ref]] {
                    try await repository.git(rewrite)
                    for _ in 0..<2 {
                        let place = try await open()
                        let newest = try await place.ledger(.remote).newest(of: production)
                        #expect(newest?.id.description == (rewrite.contains(other) ? other : nil))
                        let now = newest.map { SeenTip(id: $0.id, at: $0.record.at) }
                        let found = try await place.memory(.remote, branch: "main").recall(
                            PresentTips(branch: nil, ledger: now), of: production, accepting: .none)
                        #expect(found.setbacks.map(\.seen.id) == [one])
                    }
                }
                try await Command("rm", ["-rf", scratch.path(of: "cache")]).succeed()
                let fresh = try await open().memory(.remote, branch: "main").recall(
                    PresentTips(branch: nil, ledger: nil), of: production, accepting: .none)
                #expect(fresh.setbacks == [])
            }
        }
    }

    private let ref = "refs/pinion/ledger/production"
}
