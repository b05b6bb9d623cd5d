import PinionModel

/// A repository's history, read only from its objects.
struct GitHistory: ObjectHistory {
    let objects: any ObjectReading
}

/// A history that is read from the objects of one repository.
protocol ObjectHistory: History, Merging {
    /// The repository whose objects are read.
    var objects: any ObjectReading { get }
}

extension ObjectHistory {
    func changedPaths(from old: CommitID, to new: CommitID) async throws(SourceError) -> [String] {
        try await known([old, new]) { (handle, ids) throws(GitError) in
            try TreeDifference.changes(
                from: handle.commit(ids[0]).tree, to: handle.commit(ids[1]).tree, in: handle
            ).map(\.path)
        }
    }

    func mergeBase(_ one: CommitID, _ other: CommitID) async throws(SourceError) -> CommitID? {
        try await known([one, other]) { (handle, ids) throws(GitError) in
            try handle.mergeBase(ids[0], ids[1])?.commit
        }
    }

    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> [FileVersion] {
        try await known([commit]) { (handle, ids) throws(GitError) in
            try PathHistory(handle, path: path).versions(at: ids[0], limit: limit)
        }
    }

    func commit(_ id: CommitID) async throws(SourceError) -> CommitDetails {
        try await known([id]) { (handle, ids) throws(GitError) in
            let commit = try handle.commit(ids[0])
            return CommitDetails(
                revision: commit.revision(id), parents: commit.parents.compactMap(\.commit),
                message: commit.message)
        }
    }

    /// Returns the result of merging a change into a base; nothing is written to the disk.
    func merge(_ change: CommitID, into base: CommitID) async throws(SourceError) -> MergeResult {
        try await known([change, base]) { (handle, ids) throws(GitError) in
            try handle.merge(ids[0], into: ids[1])
        }
    }

    /// Runs work on commits, and throws if one of them is not in the repository.
    private func known<Result: Sendable>(
        _ commits: [CommitID],
        _ work: @Sendable (RepositoryHandle, [ObjectID]) throws(GitError) -> Result
    ) async throws(SourceError) -> Result {
        let ids = commits.compactMap { ObjectID($0) }
        let answer = try await objects.performing { (handle) throws(GitError) -> Answer<Result> in
            for id in ids where try handle.header(of: id)?.kind != .commit {
                return .missing(id, isShallow: handle.isShallow)
            }
            return .found(try work(handle, ids))
        }
        switch answer {
        case .found(let result): return result
        case .missing(let id, let isShallow):
            throw .missing(commit: id, in: objects.label, isShallow: isShallow)
        }
    }
}

private enum Answer<Result: Sendable>: Sendable {
    case found(Result)
    case missing(ObjectID, isShallow: Bool)
}

extension SourceError {
    /// The error for a commit that is named by its id and is not in the repository.
    static func missing(commit: ObjectID, in place: String, isShallow: Bool) -> SourceError {
        .noSuchRevision(
            "commit \(commit.short) in \(place)",
            remedy: isShallow
                ? shallowRemedy : "fetch it, or look whether the branch was rewritten")
    }

    /// The advice on how to get the rest of the history of a shallow clone.
    static let shallowRemedy =
        "this is a shallow clone: run `git fetch --unshallow` there, or have CI check out with "
        + "`fetch-depth: 0`"
}
