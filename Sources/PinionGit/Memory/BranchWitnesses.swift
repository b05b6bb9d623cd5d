import PinionModel

/// The cache and the clone around the run, which may know newer tips of the tracked branch.
///
/// Both outlive a state folder that was deleted or that belongs to another user. Neither is as
/// certain as the state folder: an operator may since have discarded the commits that they know.
struct BranchWitnesses: Sendable {
    /// The cache's remote; `nil` if there is no cache.
    let cached: RemoteRepository?
    /// The clone; `nil` if there is none, or if it is the source itself.
    let clone: Repository?
    /// The remote's name in the clone.
    let remoteName: String?

    /// A tip that the cache or the clone knows.
    struct KnownTip: Hashable, Sendable {
        let id: CommitID
        /// The cache or the clone, whichever knows the tip.
        let witness: Setback.Witness
        /// The time when the witness moved on to another tip; `nil` if it did not.
        var until: Timestamp?
    }

    /// Returns the tips that the cache knows of a branch and that the branch no longer holds.
    func lost(of branch: String) async -> [KnownTip] {
        await (cached?.rewritten("refs/heads/\(branch)") ?? []).compactMap { id in
            id.commit.map { KnownTip(id: $0, witness: .cache) }
        }
    }

    /// The clone and its remote-tracking branch, which alone counts, since the clone's own commits
    /// may never have been pushed.
    private func tracking(_ branch: String) -> (clone: Repository, ref: String)? {
        guard let clone, let ref = remoteName.map({ "refs/remotes/\($0)/\(branch)" }),
            RepositoryHandle.isRefName(ref)
        else { return nil }
        return (clone, ref)
    }

    /// Returns the tip that the clone knows of a branch; `nil` if it knows none.
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

    /// Returns the tips that the clone knew before, from the log of the remote-tracking branch: a
    /// `git fetch` from a rewound server rewinds the branch too.
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
            // Git keeps this log for its users only, and it may be cut or removed at any time.
            return []
        }
    }

    /// Returns whether one commit is in another one's history in the clone; `nil` if unknown.
    func clone(shows old: CommitID, in new: CommitID) async -> Bool? {
        guard let clone, let old = ObjectID(old), let new = ObjectID(new) else { return nil }
        return try? await clone.perform { (handle) throws(GitError) in
            try handle.isAncestor(old, of: new)
        }
    }

    /// Returns when a commit that only the clone has was made; `nil` if that is unknown.
    func date(of commit: CommitID) async -> Timestamp? {
        guard let clone, let id = ObjectID(commit) else { return nil }
        return try? await clone.perform { (handle) throws(GitError) in
            try handle.revision(id).authored
        }
    }
}
