package import PinionModel

/// A ledger kept as chains of commits under `refs/pinion/ledger/`.
///
/// Moving a ref with its former value as the condition is the lock: if two runs append to the same
/// tip, the remote or the file system refuses one of them.
package struct GitLedger: Ledger {
    let chains: any LedgerChains
    /// The records of who looked; `nil` if they are not kept beside this ledger.
    var looks: LookRecords?

    package func looks(of environment: Environment.Name) async throws(LedgerError) -> LookRecord? {
        // A caller of the ledger decides by this record, so it waits as long as for the ledger.
        try await looks?.records(of: [environment], isDeciding: true)[environment]?.get()
    }

    package func newest(of environment: Environment.Name) async throws(LedgerError) -> LedgerTip? {
        try await records(of: environment, limit: 1).first
    }

    package func append(
        _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
    ) async throws(LedgerError) -> CommitID {
        let old = tip.flatMap { ObjectID($0) }
        return try await LedgerError.telling(environment) { () throws(ChainError) in
            let new = try await chains.performing { (handle) throws(GitError) in
                try RecordObjects.write(record, onto: old, in: handle)
            }
            try await chains.advance(LedgerRef.name(of: environment), from: old, to: new)
            guard let id = new.commit else { throw .unreadable("\(new) is no id") }
            return id
        }
    }

    package func tip(of environment: Environment.Name) async throws(LedgerError) -> CommitID? {
        try await LedgerError.telling(environment) { () throws(ChainError) in
            try await chains.current(LedgerRef.name(of: environment))?.commit
        }
    }

    package func history(
        of environment: Environment.Name, limit: Int
    ) async throws(LedgerError) -> [(id: CommitID, record: LedgerRecord)] {
        try await records(of: environment, limit: limit).map { (id: $0.id, record: $0.record) }
    }

    package func entries(
        of environment: Environment.Name, limit: Int, since start: Timestamp?
    ) async throws(LedgerError) -> [(id: CommitID, entry: String)] {
        // An entry of a given moment may carry a commit date up to a day earlier.
        let start = start.map { $0 + .seconds(-86_400) }
        let entries = try await walk(environment, limit) { (id, isTip, handle) throws(GitError) in
            try RecordObjects.readEntry(id, since: isTip ? nil : start, in: handle)
                .map { ($0.entry, $0.parent) }
        }
        return entries.map { (id: $0.0, entry: $0.1) }
    }

    private func records(
        of environment: Environment.Name, limit: Int
    ) async throws(LedgerError) -> [LedgerTip] {
        let records = try await walk(environment, limit) { (id, _, handle) throws(GitError) in
            let (record, parent) = try RecordObjects.read(id, in: handle)
            return (record, parent)
        }
        return records.map { LedgerTip(id: $0.0, record: $0.1) }
    }

    /// Reads a chain, newest first, until `read` returns `nil`.
    private func walk<Part: Sendable>(
        _ environment: Environment.Name, _ limit: Int,
        _ read:
            @Sendable (
                ObjectID, _ isTip: Bool, RepositoryHandle
            ) throws(GitError) -> (Part, ObjectID?)?
    ) async throws(LedgerError) -> [(CommitID, Part)] {
        try await LedgerError.telling(environment) { () throws(ChainError) in
            guard let tip = try await chains.known(LedgerRef.name(of: environment)) else {
                return []
            }
            return try await chains.performing { (handle) throws(GitError) in
                var parts: [(CommitID, Part)] = []
                var next: ObjectID? = tip
                while let id = next, parts.count < limit, let commit = id.commit {
                    guard let (part, parent) = try read(id, parts.isEmpty, handle) else { break }
                    parts.append((commit, part))
                    next = parent
                }
                return parts
            }
        }
    }
}

extension LedgerError {
    /// Runs `body` on an environment's chain, and translates its errors into the port's.
    static func telling<Result>(
        _ environment: Environment.Name, _ body: () async throws(ChainError) -> Result
    ) async throws(LedgerError) -> Result {
        do { return try await body() } catch {
            switch error {
            case .moved: throw .moved(environment: environment)
            case .refused(let reason, let remedy):
                throw .refused(environment: environment, reason: reason, remedy: remedy)
            case .unreachable(let reason): throw .unreachable(reason: reason)
            case .unreadable(let reason):
                throw .unreadable(environment: environment, reason: reason)
            }
        }
    }
}
