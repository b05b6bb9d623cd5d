import CLibgit2
import Glibc
import PinionModel
import PinionProcess

/// Chains under the refs of a repository on this host: the source itself, or one of Pinion's.
struct LocalChains: LedgerChains {
    let repository: Repository
    /// Whether only Pinion writes there, so that every lock left behind is stale.
    let isOwn: Bool
    let clock: ProcessClock

    func known(_ ref: String) async throws(ChainError) -> ObjectID? { try await current(ref) }

    func current(_ ref: String) async throws(ChainError) -> ObjectID? {
        let tip = try await performing { (handle) throws(GitError) in try handle.target(of: ref) }
        // An unmounted disk shows no refs: that does not mean there is no ledger.
        guard tip != nil || repository.isThere else { throw .unreachable(gone) }
        return tip
    }

    private var gone: String { "\(repository.path) is not there any more; look at its disk" }

    func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(ChainError) -> Result {
        do { return try await repository.perform(work) } catch { throw chainError(error) }
    }

    /// Moves the ref with git's own lock, inside a lock of Pinion's that ends with its holder.
    ///
    /// Pinion's lock file names the ref while it is being moved. A run that finds a name there has
    /// found the trace of a killed run; it may remove the lock of that ref only, and only if it is
    /// a ledger's. No other lock in an operator's repository is ever removed: branches of proposals
    /// are pushed to by other git processes too, and the lock may be theirs.
    func advance(_ ref: String, from old: ObjectID?, to new: ObjectID) async throws(ChainError) {
        let lock = try await acquire()
        for trace in [lock.note, isOwn ? ref : ""]
        where LedgerRef.environment(of: trace) != nil || LookRef.environment(of: trace) != nil {
            try await clear("\(repository.gitFolder)\(trace).lock")
        }
        lock.write(note: ref)
        defer { lock.write(note: "") }
        let end = clock.now + .seconds(5)
        while true {
            do {
                return try await repository.perform { (handle) throws(GitError) in
                    try handle.move(ref, from: old, to: new)
                }
            } catch {
                guard error.code == GIT_ELOCKED, clock.now < end, !Task.isCancelled
                else { throw chainError(error) }
                // A cancelled sleep ends the loop above.
                try? await clock.sleep(for: .milliseconds(20))
            }
        }
    }

    private func acquire() async throws(ChainError) -> FileLock {
        let path = "\(repository.gitFolder)pinion.lock"
        do throws(FileFault) {
            if let lock = try await FileLock.waiting(path, atMost: .seconds(30), by: clock) {
                return lock
            }
        } catch {
            guard repository.isThere else { throw .unreachable(gone) }
            throw .refused(
                reason: "\(path) cannot be written: \(error)",
                remedy: "give this user the right to write there")
        }
        throw .unreachable(
            Task.isCancelled
                ? "the run was stopped while it waited for \(path)"
                : "another run holds \(path) for 30 s; run the command again")
    }

    /// Removes a lock that a killed run left: one that does not change for a second.
    private func clear(_ path: String) async throws(ChainError) {
        guard let first = Files.changed(path) else { return }
        do { if !isOwn { try await clock.sleep(for: .seconds(1)) } } catch {
            return  // cancelled before it was clear whether the lock is stale
        }
        guard Files.changed(path) == first else { return }
        _ = unsafe unlink(path)
    }

    private func chainError(_ error: GitError) -> ChainError {
        switch error {
        case _ where !repository.isThere: .unreachable(gone)
        case .moved: .moved
        case .shallow, .tooLarge: .unreadable(error.description)
        case .malformed(let object, let reason): .unreadable("\(object): \(reason)")
        case .missing(let object): .unreadable("\(object) is missing in \(repository.path)")
        case .call(let call) where call.code == GIT_ELOCKED.rawValue:
            .refused(
                reason: call.message,
                remedy: "where no git process is running, delete the .lock file that it names")
        case .call(let call) where call.what.hasPrefix("read"): .unreadable(call.description)
        case .call(let call):
            .refused(reason: call.description, remedy: "free space or mend the folder's rights")
        }
    }
}
