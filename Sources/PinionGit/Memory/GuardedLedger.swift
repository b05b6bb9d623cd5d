package import PinionModel

/// A ledger that wraps another one and changes some of its answers.
protocol LedgerDecorator: Ledger {
    /// The wrapped ledger.
    var ledger: GitLedger { get }
}

extension LedgerDecorator {
    package func newest(of environment: Environment.Name) async throws(LedgerError) -> LedgerTip? {
        try await ledger.newest(of: environment)
    }

    package func append(
        _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
    ) async throws(LedgerError) -> CommitID {
        try await ledger.append(record, to: environment, onto: tip)
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

    package func looks(of environment: Environment.Name) async throws(LedgerError) -> LookRecord? {
        try await ledger.looks(of: environment)
    }
}

/// A ledger whose records this host keeps too, as soon as they are written.
package struct RememberingLedger: LedgerDecorator {
    let ledger: GitLedger
    private let memory: GitMemory

    package init(_ ledger: GitLedger, in memory: GitMemory) {
        (self.ledger, self.memory) = (ledger, memory)
    }

    package func append(
        _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
    ) async throws(LedgerError) -> CommitID {
        let id = try await ledger.append(record, to: environment, onto: tip)
        await memory.wrote(SeenTip(id: id, at: record.at), of: environment)
        return id
    }
}

/// A ledger for decisions: reading it fails if it was rewound since this host saw it.
struct GuardedLedger: LedgerDecorator {
    let ledger: GitLedger
    let memory: GitMemory
    /// The tracked branch's tip, at which an operator may accept a setback; `nil` if unknown.
    let tip: CommitID?

    func newest(of environment: Environment.Name) async throws(LedgerError) -> LedgerTip? {
        let newest = try await ledger.newest(of: environment)
        let now = PresentTips(
            branch: nil, ledger: newest.map { SeenTip(id: $0.id, at: $0.record.at) })
        let found: Recollection
        do throws(MemoryError) {
            found = try await memory.recall(now, of: environment, accepting: .none)
        } catch {
            throw .doubtful(environment: environment, reason: error.description)
        }
        if let doubt = found.doubts.first {
            let reason = doubt.clause(of: environment, at: tip)
            throw .doubtful(environment: environment, reason: reason)
        }
        return newest
    }

    func history(
        of environment: Environment.Name, limit: Int
    ) async throws(LedgerError) -> [(id: CommitID, record: LedgerRecord)] {
        _ = try await newest(of: environment)
        return try await ledger.history(of: environment, limit: limit)
    }

    func entries(
        of environment: Environment.Name, limit: Int, since start: Timestamp?
    ) async throws(LedgerError) -> [(id: CommitID, entry: String)] {
        _ = try await newest(of: environment)
        return try await ledger.entries(of: environment, limit: limit, since: start)
    }
}
