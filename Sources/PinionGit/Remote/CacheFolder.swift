import Glibc
import PinionModel

/// The folder of one remote's cache: a bare repository that can be deleted at any time.
///
/// The transport child alone writes refs in it, and holds its lock while it does. Whatever looks
/// odd is thrown away, never mended.
struct CacheFolder {
    /// The folder.
    let path: String

    /// Where the repository stands.
    var repository: String { "\(path)/repository.git" }

    private var generationFile: String { "\(repository)/pinion-generation" }

    /// Where a ref of the remote is kept in the cache.
    static func copy(of ref: String) -> String { "refs/pinion/seen/" + ref.dropFirst("refs/".count) }

    /// The remote's ref whose copy a ref of the cache is; nil for other refs.
    static func original(of copy: String) -> String? {
        guard copy.hasPrefix("refs/pinion/seen/") else { return nil }
        return "refs/" + copy.dropFirst("refs/pinion/seen/".count)
    }

    /// Refs that carry a commit to a push, and are swept when they are old.
    static let outgoing = "refs/pinion/outgoing/"

    /// Waits for the cache to be free, and takes it.
    func lock(waiting limit: Duration) throws(SourceError) -> FileLock {
        do {
            try Files.makeFolder(path)
        } catch {
            throw .local(path: path, reason: "the folder cannot be made: \(error)")
        }
        let clock = ContinuousClock()
        let end = clock.now + limit
        while true {
            do {
                if let lock = try FileLock("\(path)/lock") { return lock }
            } catch {
                throw .local(path: path, reason: "its lock cannot be opened: \(error)")
            }
            guard clock.now < end else {
                let seconds = limit.components.seconds
                throw .local(path: path, reason: "another run has held it for \(seconds) s")
            }
            usleep(20_000)
        }
    }

    /// Opens the cache, or makes it anew where it is not there, odd, or of the generation that a
    /// reader found broken. Call it with the lock held.
    func openOrMake(
        healing broken: String?
    ) throws(SourceError) -> (handle: RepositoryHandle, generation: String) {
        if let generation = Files.text(generationFile), generation != broken {
            do {
                return (try openChecked(), generation)
            } catch {
                // Whatever is odd about the cache, the remedy is the same: a new one.
            }
        }
        do {
            try Files.remove(repository)
            let handle = try RepositoryHandle(makingBareAt: repository)
            let generation = Files.nonce()
            try Files.write(generation, to: generationFile)
            return (handle, generation)
        } catch {
            throw .local(path: path, reason: "a cache cannot be made there: \(error)")
        }
    }

    /// Opens the repository and reads what every copy leads to.
    private func openChecked() throws(GitError) -> RepositoryHandle {
        try sweep()
        let handle = try RepositoryHandle(opening: repository, .bare)
        for ref in try handle.refs(under: "refs/pinion/seen/") {
            guard let id = try handle.commit(at: ref) else { throw .missing(object: ref) }
            let commit = try handle.commit(id)
            guard try handle.header(of: commit.tree)?.kind == .tree else {
                throw .missing(object: "the tree of \(id.short)")
            }
        }
        return handle
    }

    /// Removes what killed runs left behind, and refuses locks: nobody writes while we hold ours.
    private func sweep() throws(GitError) {
        for file in Files.below("\(repository)/refs") where file.hasSuffix(".lock") {
            guard file.contains("/\(Self.outgoing)") else {
                throw .malformed(object: file, reason: "a killed run left it behind")
            }
        }
        for name in ["HEAD.lock", "config.lock", "packed-refs.lock"]
        where Files.exists("\(repository)/\(name)") {
            throw .malformed(object: name, reason: "a killed run left it behind")
        }
        let hourAgo = time(nil) - 3600
        let leftovers =
            Files.below("\(repository)/\(Self.outgoing)")
            + Files.below("\(repository)/objects/pack").filter { $0.contains("_git2_") }
        for file in leftovers where Files.changed(file).map({ $0 < hourAgo }) == true {
            _ = unsafe unlink(file)
        }
    }
}
