import PinionModel
import PinionProcess

/// The branches of a repository on this host, for proposals: refs move under git's own locks.
struct LocalBranchStore: BranchStore {
    let repository: Repository
    /// Whether `main` goes before the checked-out branch if no branch is named.
    let prefersMain: Bool
    let clock: ProcessClock

    var label: String { repository.label }

    func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(SourceError) -> Result {
        try await repository.performing(work)
    }

    func trackedBranch(_ branch: String?) async throws(SourceError) -> String {
        if let branch { return branch }
        let prefersMain = prefersMain
        return try await performing { (handle) throws(GitError) in
            try handle.defaultBranch(prefersMain: prefersMain)
        }
    }

    func target(ofKnown ref: String) async throws(SourceError) -> ObjectID? {
        try await performing { (handle) throws(GitError) in try handle.target(of: ref) }
    }

    func refs(under prefix: String) async throws(SourceError) -> [String] {
        try await performing { (handle) throws(GitError) in
            // A libgit2 glob would interpret special characters in the prefix.
            try handle.refs(under: "refs/heads/").filter { $0.hasPrefix(prefix) }
        }
    }

    /// Moves the ref, unless it is checked out or a hook would have to judge the push.
    func move(
        _ branch: String, from old: ObjectID?, to new: ObjectID, isForced: Bool
    ) async throws(PublishError) {
        let ref = "refs/heads/\(branch)"
        do {
            if try await target(ofKnown: ref) == new { return }
            let obstacle = try await performing { (handle) throws(GitError) in
                try PushObstacle(movingOf: ref, isForced: isForced, in: handle)
            }
            if let obstacle {
                throw PublishError.refused(
                    branch: branch, reason: obstacle.reason, remedy: obstacle.remedy)
            }
            try await LocalChains(repository: repository, isOwn: false, clock: clock)
                .advance(ref, from: old, to: new)
        } catch let error as SourceError {
            throw .source(error)
        } catch let error as ChainError {
            throw PublishError(error, of: branch, in: repository.path)
        } catch let error as PublishError {
            throw error
        } catch {
            throw .unknown(branch: branch, reason: "\(error)")
        }
    }
}

extension PublishError {
    /// Translates the error of a local move into the port's.
    fileprivate init(_ error: ChainError, of branch: String, in path: String) {
        switch error {
        case .moved: self = .moved(branch: branch)
        case .refused(let reason, let remedy):
            self = .refused(branch: branch, reason: reason, remedy: remedy)
        case .unreachable(let reason), .unreadable(let reason):
            self = .source(.local(path: path, reason: reason))
        }
    }
}
