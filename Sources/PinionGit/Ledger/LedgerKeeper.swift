package import PinionModel

/// The operations on a whole ledger: checking, exporting, restoring and redacting it.
package struct LedgerKeeper: Sendable {
    let environment: PinionModel::Environment.Name
    let location: LedgerLocation
    /// The ledger's place, in words for the operator.
    package let label: String
    let chains: any LedgerChains
    let memory: GitMemory

    var ref: String { LedgerRef.name(of: environment) }

    /// Returns the ledger's tip at this moment; `nil` if there is no ledger.
    package func tip() async throws(LedgerError) -> CommitID? {
        try await telling { () throws(ChainError) in try await chains.known(ref)?.commit }
    }

    /// Returns the newest tip of the ledger that this host kept; `nil` if it kept none.
    package func keptTip() async throws(LedgerError) -> CommitID? {
        _ = try await tip()
        return try await kept()?.commit
    }

    /// Returns every record of the ledger, oldest first.
    package func records() async throws(LedgerError) -> [ChainedRecord] {
        guard let tip = try await tip(), let id = ObjectID(tip) else { return [] }
        return try await records(from: id)
    }

    /// Returns every record of an exported chain, oldest first.
    package func records(in bundle: LedgerBundle) async throws(LedgerError) -> [ChainedRecord] {
        do throws(LedgerError) {
            try await take(bundle)
            return try await records(from: bundle.tip)
        } catch .unreadable(_, let reason) {
            throw .doubtful(
                environment: environment,
                reason: "cannot read the ledger of \(environment) from the file: \(reason); give "
                    + "another copy of it, or export it again")
        }
    }

    private func records(from tip: ObjectID) async throws(LedgerError) -> [ChainedRecord] {
        try await working { (handle) throws(GitError) in
            try RecordObjects.chain(tip, in: handle)
        }
    }

    /// Returns the whole ledger as a git bundle; `nil` if there is no ledger.
    package func export() async throws(LedgerError) -> [UInt8]? {
        guard let tip = try await tip(), let id = ObjectID(tip) else { return nil }
        let ref = ref
        return try await working { (handle) throws(GitError) in
            let ids = try RecordObjects.chain(id, in: handle).compactMap { ObjectID($0.id) }
            return LedgerBundle(tip: id, ref: ref, pack: try handle.pack(of: ids)).bytes
        }
    }

    private func take(_ bundle: LedgerBundle) async throws(LedgerError) {
        guard bundle.ref == ref else {
            throw .unreadable(environment: environment, reason: "it holds \(bundle.ref.printable)")
        }
        try await working { (handle) throws(GitError) in
            do throws(GitError) { try handle.take(pack: bundle.pack) } catch {
                guard case .call(let call) = error, !call.isOfDisk else { throw error }
                throw .malformed(
                    object: "its pack", reason: "it is cut or damaged: \(call.message)")
            }
        }
    }

    // MARK: Restoring

    /// The result of restoring a ledger.
    package enum Restoration: Hashable, Sendable {
        /// There is nothing to restore from.
        case nothingKept
        /// The present ledger contains all of the kept one.
        case upToDate(CommitID)
        /// The ledger was moved from the former tip to the restored one.
        case restored(from: CommitID?, to: CommitID)
        /// The kept ledger does not continue the present one, whose tip the order did not name.
        case refused(there: SeenTip, kept: SeenTip)
    }

    /// Restores the ledger from this host's copy or from an exported one.
    ///
    /// The present ledger is replaced only if it is part of that one, or if `named` is its tip.
    package func restore(
        from bundle: LedgerBundle?, replacing named: CommitID?
    ) async throws(LedgerError) -> Restoration {
        guard let kept = try await source(bundle) else { return .nothingKept }
        let there = try await telling { () throws(ChainError) in try await chains.current(ref) }
        if there == kept { return .upToDate(try await seen(kept).id) }
        var isForced = false
        if let there {
            // The present tip may not be in the cache yet.
            _ = try await tip()
            if try await isPart(kept, of: there) { return .upToDate(try await seen(there).id) }
            isForced = try await !isPart(there, of: kept)
            if isForced, there.commit != named {
                return .refused(there: try await seen(there), kept: try await seen(kept))
            }
        }
        try await telling { () throws(ChainError) in
            if isForced {
                try await chains.replace(ref, from: there, to: kept)
            } else {
                try await chains.advance(ref, from: there, to: kept)
            }
        }
        await memory.wrote(try await seen(kept), of: environment)
        await chains.follow(ref, at: kept)
        return .restored(from: there?.commit, to: try await seen(kept).id)
    }

    /// Brings the chain to restore into the repository that it is pushed from.
    private func source(_ bundle: LedgerBundle?) async throws(LedgerError) -> ObjectID? {
        if let bundle {
            _ = try await records(in: bundle)
            return bundle.tip
        }
        _ = try await tip()
        return try await kept()
    }

    /// Returns the tip of this host's copy, or the cached tip if that continues it, with its
    /// objects in the ledger's own repository.
    private func kept() async throws(LedgerError) -> ObjectID? {
        let copy = memory.folder(of: environment).copy
        let cached = await chains.seenInCache(ref)
        let found: Result<ObjectID?, GitError> = try await working { (handle) throws(GitError) in
            do throws(GitError) {
                guard let kept = try copy.opened(), let tip = try kept.target(of: copy.ref) else {
                    return .success(cached)
                }
                try ChainCopy.copy(tip, from: kept, to: handle)
                guard let cached, try handle.isAncestor(tip, of: cached) else {
                    return .success(tip)
                }
                return .success(cached)
            } catch { return .failure(error) }
        }
        do throws(GitError) { return try found.get() } catch {
            throw .doubtful(
                environment: environment,
                reason: "cannot read this host's copy of the ledger, \(copy.path): \(error); the "
                    + "ledger itself may be right: move the copy away, and the next run that "
                    + "records something keeps a new one")
        }
    }

    private func isPart(_ old: ObjectID, of new: ObjectID) async throws(LedgerError) -> Bool {
        try await working { (handle) throws(GitError) in try handle.isAncestor(old, of: new) }
    }

    func seen(_ id: ObjectID) async throws(LedgerError) -> SeenTip {
        try await working { (handle) throws(GitError) in
            guard let commit = id.commit else { throw .missing(object: id.description) }
            return SeenTip(id: commit, at: try handle.commit(id).committer.at)
        }
    }

    // MARK: Errors

    func telling<Result>(
        _ body: () async throws(ChainError) -> Result
    ) async throws(LedgerError) -> Result {
        try await LedgerError.telling(environment, body)
    }

    func working<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(LedgerError) -> Result {
        try await telling { () throws(ChainError) in try await chains.performing(work) }
    }
}
