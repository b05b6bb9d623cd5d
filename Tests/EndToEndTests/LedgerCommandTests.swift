import PinionModel
import PinionTesting
import Testing

/// `pinion ledger export|verify|restore|redact`, also on a ledger that Pinion 0.1 wrote.
@Suite(.timeLimit(.minutes(10)))
struct LedgerCommandTests {
    private static let ref = "refs/pinion/ledger/production"

    private func withFormerLedger(_ body: (Shop, BareRepository) async throws -> Void) async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                let origin = try #require(shop.origin)
                try await FormerLedger.load().write(into: origin, ref: Self.ref)
                try await body(shop, origin)
            }
        }
    }

    @Test func `texts that Pinion 0.1 wrote are read, and written again byte for byte`()
        async throws
    {
        let records = try await FormerLedger.load().records
        let words = try records.map { try LedgerEntry(parsing: $0.entry).word }
        #expect(
            Set(words) == ["baseline", "intent", "outcome", "interrupted", "observation"])
        for record in records {
            #expect(try LedgerEntry(parsing: record.entry).text == record.entry)
            #expect(try LedgerState(parsing: record.state).text == record.state)
        }
    }

    @Test func `a damaged copy on this host is called that, and not the remote`() async throws {
        try await withFormerLedger { shop, _ in
            _ = try await shop.pinion("reconcile")
            let copies = try await Command(
                "find", [shop.scratch.path, "-path", "*/remote.git/\(Self.ref)"]
            ).succeed()
            let copy = try #require(copies.split(separator: "\n").first.map(String.init))
            try await Command("truncate", ["--size", "0", copy]).succeed()
            let outcome = try await shop.pinion("ledger", "verify", "production")
            #expect(outcome.code == 1)
            #expect(
                outcome.errors.contains("cannot read this host's copy of the ledger, "),
                "\(outcome.errors)")
            #expect(!outcome.errors.contains("cannot reach"), "\(outcome.errors)")
        }
    }

    @Test func `a ledger of Pinion 0.1 is shown, verified and carried over`() async throws {
        try await withFormerLedger { shop, origin in
            #expect(try await shop.log().count == 12)
            let verified = try await shop.pinion("ledger", "verify", "production")
            #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
            #expect(verified.output.contains("12 records"))
            let file = shop.scratch.path(of: "production.bundle")
            #expect(
                try await shop.pinion("ledger", "export", "production", "--output", file).code == 0)
            let again = try await shop.pinion("ledger", "export", "production", "--output", file)
            #expect(again.code == 1 && again.errors.contains("is there already; name"))
            #expect(!again.errors.contains("Cocoa"), "\(again.errors)")
            let nowhere = try await shop.pinion(
                "ledger", "export", "production", "--output", "\(file).d/x")
            #expect(nowhere.code == 1 && !nowhere.errors.contains("Cocoa"), "\(nowhere.errors)")
            #expect(nowhere.errors.contains("No such file or directory"), "\(nowhere.errors)")
            try await origin.git("bundle", "verify", file)
            let stream = try await shop.pinion("ledger", "export", "production", "-o", "-")
            #expect(stream.code == 0 && stream.errors.contains("to standard output"))
            let whole = try await Command("cat", [file]).run()
            #expect(stream.outputBytes == whole.outputBytes)
            var piped = shop.command(["ledger", "verify", "production", "--file", "-"])
            piped.input = stream.outputBytes
            let streamed = try await piped.run()
            #expect(streamed.code == 0 && streamed.output == verified.output, "\(streamed.errors)")
            let tip = try await origin.commit(Self.ref)
            try await origin.git("update-ref", "-d", Self.ref)
            let read = try await shop.pinion("ledger", "verify", "production", "--file", file)
            #expect(read.code == 0, "\(read.output)\(read.errors)")
            let back = try await shop.pinion("ledger", "restore", "production", "--file", file)
            #expect(back.code == 0, "\(back.errors)")
            #expect(try await origin.commit(Self.ref) == tip)
        }
    }

    @Test func `an entry that is read in part is shown as a part, and nobody decides by it`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let origin = try #require(shop.origin)
            try await FormerLedger.load().withLaterEntry().write(into: origin, ref: Self.ref)
            let before = try await shop.everything()
            let version = "it was written by Pinion 1.4 or newer"
            let cases: [(arguments: [String], code: Int32, words: String)] = [
                (["log", "production"], 0, "read in part: \(version)"),
                (["log", "production", "--format", "json"], 0, version),
                (["trace", "HEAD"], 0, "the ledger of production is read in part: \(version)"),
                (["log", "production", "--figures"], 1, version),
                (
                    ["ledger", "verify", "production"], 1,
                    "its entry is not looked through: \(version)"
                ),
                (["ledger", "redact", "production", "--reason", "x"], 1, version),
            ]
            for (arguments, code, words) in cases {
                let outcome = try await shop.command(arguments).run()
                #expect(outcome.code == code, "\(arguments): \(outcome.output)\(outcome.errors)")
                #expect(
                    (outcome.output + outcome.errors).contains(words),
                    "\(arguments): \(outcome.output)\(outcome.errors)")
            }
            #expect(try await shop.everything() == before)
        }
    }

    @Test func `a sound ledger is not called wrong for the rules that Pinion 0.1 recorded by`()
        async throws
    {
        let former = try await FormerLedger.load("ledger-1-under-way")
        var before = LedgerState()
        var others = 0
        for record in former.records {
            let entry = try LedgerEntry(parsing: record.entry)
            let after = try LedgerState(parsing: record.state)
            let observation = LedgerState.Observation(
                findings: after.findings.keys.sorted(), objects: after.objects, names: after.names)
            let today = [
                before.recording(entry), before.recording(entry, observation: observation),
            ]
            if !today.contains(after) { others += 1 }
            before = after
        }
        #expect(others == 3, "a change over another one, a retry, and a late failure")
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try await former.write(into: try #require(shop.origin), ref: Self.ref)
            let verified = try await shop.pinion("ledger", "verify", "production")
            #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
            #expect(verified.output.contains("\(former.records.count) records"))
        }
    }

    @Test func `what is wrong with a ledger is said, record by record`() async throws {
        try await withFormerLedger { shop, origin in
            let tree = try await origin.git("rev-parse", "\(Self.ref)~3^{tree}")
            let forged = try await origin.git("commit-tree", tree, "-p", Self.ref, "-m", "forged")
            try await origin.git("update-ref", Self.ref, forged)
            let found = try await shop.pinion("ledger", "verify", "production")
            #expect(found.code == 1)
            for word in [
                "it is by Ada <ada@example.com>", "its entry is dated", "its message is not",
                "its state does not follow",
            ] {
                #expect(found.output.contains("record \(forged.prefix(7))"), "\(found.output)")
                #expect(found.output.contains(word), "\(word): \(found.output)")
            }
        }
    }

    @Test func `something else in the ledger's place is replaced only where it is named`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.pinion("reconcile").code == 0)
            let origin = try #require(shop.origin)
            let tip = try #require(try await origin.commit(Self.ref))
            let other = try await origin.git("commit-tree", "\(tip)^{tree}", "-m", "another")
            try await origin.git("update-ref", Self.ref, other)
            let refused = try await shop.pinion("ledger", "restore", "production")
            #expect(refused.code == 3)
            #expect(refused.errors.contains("--replace \(other)"), "\(refused.errors)")
            let wrong = try await shop.pinion(
                "ledger", "restore", "production", "--replace", tip)
            #expect(wrong.code == 3)
            #expect(try await origin.commit(Self.ref) == other)
            let done = try await shop.pinion(
                "ledger", "restore", "production", "--replace", other)
            #expect(done.code == 0, "\(done.errors)")
            #expect(try await origin.commit(Self.ref) == tip)
        }
    }

    @Test func `a file that is cut, or holds a wrong chain, is told as such and not put back`()
        async throws
    {
        try await withFormerLedger { shop, origin in
            let file = shop.scratch.path(of: "whole")
            let cut = shop.scratch.path(of: "cut")
            #expect(try await shop.pinion("ledger", "export", "production", "-o", file).code == 0)
            try await Command("sh", ["-c", "head -c 400 '\(file)' > '\(cut)'"]).succeed()
            let read = try await shop.pinion("ledger", "verify", "production", "--file", cut)
            #expect(read.code == 1 && read.errors.contains("cut or damaged"), "\(read.errors)")
            #expect(!read.errors.contains("remote"), "\(read.errors)")

            let tip = try #require(try await origin.commit(Self.ref))
            let tree = try await origin.git("rev-parse", "\(Self.ref)~3^{tree}")
            let forged = try await origin.git("commit-tree", tree, "-p", Self.ref, "-m", "forged")
            try await origin.git("update-ref", Self.ref, forged)
            let wrong = shop.scratch.path(of: "wrong")
            #expect(try await shop.pinion("ledger", "export", "production", "-o", wrong).code == 0)
            try await origin.git("update-ref", Self.ref, tip)
            for more in [[], ["--replace", tip]] {
                let refused = try await shop.command(
                    ["ledger", "restore", "production", "--file", wrong] + more
                ).run()
                #expect(refused.code == 1, "\(refused.output)")
                #expect(refused.errors.contains("its state does not follow"), "\(refused.errors)")
                #expect(try await origin.commit(Self.ref) == tip)
            }
        }
    }

    @Test func `what is asked of a ledger that is not there is an error`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            for arguments in [
                ["export", "nope", "-o", scratch.path(of: "x")], ["verify", "nope"],
                ["restore", "nope"], ["redact", "nope", "--reason", "x"],
            ] {
                let outcome = try await shop.command(["ledger"] + arguments).run()
                #expect(outcome.code == 1, "\(arguments): \(outcome.output)")
                #expect(outcome.errors.contains("nope"), "\(arguments): \(outcome.errors)")
            }
        }
    }

    @Test func `a host without a copy restores nothing`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let outcome = try await shop.pinion("ledger", "restore", "production")
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("this host keeps no copy"), "\(outcome.errors)")
        }
    }

    // MARK: Redacting

    @Test
    func `fault 67: a redacted ledger keeps its facts, says who did it, and is known elsewhere`()
        async throws
    {
        try await withFormerLedger { shop, origin in
            let other = try await shop.clone("other")
            _ = try await other.pinion("status")
            let before = try await shop.log()
            let old = try #require(try await origin.commit(Self.ref))
            let done = try await shop.pinion(
                "ledger", "redact", "production", "--reason", "a password")
            #expect(done.code == 0, "\(done.errors)")
            let after = try await shop.log()
            #expect(after.count == before.count + 1)
            let all = try await origin.git("log", "-p", Self.ref)
            #expect(!all.contains("exits%20right%20after"))
            #expect(all.contains("failed (redacted)"))
            let root = try await origin.git("rev-list", "--max-parents=0", Self.ref)
            let first = try await origin.git("show", "\(root):entry")
            #expect(first.hasPrefix("pinion ledger entry 2\nneeds 0.2\n"), "\(first)")
            #expect(first.contains("authority redaction ") && first.contains(old), "\(first)")
            let states = "\(Self.ref):state"
            #expect(
                try await origin.git("show", states) == origin.git("show", "\(old):state"))
            #expect(try await shop.pinion("ledger", "verify", "production").code == 0)
            for host in [shop, other] {
                let seen = try await host.pinion("status")
                #expect(!seen.output.contains("went back"), "\(seen.output)")
                let kept = try await Command(
                    "grep", ["-r", "-l", old, "\(host.state)/pinion"]
                ).run()
                #expect(kept.output == "", "nothing leads to the former ledger here")
            }
            let twice = try await shop.pinion(
                "ledger", "redact", "production", "--reason", "again")
            #expect(twice.code == 0 && twice.output.contains("nothing that programs printed"))
            // A backup of before the redaction is older, and not its successor.
            try await origin.git("update-ref", Self.ref, old)
            #expect(try await shop.pinion("status").output.contains("went back"))
        }
    }

    @Test func `fault 61: a chain that only says that it is a redaction is a question`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.pinion("reconcile").code == 0)
            let origin = try #require(shop.origin)
            let tip = try #require(try await origin.commit(Self.ref))
            let entry = """
                pinion ledger entry 2
                needs 0.2
                entry observation 2026-01-01T00:00:00Z redaction
                commit \(try await shop.git("rev-parse", "HEAD"))
                authority redaction eve \(tip)
                end

                """
            let blob = try await origin.git("hash-object", "-w", "--stdin", input: entry)
            let state = try await origin.git(
                "hash-object", "-w", "--stdin",
                input: "pinion ledger state 1\nend\n")
            let tree = try await origin.git(
                "mktree", input: "100644 blob \(blob)\tentry\n100644 blob \(state)\tstate\n")
            let forged = try await origin.git(
                "commit-tree", tree, "-m", "redacted", "-m", "Pinion-Replaces: \(tip)")
            try await origin.git("update-ref", Self.ref, forged)
            let refused = try await shop.pinion("reconcile")
            #expect(refused.code == 3, "\(refused.output)")
            #expect(try await origin.commit(Self.ref) == forged)
        }
    }

    @Test func `a ledger with an open intent is not redacted`() async throws {
        try await withFormerLedger { shop, origin in
            // The tenth record is the intent of the run that was killed.
            try await origin.git("update-ref", Self.ref, "\(Self.ref)~2")
            let refused = try await shop.pinion(
                "ledger", "redact", "production", "--reason", "a password")
            #expect(refused.code == 1)
            #expect(refused.errors.contains("an intent is open"), "\(refused.errors)")
        }
    }
}
