import PinionModel

/// Whatever holds the objects of a place: a repository on this host, or a remote behind its cache.
protocol ObjectReading: Sendable {
    /// The place for people.
    var label: String { get }

    /// Works with the objects of the place.
    func reading<Result: Sendable>(
        _ read: @Sendable (Repository) async throws(GitError) -> Result
    ) async throws(SourceError) -> Result
}

extension ObjectReading {
    /// Works with the open repository, on its own queue.
    func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(SourceError) -> Result {
        try await reading { repository throws(GitError) in
            try await repository.perform(work)
        }
    }
}

extension Repository: ObjectReading {
    nonisolated var label: String { path }

    nonisolated func reading<Result: Sendable>(
        _ read: @Sendable (Repository) async throws(GitError) -> Result
    ) async throws(SourceError) -> Result {
        do {
            return try await read(self)
        } catch {
            throw SourceError(error, inRepository: path)
        }
    }
}

extension RemoteRepository: ObjectReading {}
