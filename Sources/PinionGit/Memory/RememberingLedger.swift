package import PinionModel

/// A ledger whose records are kept by this host too, as soon as they are written.
package struct RememberingLedger: Ledger {
    private let ledger: GitLedger
    private let memory: GitMemory

    /// Keeps what is appended to a ledger.
    package init(_ ledger: GitLedger, in memory: GitMemory) {
        self.ledger = ledger
        self.memory = memory
    }

    package func newest(of environment: Environment.Name) async throws(LedgerError) -> LedgerTip? {
        try await ledger.newest(of: environment)
    }

    package func append(
        _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
    ) async throws(LedgerError) -> CommitID {
        let id = try await ledger.append(record, to: environment, onto: tip)
        await memory.wrote(SeenTip(id: id, at: record.at), of: environment)
        return id
    }

    package func tip(of environment: Environment.Name) async throws(LedgerError) -> CommitID? {
        try await ledger.tip(of: environment)
    }

    package func history(
        of environment: Environment.Name, limit: Int
    ) async throws(LedgerError) -> [(id: CommitID, record: LedgerRecord)] {
        try await ledger.history(of: environment, limit: limit)
    }

    package func entries(
        of environment: Environment.Name, limit: Int, since start: Timestamp?
    ) async throws(LedgerError) -> [(id: CommitID, entry: String)] {
        try await ledger.entries(of: environment, limit: limit, since: start)
    }

    package func looks(
        of environment: Environment.Name
    ) async throws(LedgerError) -> LookRecord? {
        try await ledger.looks(of: environment)
    }
}
