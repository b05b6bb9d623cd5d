package import PinionModel

/// A repository as this host saw it last, read without asking the remote.
package struct OfflineRepository: Sendable {
    private let repository: Repository
    /// The tip of the tracked branch when it was last seen.
    package let tip: CommitID

    /// Finds this host's copy of a repository; `nil` if there is none.
    ///
    /// For a remote that is the cache of its last answer; if there is none, or the remote is a path
    /// that cannot be opened, it is the working copy, if there is one.
    package static func find(
        _ address: SourceRepository.Address, remote: String? = nil, branch: String? = nil,
        settings: GitSettings
    ) async -> OfflineRepository? {
        guard
            let source = try? await SourceRepository.open(
                address, remote: remote, settings: settings)
        else {
            guard let copy = await workingCopy(address) else { return nil }
            return await local(copy, branch: branch, prefersMain: true)
        }
        switch source.origin {
        case .local(let repository, let prefersMain):
            return await local(repository, branch: branch, prefersMain: prefersMain)
        case .remote(let remote):
            if let cached = await cached(remote, branch: branch) { return cached }
            guard let copy = source.local else { return nil }
            return await local(copy, branch: branch, prefersMain: true)
        }
    }

    /// Returns the files of a commit at and below `roots`, in path order.
    package func files(
        of commit: CommitID, at roots: [String]
    ) async throws(SourceError) -> [RepositoryFile] {
        guard let id = ObjectID(commit) else { return [] }
        return try await repository.performing { (handle) throws(GitError) in
            try handle.files(of: id, at: roots)
        }
    }

    /// Returns the first parent of a commit; `nil` if it has none in this copy.
    package func parent(of commit: CommitID) async throws(SourceError) -> CommitID? {
        guard let id = ObjectID(commit) else { return nil }
        return try await repository.performing { (handle) throws(GitError) in
            guard let parent = try handle.commit(id).parents.first,
                try handle.header(of: parent)?.kind == .commit
            else { return nil }
            return parent.commit
        }
    }

    private static func local(
        _ repository: Repository, branch: String?, prefersMain: Bool
    ) async -> OfflineRepository? {
        let source = LocalSource(repository: repository, branch: branch, prefersMain: prefersMain)
        guard let tip = try? await source.tip() else { return nil }
        return OfflineRepository(repository: repository, tip: tip.id)
    }

    private static func workingCopy(_ address: SourceRepository.Address) async -> Repository? {
        switch address {
        case .around(let folder): try? await Repository.open(folder, .upwards)
        case .named(let text): try? await Repository.open(text, .exact)
        }
    }

    private static func cached(_ remote: RemoteRepository, branch: String?) async
        -> OfflineRepository?
    {
        let folder = remote.folder
        guard let generation = folder.current,
            let repository = try? await Repository.open(folder.repository(generation), .bare),
            let tip = try? await repository.performing({ (handle) throws(GitError) in
                try tip(of: branch, in: handle)?.commit
            })
        else { return nil }
        return OfflineRepository(repository: repository, tip: tip)
    }

    private static func tip(
        of branch: String?, in cache: RepositoryHandle
    ) throws(GitError) -> ObjectID? {
        var name = branch ?? ""
        if branch == nil { name = try CacheFolder.defaultBranch(of: cache) }
        return try cache.commit(at: CacheFolder.copy(of: "refs/heads/\(name)"))
    }
}
