import PinionModel

/// Who else than the state folder knows newer tips of the tracked branch: the cache, and the clone that a run stands in.
///
/// Both outlive a state folder that was deleted, or that is another user's. Neither is as certain: what they know may
/// have been given up by a person since.
struct BranchWitnesses: Sendable {
    /// The cache's remote; nil where there is no cache.
    let cached: RemoteRepository?
    /// The clone; nil where there is none, or where it is the source itself.
    let clone: Repository?
    /// The remote's name in the clone.
    let remoteName: String?

    /// A tip that one of them knows.
    struct Sighting: Hashable, Sendable {
        /// The tip.
        let id: CommitID
        /// Who knows it.
        let witness: Setback.Witness
    }

    /// The tips that are known of a branch besides the present one.
    ///
    /// Of a clone its remote-tracking branch alone counts: a commit of its own was perhaps never pushed.
    func sightings(
        of branch: String, besides now: CommitID
    ) async throws(MemoryError) -> [Sighting] {
        var found: [Sighting] = []
        for id in await cached?.rewritten("refs/heads/\(branch)") ?? [] {
            if let id = id.commit { found.append(Sighting(id: id, witness: .cache)) }
        }
        let tracking = remoteName.map { "refs/remotes/\($0)/\(branch)" }
        if let clone, let tracking, RepositoryHandle.isRefName(tracking) {
            do throws(GitError) {
                if let id = try await clone.commit(at: tracking)?.commit, id != now {
                    found.append(Sighting(id: id, witness: .clone(clone.path)))
                }
            } catch {
                throw .incomparable(reason: "\(tracking) of \(clone.path): \(error)")
            }
        }
        return found
    }

    /// Whether the clone shows that one commit is in another one's history; nil where it cannot tell.
    func clone(shows old: CommitID, in new: CommitID) async -> Bool? {
        guard let clone, let old = ObjectID(old), let new = ObjectID(new) else { return nil }
        do { return try await clone.isAncestor(old, of: new) } catch { return nil }
    }

    /// When a commit that only the clone has was made; nil where it cannot be told.
    func date(of commit: CommitID) async -> Timestamp? {
        guard let clone, let id = ObjectID(commit) else { return nil }
        do { return try await clone.revision(id).authored } catch { return nil }
    }
}
