import PinionModel

extension History {
    /// Finds a commit among a branch's latest that was made from an environment's ledger.
    ///
    /// A rollback uses what the ledger saw verified, and a promotion copies what soaked by it.
    func traces(
        of environment: Environment.Name, at tip: CommitID
    ) async throws(SourceError) -> [LedgerTrace] {
        var waiting = [tip]
        var known: Set<CommitID> = [tip]
        var index = 0
        while index < waiting.count, index < 1_000 {
            let id = waiting[index]
            index += 1
            // The history beyond the border of a shallow clone is unknown.
            guard let commit = try? await commit(id) else { continue }
            if let what = CommitTrailers(parsing: commit.message).ledgerUse(of: environment) {
                return [.commit(id, what: what)]
            }
            for parent in commit.parents where known.insert(parent).inserted {
                waiting.append(parent)
            }
        }
        return []
    }
}
