import PinionModel

/// Who knows newer tips of the tracked branch beside the state folder: the cache, and the clone
/// that a run stands in.
///
/// Both outlive a state folder that was deleted, or that is another user's. Neither is as certain:
/// a person may have given up what they know since.
struct BranchWitnesses: Sendable {
    /// The cache's remote; nil where there is no cache.
    let cached: RemoteRepository?
    /// The clone; nil where there is none, or where it is the source itself.
    let clone: Repository?
    /// The remote's name in the clone.
    let remoteName: String?

    /// A tip that one of them knows.
    struct KnownTip: Hashable, Sendable {
        /// The tip.
        let id: CommitID
        /// Who knows it.
        let witness: Setback.Witness
        /// When it was given up for another one; nil where it was not.
        var until: Timestamp?
    }

    /// The tips that the cache knows of a branch, and that the branch does not hold.
    func lost(of branch: String) async -> [KnownTip] {
        await (cached?.rewritten("refs/heads/\(branch)") ?? []).compactMap { id in
            id.commit.map { KnownTip(id: $0, witness: .cache) }
        }
    }

    /// The clone and its remote-tracking branch, which alone counts: a commit of the clone's own
    /// was perhaps never pushed.
    private func tracking(_ branch: String) -> (clone: Repository, ref: String)? {
        guard let clone, let ref = remoteName.map({ "refs/remotes/\($0)/\(branch)" }),
            RepositoryHandle.isRefName(ref)
        else { return nil }
        return (clone, ref)
    }

    /// The tip that the clone knows of a branch; nil where there is none.
    func fetched(_ branch: String) async throws(MemoryError) -> KnownTip? {
        guard let (clone, tracking) = tracking(branch) else { return nil }
        do throws(GitError) {
            let tip = try await clone.perform { (handle) throws(GitError) in
                try handle.commit(at: tracking)
            }
            return tip?.commit.map { KnownTip(id: $0, witness: .clone(clone.path)) }
        } catch {
            throw .incomparable(reason: "\(tracking) of \(clone.path): \(error)")
        }
    }

    /// The tips that the clone knew of a branch before its present one, by the log of the
    /// remote-tracking branch: `git fetch` from a server that went back moves that one back too.
    func formerlyFetched(_ branch: String) async -> [KnownTip] {
        guard let (clone, tracking) = tracking(branch) else { return [] }
        let witness = Setback.Witness.clone(clone.path)
        do throws(GitError) {
            return try await clone.perform { (handle) throws(GitError) in
                try handle.formerTargets(of: tracking, limit: 50).compactMap { former in
                    former.id.commit.map {
                        KnownTip(
                            id: $0, witness: witness,
                            until: Timestamp(secondsSinceEpoch: former.until))
                    }
                }
            }
        } catch {
            // A log is kept for people, and may be cut or gone at any time.
            return []
        }
    }

    /// Whether the clone has one commit in another one's history; nil where it cannot tell.
    func clone(shows old: CommitID, in new: CommitID) async -> Bool? {
        guard let clone, let old = ObjectID(old), let new = ObjectID(new) else { return nil }
        return try? await clone.perform { (handle) throws(GitError) in
            try handle.isAncestor(old, of: new)
        }
    }

    /// When a commit that only the clone has was made; nil where it cannot be told.
    func date(of commit: CommitID) async -> Timestamp? {
        guard let clone, let id = ObjectID(commit) else { return nil }
        return try? await clone.perform { (handle) throws(GitError) in
            try handle.revision(id).authored
        }
    }
}
