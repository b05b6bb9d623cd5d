import Glibc
package import PinionModel

extension GitPlace {
    /// The place as this host saw it last, of which nobody is asked: for looking while the git host is down.
    ///
    /// Of a remote it is a repository of its own beside the cache, which holds refs alone; `discard` takes it away.
    package func cached() async throws(SourceError) -> GitPlace {
        guard case .remote(let remote) = ground else { return self }
        let cache = CacheFolder(path: remote.cache)
        guard let generation = cache.current else {
            throw .unreachable(
                remote: remote.label, reason: "it was not asked, and this host has nothing of it",
                remedy: "run the command on a host that reconciles it")
        }
        let path = "\(remote.cache)/cached-\(Files.nonce()).git"
        do {
            Self.sweep(remote.cache)
            try Self.make(path, of: cache.repository(generation))
            let repository = try await Repository.open(path, .bare)
            return GitPlace(seenIn: repository, of: self)
        } catch {
            // Cleanup: what is left is swept by the next one.
            _ = try? Files.remove(path)
            throw .local(path: path, reason: "the view of the cache cannot be made: \(error)")
        }
    }

    /// Takes away what `cached` made; nothing for any other place.
    package func discard() {
        guard isCached, case .local(let repository, _) = ground else { return }
        // What cannot be removed is swept by the next one.
        _ = try? Files.remove(repository.gitFolder)
    }

    private static func make(_ path: String, of cache: String) throws {
        let seen = try RepositoryHandle(opening: cache, .bare)
        _ = try RepositoryHandle(makingBareAt: path)
        try Files.makeFolder("\(path)/objects/info")
        try Files.write("\(cache)/objects\n", to: "\(path)/objects/info/alternates")
        let view = try RepositoryHandle(opening: path, .bare)
        var branches: [String] = []
        for copy in try seen.refs(under: CacheFolder.copy(of: "refs/")) {
            guard let ref = CacheFolder.original(of: copy), let id = try seen.target(of: copy)
            else { continue }
            try view.put(ref, on: id)
            if ref.hasPrefix("refs/heads/"), !ref.hasPrefix("refs/heads/\(Proposal.branchPrefix)") {
                branches.append(ref)
            }
        }
        let head = branches.count == 1 ? branches[0] : "refs/heads/main"
        try Files.write("ref: \(head)\n", to: "\(path)/HEAD")
    }

    /// Removes what killed processes left more than an hour ago.
    private static func sweep(_ folder: String) {
        let now = Int64(time(nil))
        for name in Files.names(in: folder) where name.hasPrefix("cached-") {
            let path = "\(folder)/\(name)"
            guard let changed = Files.changed(path), Int64(changed) < now - 3_600 else { continue }
            _ = try? Files.remove(path)
        }
    }
}
