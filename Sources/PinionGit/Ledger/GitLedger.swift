package import PinionModel

/// A ledger kept as chains of commits under `refs/pinion/ledger/`.
///
/// Moving a ref with its former value as the condition is the lock: of two runs that append onto
/// one tip, one is refused, by the remote or by the file system.
package struct GitLedger: Ledger {
    private let chains: any LedgerChains
    /// Who looked; nil where that is not recorded beside it.
    private let lookBook: LookRecords?

    init(_ chains: any LedgerChains, looks: LookRecords? = nil) {
        self.chains = chains
        lookBook = looks
    }

    package func looks(
        of environment: Environment.Name
    ) async throws(LedgerError) -> LookRecord? {
        // Whoever asks the ledger decides by it, and waits as long as for the ledger itself.
        try await lookBook?.records(of: [environment], isDeciding: true)[environment]?.get()
    }

    package func newest(
        of environment: Environment.Name
    ) async throws(LedgerError) -> LedgerTip? {
        do {
            guard let tip = try await chains.known(LedgerRef.name(of: environment)) else {
                return nil
            }
            let records = try await records(from: tip, limit: 1)
            return records.first.map { LedgerTip(id: $0.id, record: $0.record) }
        } catch {
            throw LedgerError(error, of: environment)
        }
    }

    package func append(
        _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
    ) async throws(LedgerError) -> CommitID {
        let old = tip.flatMap { ObjectID($0) }
        do {
            let new = try await chains.reading { repository throws(GitError) in
                try await repository.perform { (handle) throws(GitError) in
                    try RecordObjects.write(record, onto: old, in: handle)
                }
            }
            try await chains.advance(LedgerRef.name(of: environment), from: old, to: new)
            guard let id = new.commit else { throw ChainError.unreadable("\(new) is no id") }
            return id
        } catch let error as ChainError {
            throw LedgerError(error, of: environment)
        } catch {
            throw .unreadable(environment: environment, reason: "\(error)")
        }
    }

    package func tip(of environment: Environment.Name) async throws(LedgerError) -> CommitID? {
        do {
            return try await chains.current(LedgerRef.name(of: environment))?.commit
        } catch {
            throw LedgerError(error, of: environment)
        }
    }

    package func history(
        of environment: Environment.Name, limit: Int
    ) async throws(LedgerError) -> [(id: CommitID, record: LedgerRecord)] {
        do {
            guard let tip = try await chains.known(LedgerRef.name(of: environment)) else {
                return []
            }
            return try await records(from: tip, limit: limit)
        } catch {
            throw LedgerError(error, of: environment)
        }
    }

    package func entries(
        of environment: Environment.Name, limit: Int, since start: Timestamp?
    ) async throws(LedgerError) -> [(id: CommitID, entry: String)] {
        do {
            guard let tip = try await chains.known(LedgerRef.name(of: environment)) else {
                return []
            }
            return try await entries(from: tip, limit: limit, since: start.map { $0 + Self.skew })
                .map { (id: $0.id, entry: $0.text) }
        } catch {
            throw LedgerError(error, of: environment)
        }
    }

    /// How much earlier than a moment what belongs to it may be dated.
    private static let skew = Duration.seconds(-86_400)

    private struct Entry: Sendable {
        let id: CommitID
        let text: String
    }

    private func entries(
        from tip: ObjectID, limit: Int, since start: Timestamp?
    ) async throws(ChainError) -> [Entry] {
        try await chains.reading { repository throws(GitError) in
            try await repository.perform { (handle) throws(GitError) in
                var entries: [Entry] = []
                var next: ObjectID? = tip
                while let id = next, entries.count < limit, let commit = id.commit {
                    let start = entries.isEmpty ? nil : start
                    guard let read = try RecordObjects.readEntry(id, since: start, in: handle)
                    else { break }
                    entries.append(Entry(id: commit, text: read.entry))
                    next = read.parent
                }
                return entries
            }
        }
    }

    private func records(
        from tip: ObjectID, limit: Int
    ) async throws(ChainError) -> [(id: CommitID, record: LedgerRecord)] {
        let read = try await chains.reading { repository throws(GitError) in
            try await repository.perform { (handle) throws(GitError) in
                var records: [LedgerTip] = []
                var next: ObjectID? = tip
                while let id = next, records.count < limit, let commit = id.commit {
                    let (record, parent) = try RecordObjects.read(id, in: handle)
                    records.append(LedgerTip(id: commit, record: record))
                    next = parent
                }
                return records
            }
        }
        return read.map { (id: $0.id, record: $0.record) }
    }
}

extension LedgerError {
    /// A chain's failure, in the port's words.
    init(_ error: ChainError, of environment: Environment.Name) {
        switch error {
        case .moved: self = .moved(environment: environment)
        case .refused(let reason, let remedy):
            self = .refused(environment: environment, reason: reason, remedy: remedy)
        case .unreachable(let reason): self = .unreachable(reason: reason)
        case .unreadable(let reason): self = .unreadable(environment: environment, reason: reason)
        }
    }
}
