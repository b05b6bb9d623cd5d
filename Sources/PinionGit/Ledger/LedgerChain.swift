import PinionModel

/// Where the chains of ledgers are: what ``GitLedger`` needs of a repository.
protocol LedgerChains: Sendable {
    /// The tip of a chain as it is known, asked for where it is not.
    func known(_ ref: String) async throws(ChainError) -> ObjectID?

    /// The tip of a chain at this moment, past every cache.
    func current(_ ref: String) async throws(ChainError) -> ObjectID?

    /// Works with the repository's objects.
    func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(ChainError) -> Result

    /// Moves a chain's tip to a commit that was written before.
    func advance(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError)

    /// Replaces a chain by one that does not follow it, by a person's order; the former tip must
    /// still be there.
    func replace(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError)

    /// A newer or other tip that the cache saw, where the chain does not go on from it.
    func seenInCache(_ ref: String) async -> ObjectID?

    /// Lets the cache forget what it saw of a chain, and go on from a tip.
    func follow(_ ref: String, at tip: ObjectID?) async

    /// Lets the cache forget all that it saw.
    func forget() async throws(ChainError)
}

extension LedgerChains {
    func replace(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError) {
        try await advance(ref, from: old, to: new)
    }

    func seenInCache(_ ref: String) async -> ObjectID? { nil }

    func follow(_ ref: String, at tip: ObjectID?) async {}

    func forget() async throws(ChainError) {}
}

/// Why a chain could not be read or moved on.
enum ChainError: Error, Hashable, Sendable {
    /// Its tip is another one by now.
    case moved
    /// The repository refuses to store it.
    case refused(reason: String, remedy: String)
    /// It cannot be asked, or the outcome is not known.
    case unreachable(String)
    /// What is there cannot be trusted or read.
    case unreadable(String)

    /// A failure of a source.
    init(_ error: SourceError) {
        switch error {
        case .unreachable(let remote, let reason, let remedy):
            self = .unreachable("\(remote): \(reason); \(remedy)")
        case .refused(let remote, let reason, let remedy):
            self = .refused(reason: "\(remote): \(reason)", remedy: remedy)
        case .local(let path, let reason): self = .unreachable("\(path): \(reason)")
        case .busy: self = .unreachable(error.description)
        case .malformed(let object, let reason): self = .unreadable("\(object): \(reason)")
        case .notARepository, .notOurs, .unsupported, .noSuchRevision, .tooLarge:
            self = .unreadable(error.description)
        }
    }
}

/// Chains under the refs of a remote: the lock of every host.
struct RemoteChains: LedgerChains {
    let remote: RemoteRepository

    func known(_ ref: String) async throws(ChainError) -> ObjectID? {
        do { return try await remote.snapshot(for: ref).target(of: ref) } catch {
            throw ChainError(error)
        }
    }

    func seenInCache(_ ref: String) async -> ObjectID? { await remote.rewritten(ref).first }

    func follow(_ ref: String, at tip: ObjectID?) async { await remote.follow(ref, at: tip) }

    func forget() async throws(ChainError) {
        do { try await remote.renew() } catch { throw ChainError(error) }
    }

    func current(_ ref: String) async throws(ChainError) -> ObjectID? {
        do { return try await remote.target(of: ref) } catch { throw ChainError(error) }
    }

    func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(ChainError) -> Result {
        do { return try await remote.performing(work) } catch { throw ChainError(error) }
    }

    func advance(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError) {
        try await push(ref, from: old, to: new, isForced: false)
    }

    func replace(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError) {
        try await push(ref, from: old, to: new, isForced: true)
    }

    private func push(
        _ ref: String, from old: ObjectID?, to new: ObjectID, isForced: Bool
    ) async throws(ChainError) {
        switch await remote.push(new, to: ref, expecting: old, isForced: isForced) {
        case .landed: return await remote.hasMoved(ref)
        case .moved: throw .moved
        case .refused(let reason):
            throw .refused(
                reason: "\(remote.label) does not take \(ref): \(reason)",
                remedy: "let this user write refs/pinion/*, or set `ledger: local` in pinion.yaml")
        case .unknown(let doubt):
            throw .unreachable(
                "\(remote.label): it is not known whether the push of \(ref) landed: \(doubt)")
        case .failed(let error): throw ChainError(error)
        }
    }
}
