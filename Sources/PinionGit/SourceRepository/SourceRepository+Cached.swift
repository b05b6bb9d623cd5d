package import PinionModel
import PinionProcess

extension SourceRepository {
    /// Returns the repository as this host saw it last, for looking while the git host is down.
    ///
    /// For a remote it is a repository beside the cache with only refs; `discard` removes it.
    package func cached() async throws(SourceError) -> SourceRepository {
        guard case .remote(let remote) = origin else { return self }
        let cache = remote.folder
        guard let generation = cache.current else {
            throw .unreachable(
                remote: remote.label, reason: "it was not asked, and this host has nothing of it",
                remedy: "run the command on a host that reconciles it")
        }
        let seen = cache.repository(generation)
        let view: CachedRefs
        do { view = try CachedRefs(of: seen) } catch {
            throw .unsupported(
                path: seen,
                reason:
                    "what this host saw last is damaged (\(error)); leave it where it is, for it "
                    + "may be all that there is of it while git is down: the first run that git "
                    + "answers makes it anew")
        }
        sweep(remote.cache)
        let nonce = settings.clock.nonce()
        // The disk of the cache may be full, or mounted read-only.
        if let made = try? await view.made(in: remote.cache, nonce) {
            return SourceRepository(seenIn: made, of: self)
        }
        let folder = settings.environment["TMPDIR"] ?? "/tmp"
        do {
            return SourceRepository(seenIn: try await view.made(in: folder, nonce), of: self)
        } catch {
            throw .local(
                path: "\(remote.cache) and \(folder)",
                reason:
                    "a view of what this host saw last takes some kilobytes in one of them: "
                    + "\(error)"
            )
        }
    }

    /// Removes the repository that `cached` made; does nothing for any other repository.
    package func discard() {
        guard isCached, case .local(let repository, _) = origin else { return }
        // A later run sweeps the folder if it cannot be removed.
        _ = try? Files.remove(repository.gitFolder)
    }

    /// Removes the leftovers of killed processes that are older than an hour.
    private func sweep(_ folder: String) {
        let hourAgo = settings.clock.timestamp.secondsSinceEpoch - 3_600
        for name in Files.names(in: folder) where name.hasPrefix(CacheFolder.view) {
            let path = "\(folder)/\(name)"
            guard Files.changed(path).map({ $0 < hourAgo }) == true else { continue }
            _ = try? Files.remove(path)
        }
    }
}

/// The refs of a cache, for showing them in a repository of their own.
private struct CachedRefs {
    let cache: String
    let refs: [(name: String, id: ObjectID)]
    let branch: String

    /// Reads the refs of a cache.
    init(of cache: String) throws(GitError) {
        let seen = try RepositoryHandle(opening: cache, .bare)
        var refs: [(name: String, id: ObjectID)] = []
        for copy in try seen.refs(under: CacheFolder.copy(of: "refs/")) {
            guard let ref = CacheFolder.original(of: copy), let id = try seen.target(of: copy)
            else { continue }
            refs.append((ref, id))
        }
        (self.cache, self.refs) = (cache, refs)
        branch = try CacheFolder.defaultBranch(of: seen)
    }

    /// Makes the repository in a folder; on failure it is removed, now or by a later run.
    func made(in folder: String, _ nonce: String) async throws -> Repository {
        let path = "\(folder)/\(CacheFolder.view)\(nonce).git"
        do {
            _ = try RepositoryHandle(makingBareAt: path)
            try Files.makeFolder("\(path)/objects/info")
            try Files.write("\(cache)/objects\n", to: "\(path)/objects/info/alternates")
            let view = try RepositoryHandle(opening: path, .bare)
            for ref in refs { try view.put(ref.name, on: ref.id) }
            try CacheFolder.point(branch, headOf: path)
            return try await Repository.open(path, .bare)
        } catch {
            _ = try? Files.remove(path)
            throw error
        }
    }
}
