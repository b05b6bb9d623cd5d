import PinionModel

/// A holder of a repository's objects: one on this host, or a remote with its cache.
protocol ObjectReading: Sendable {
    /// The repository's name in messages.
    var label: String { get }

    /// Runs work on the open repository, on its own queue.
    func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(SourceError) -> Result
}

extension Repository: ObjectReading {
    nonisolated var label: String { path }

    nonisolated func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(SourceError) -> Result {
        do { return try await perform(work) } catch {
            throw SourceError(error, inRepository: path)
        }
    }
}

/// A source that reads the objects of one repository.
protocol ObjectSource: Source {
    var objects: any ObjectReading { get }
}

extension ObjectSource {
    func files(
        of commit: CommitID, at roots: [String]
    ) async throws(SourceError) -> [RepositoryFile] {
        guard let id = ObjectID(commit) else { return [] }
        return try await objects.performing { (handle) throws(GitError) in
            try handle.files(of: id, at: roots)
        }
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws(SourceError) -> Bool {
        guard let older = ObjectID(ancestor), let younger = ObjectID(commit) else { return false }
        return try await objects.performing { (handle) throws(GitError) in
            try handle.isAncestor(older, of: younger)
        }
    }
}
