import PinionModel

/// Compares what a source has with what this host saw of one environment.
struct TipComparison: Sendable {
    let memory: GitMemory
    let environment: PinionModel::Environment.Name
    let copy: LedgerCopy

    /// The result of comparing a ledger.
    struct Verdict: Sendable {
        /// The setback if the ledger does not continue what was seen.
        let setback: Setback?
        /// How another chain replaced it by an operator's recorded order; `nil` if none did.
        var replacement: ChainSearch.Replacement?

        /// The result if the ledger continues what was seen, or nothing was seen before.
        static let fine = Verdict(setback: nil)
    }

    private var ref: String { LedgerRef.name(of: environment) }

    // MARK: The ledger

    func ledger(_ now: SeenTip?, seen: SeenTip?) async throws(MemoryError) -> Verdict {
        var known: [(tip: SeenTip, witness: Setback.Witness)] = seen.map { [($0, .host)] } ?? []
        if let cached = await memory.chains.seenInCache(ref)?.commit, cached != seen?.id {
            known.append((SeenTip(id: cached, at: try await date(of: cached)), .cache))
        }
        var replacement: ChainSearch.Replacement?
        for (seen, witness) in known {
            guard let now else {
                return Verdict(
                    setback: Setback(
                        chain: .ledger, seen: seen, by: witness, now: nil, relation: .missing))
            }
            if try await isLedger(seen.id, in: now.id) { continue }
            if let found = try await ChainSearch(comparison: self).replacement(
                of: seen.id, in: now.id)
            {
                if replacement != .redacted { replacement = found }
                continue
            }
            let isOlder = try await isOlder(now.id, than: seen.id)
            return Verdict(
                setback: Setback(
                    chain: .ledger, seen: seen, by: witness, now: now,
                    relation: isOlder ? .older : .unrelated))
        }
        return Verdict(setback: nil, replacement: replacement)
    }

    private func date(of record: CommitID) async throws(MemoryError) -> Timestamp? {
        try await working(on: [record]) { (handle, ids) throws(GitError) in
            try handle.commit(ids[0]).committer.at
        }
    }

    private func isLedger(_ old: CommitID, in new: CommitID) async throws(MemoryError) -> Bool {
        try await working(on: [old, new]) { (handle, ids) throws(GitError) in
            try handle.isAncestor(ids[0], of: ids[1])
        }
    }

    /// Whether the present tip is an ancestor of the seen one, according to the copy and the cache.
    private func isOlder(_ now: CommitID, than seen: CommitID) async throws(MemoryError) -> Bool {
        if try await isLedger(now, in: seen) { return true }
        guard let now = ObjectID(now), let seen = ObjectID(seen) else { return false }
        do throws(GitError) {
            guard let copy = try copy.opened(), try copy.header(of: seen) != nil else {
                return false
            }
            return try copy.isAncestor(now, of: seen)
        } catch { return false }
    }

    // MARK: The branch

    /// Whether one commit is in another one's history.
    func isCommit(_ old: CommitID, in new: CommitID) async throws(MemoryError) -> Bool {
        do throws(SourceError) { return try await memory.source.isAncestor(old, of: new) } catch {
            throw .incomparable(reason: error.description)
        }
    }

    // MARK: Traces

    /// Finds traces which show that there was a ledger.
    func traces(branch tip: CommitID?) async throws(MemoryError) -> [LedgerTrace] {
        let seen = LookRef.name(of: environment)
        do throws(SourceError) {
            // Looks are not recorded for a ledger that is local to one host.
            if memory.location == .remote, try await memory.repository.hasRef(seen) {
                return [.ref(seen)]
            }
            guard let tip else { return [] }
            return try await memory.history.traces(of: environment, at: tip)
        } catch { throw .incomparable(reason: error.description) }
    }

    // MARK: Objects

    /// Runs work on records in the ledger's own repository.
    func working<Result: Sendable>(
        on records: [CommitID],
        _ work: @Sendable (RepositoryHandle, [ObjectID]) throws(GitError) -> Result
    ) async throws(MemoryError) -> Result {
        let ids = records.compactMap { ObjectID($0) }
        do throws(ChainError) {
            return try await memory.chains.performing { (handle) throws(GitError) in
                try work(handle, ids)
            }
        } catch { throw .incomparable(reason: error.reason) }
    }
}
