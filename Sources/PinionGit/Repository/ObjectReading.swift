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
    /// Returns the commit that steps lead to from another; `text` is how it is written.
    func revision(
        _ text: String, _ steps: [RevisionText.Step], from id: ObjectID
    ) async throws(SourceError) -> Revision {
        let found = try await objects.performing { (handle) throws(GitError) -> Revision? in
            guard let end = try handle.commit(steps, from: id) else { return nil }
            return try handle.revision(end)
        }
        guard let found else { throw .noAncestor(text, in: objects.label) }
        return found
    }

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
