import PinionModel

extension RemoteRepository {
    /// Pushes a commit of the cache to a ref whose value must be `old`.
    ///
    /// If `isForced`, which only a proposal's branch allows, it need not follow that value. If the
    /// connection broke during the push, the remote is asked again before a result is returned.
    func push(
        _ commit: ObjectID, to ref: String, expecting old: ObjectID?, isForced: Bool = false
    ) async -> PushOutcome {
        let events = await client.run(
            .push(commit: commit, ref: ref, expected: old, isForced: isForced))
        switch PushVerdict(events, of: commit, to: ref, expecting: old, isForced: isForced) {
        case .clear(let outcome): return outcome
        case .doubtful(let doubt): return await resolve(doubt, commit, ref, expecting: old)
        }
    }

    /// Asks the remote whether it has a commit that may have landed.
    private func resolve(
        _ doubt: String, _ commit: ObjectID, _ ref: String, expecting old: ObjectID?
    ) async -> PushOutcome {
        do {
            outdate()
            let now = try await newest(needing: [ref]).target(of: ref)
            guard let now, now != old else { return .unknown(doubt) }
            let isThere = try await performing { (handle) throws(GitError) in
                try handle.isAncestor(commit, of: now)
            }
            return isThere ? .landed : .moved
        } catch {
            return .unknown("\(doubt); and asking again failed: \(error)")
        }
    }

    /// Logs in as for a push without pushing; only a push shows whether a hook refuses a ref.
    func probePush() async throws(SourceError) {
        for case .failed(let error) in await client.run(.probe) { throw error }
    }

    /// Returns the target of a ref of the remote at this moment, bypassing the cache.
    func target(of ref: String) async throws(SourceError) -> ObjectID? {
        for event in await client.run(.list(refs: [ref])) {
            switch event {
            case .ref(ref, let id): return id
            case .failed(let error): throw error
            default: break
            }
        }
        throw .unreachable(
            remote: label, reason: "it said nothing of \(ref)", remedy: "run the command again")
    }
}
