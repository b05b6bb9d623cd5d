import PinionTesting
import Testing

/// A ledger that Pinion 0.1 wrote, as a file of `Goldens` holds it: `ledger-1.txt` with every kind of entry,
/// `ledger-1-under-way.txt` with changes that were under way, replaced, retried, and seen to have failed.
struct FormerLedger {
    /// One record: the commit's message, and its two files.
    struct Record {
        let message: String
        let entry: String
        let state: String
    }

    /// The records, oldest first.
    let records: [Record]

    /// The same with a newest entry that some later version of Pinion wrote, and that is understood in part.
    func withLaterEntry() -> FormerLedger {
        guard let last = records.last else { return self }
        let entry = last.entry
            .replacing("pinion ledger entry 1\n", with: "pinion ledger entry 7\nneeds 1.4\n")
            .replacing("\nend\n", with: "\nspell web abracadabra\nend\n")
        let later = Record(message: last.message, entry: entry, state: last.state)
        return FormerLedger(records: records.dropLast() + [later])
    }

    /// Reads a file.
    static func load(_ name: String = "ledger-1") async throws -> FormerLedger {
        let path = "\(Program.project)/Tests/EndToEndTests/Goldens/\(name).txt"
        let text = try await Command("cat", [path]).run().output
        let records = text.split(separator: "=== record ").compactMap { part -> Record? in
            let pieces = part.split(separator: "=== ", omittingEmptySubsequences: false)
            guard pieces.count == 3 else { return nil }
            let bodies = pieces.map { String($0.drop { $0 != "\n" }.dropFirst()) }
            return Record(message: bodies[0], entry: bodies[1], state: bodies[2])
        }
        return FormerLedger(records: records)
    }

    /// Puts the ledger into a repository, with the commits' dates and author as Pinion has them.
    func write(into repository: BareRepository, ref: String) async throws {
        var tip: String?
        for record in records {
            let entry = try await repository.git(
                "hash-object", "-w", "--stdin", input: record.entry)
            let state = try await repository.git(
                "hash-object", "-w", "--stdin", input: record.state)
            let tree = try await repository.git(
                "mktree", input: "100644 blob \(entry)\tentry\n100644 blob \(state)\tstate\n")
            let at =
                record.entry.split(separator: "\n").dropFirst().first?
                .split(separator: " ").dropFirst(2).first.map(String.init) ?? ""
            var variables = BareRepository.isolation
            for role in ["AUTHOR", "COMMITTER"] {
                variables["GIT_\(role)_NAME"] = "Pinion"
                variables["GIT_\(role)_EMAIL"] = "pinion@localhost"
                variables["GIT_\(role)_DATE"] = at
            }
            tip = try await Command(
                "git",
                ["--git-dir", repository.path, "commit-tree", tree]
                    + (tip.map { ["-p", $0] } ?? []),
                environment: variables, input: Array(record.message.utf8)
            ).succeed()
        }
        try await repository.git("update-ref", ref, try #require(tip))
    }
}
