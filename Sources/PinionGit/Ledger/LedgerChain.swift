import PinionModel

/// Where the chains of a ledger stand: what ``GitLedger`` needs of a place.
protocol LedgerChains: Sendable {
    /// The tip of a chain as it is known, asked for where it is not.
    func known(_ ref: String) async throws(ChainError) -> ObjectID?

    /// The tip of a chain at this moment, past every cache.
    func current(_ ref: String) async throws(ChainError) -> ObjectID?

    /// Works with the objects of the place.
    func reading<Result: Sendable>(
        _ read: @Sendable (Repository) async throws(GitError) -> Result
    ) async throws(ChainError) -> Result

    /// Moves a chain's tip to a commit that was written before.
    func advance(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError)
}

/// Why a chain could not be read or moved on.
enum ChainError: Error, Hashable, Sendable {
    /// Its tip is another one by now.
    case moved
    /// The place refuses to store it.
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
        case .local(let path, let reason):
            self = .unreachable("\(path): \(reason)")
        case .malformed(let object, let reason):
            self = .unreadable("\(object): \(reason)")
        case .notARepository, .notOurs, .unsupported, .noSuchRevision:
            self = .unreadable(error.description)
        }
    }
}

/// Chains under the refs of a remote: the lock of every host.
struct RemoteChains: LedgerChains {
    /// The remote.
    let remote: RemoteRepository

    func known(_ ref: String) async throws(ChainError) -> ObjectID? {
        do {
            let snapshot = try await remote.snapshot(for: ref)
            if let seen = snapshot.rewritten[ref] { throw ChainError.rewritten(seen, remote.cache) }
            return snapshot.target(of: ref)
        } catch let error as SourceError {
            throw ChainError(error)
        } catch let error as ChainError {
            throw error
        } catch {
            throw .unreadable("\(error)")
        }
    }

    func current(_ ref: String) async throws(ChainError) -> ObjectID? {
        do {
            return try await remote.target(of: ref)
        } catch {
            throw ChainError(error)
        }
    }

    func reading<Result: Sendable>(
        _ read: @Sendable (Repository) async throws(GitError) -> Result
    ) async throws(ChainError) -> Result {
        do {
            return try await remote.reading(read)
        } catch {
            throw ChainError(error)
        }
    }

    func advance(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError) {
        switch await remote.push(new, to: ref, expecting: old) {
        case .landed: return
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

extension ChainError {
    /// A chain does not descend from what this host saw of it.
    static func rewritten(_ seen: ObjectID, _ cache: String) -> ChainError {
        .unreadable(
            "it was rewritten: this host saw \(seen.short), which is no longer part of it; "
                + "if that was meant, delete \(cache)")
    }
}
