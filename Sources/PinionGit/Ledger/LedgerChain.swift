import PinionModel

/// The place where chains of ledgers are kept: the parts of a repository ``GitLedger`` needs.
protocol LedgerChains: Sendable {
    /// Returns the cached tip of a chain, and asks the repository if none is cached.
    func known(_ ref: String) async throws(ChainError) -> ObjectID?

    /// Returns the tip of a chain at this moment, bypassing every cache.
    func current(_ ref: String) async throws(ChainError) -> ObjectID?

    /// Runs work on the repository's objects.
    func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(ChainError) -> Result

    /// Moves a chain's tip to a commit that was written before.
    func advance(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError)

    /// Replaces a chain with one that does not follow it, by an operator's order, if the tip is
    /// still the former one.
    func replace(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError)

    /// Returns another tip that the cache saw and that the chain does not continue from.
    func seenInCache(_ ref: String) async -> ObjectID?

    /// Makes the cache forget what it saw of a chain, and continue from a tip.
    func follow(_ ref: String, at tip: ObjectID?) async

    /// Makes the cache forget everything that it saw.
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

/// The reason why a chain could not be read or moved.
enum ChainError: Error, Hashable, Sendable {
    /// The chain's tip is no longer the expected one.
    case moved
    /// The repository refuses to store the chain.
    case refused(reason: String, remedy: String)
    /// The repository cannot be reached, or the outcome is unknown.
    case unreachable(String)
    /// The stored chain cannot be trusted or read.
    case unreadable(String)

    /// Translates an error of a source.
    init(_ error: SourceError) {
        switch error {
        case .unreachable(let remote, let reason, let remedy):
            self = .unreachable("\(remote): \(reason); \(remedy)")
        case .refused(let remote, let reason, let remedy):
            self = .refused(reason: "\(remote): \(reason)", remedy: remedy)
        case .local(let path, let reason): self = .unreachable("\(path): \(reason)")
        case .notThere(let remote, let remedy):
            self = .unreachable("\(remote): nothing is there; \(remedy)")
        case .busy: self = .unreachable(error.description)
        case .malformed(let object, let reason): self = .unreadable("\(object): \(reason)")
        case .notARepository, .notOurs, .unsupported, .noSuchRevision, .tooLarge:
            self = .unreadable(error.description)
        }
    }
}

/// Chains under the refs of a remote, which act as the lock for all hosts.
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
