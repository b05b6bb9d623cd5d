package import PinionModel

extension LedgerKeeper {
    /// Returns every record, oldest first; throws if the ledger is not what this host saw before.
    package func guardedRecords() async throws -> [ChainedRecord] {
        let guarded = GuardedLedger(ledger: GitLedger(chains: chains), memory: memory, tip: nil)
        _ = try await guarded.newest(of: environment)
        return try await records()
    }

    /// Replaces the ledger with a redacted chain, and returns its tip.
    ///
    /// The ledger's tip must still be the former one when it is replaced.
    package func redact(
        _ redaction: LedgerRedaction, expecting tip: CommitID
    ) async throws(LedgerError) -> CommitID {
        guard let old = ObjectID(tip) else {
            throw .unreadable(environment: environment, reason: "\(tip) is no id")
        }
        let new = try await working { (handle) throws(GitError) in
            var last = try RecordObjects.write(redaction.first, onto: nil, in: handle)
            for record in redaction.records {
                last = try RecordObjects.write(record, onto: last, in: handle)
            }
            return last
        }
        try await telling { () throws(ChainError) in
            try await chains.replace(ref, from: old, to: new)
        }
        let seen = try await seen(new)
        await memory.wrote(seen, of: environment, replacing: true)
        try? await chains.forget()
        return seen.id
    }
}
