import Glibc
import PinionModel
import PinionProcess

/// The folder of one remote's cache: a bare repository that can be deleted at any time.
///
/// Only the transport child writes refs in it, holding its lock. A faulty cache is discarded, never
/// mended. Every new repository has its own path, the generation: libgit2 shares open packs by
/// their paths, and would otherwise go on reading the broken ones.
struct CacheFolder {
    let path: String
    let clock: ProcessClock

    private var currentFile: String { "\(path)/current" }

    /// The generation in use; `nil` if there is none yet.
    var current: String? {
        guard let text = Files.text(currentFile), !text.isEmpty,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return text
    }

    /// Returns the path of a generation's repository.
    func repository(_ generation: String) -> String { "\(path)/\(generation).git" }

    /// Returns the name of the cache's copy of a ref of the remote.
    static func copy(of ref: String) -> String {
        "refs/pinion/seen/" + ref.dropFirst("refs/".count)
    }

    /// Returns the remote's ref for a copy in the cache; `nil` for other refs.
    static func original(of copy: String) -> String? {
        guard copy.hasPrefix("refs/pinion/seen/") else { return nil }
        return "refs/" + copy.dropFirst("refs/pinion/seen/".count)
    }

    /// The prefix of refs for tips that the remote's branches no longer hold.
    private static let lost = "refs/pinion/lost/"

    /// Returns the ref that keeps a tip which the remote's branch no longer holds.
    static func lost(_ tip: ObjectID, of branch: String) -> String { "\(lost(of: branch))\(tip)" }

    /// Returns the prefix of the names of a branch's lost tips.
    static func lost(of branch: String) -> String { "\(lost)\(branch.dropFirst("refs/".count))/" }

    /// Moves or removes the copy of a ref, if the generation is still current and `isFit` agrees.
    ///
    /// The caller must hold the lock. Without this, the cache only knows less, or asks once more.
    func note(
        _ id: ObjectID?, at ref: String, of generation: String,
        where isFit: (RepositoryHandle, ObjectID?) throws(GitError) -> Bool = { _, _ in true }
    ) throws(GitError) {
        guard current == generation else { return }
        let handle = try RepositoryHandle(opening: repository(generation), .bare)
        let copy = Self.copy(of: ref)
        if try isFit(handle, try handle.target(of: copy)) {
            if let id { try handle.put(copy, on: id) } else { try handle.remove(copy) }
        }
    }

    /// The prefix of carriers: refs for commits to push, named after their process and swept later.
    static let outgoing = "refs/pinion/outgoing/"

    /// Returns a new name for a ref that carries a commit of this process.
    func carrier() -> String { "\(Self.outgoing)\(getpid())-\(clock.nonce())" }

    /// Removes carriers older than a minute whose processes are gone, with their locks.
    ///
    /// A process in another container may share the cache and is invisible here: hence the minute,
    /// which few pushes exceed. A push that loses its carrier fails and proves nothing.
    func sweepCarriers(in repository: String) {
        let minuteAgo = clock.timestamp.secondsSinceEpoch - 60
        for file in Files.below("\(repository)/\(Self.outgoing)") {
            let name = file.split(separator: "/").last ?? ""
            guard let process = pid_t(name.prefix { $0 != "-" }), process > 0, name.contains("-"),
                kill(process, 0) != 0, errno == ESRCH,
                Files.changed(file).map({ $0 < minuteAgo }) == true
            else { continue }
            _ = unsafe unlink(file)
        }
    }

    /// Locks the cache; `nil` if another process holds it.
    func lock() throws(SourceError) -> FileLock? {
        do { try Files.makeFolder(path) } catch {
            throw .local(path: path, reason: "the folder cannot be made: \(error)")
        }
        do { return try FileLock("\(path)/lock") } catch {
            throw .local(path: path, reason: "its lock cannot be opened: \(error)")
        }
    }

    /// Opens the cache, or begins a new one, which becomes current when it is `settled`.
    ///
    /// A new one is made if there is none, if it is faulty, or if a reader found its generation
    /// broken. The former stays until then, since it is all this host has while the remote is
    /// silent. The caller must hold the lock.
    func openOrMake(
        healing broken: String?
    ) throws(SourceError) -> (handle: RepositoryHandle, generation: String) {
        if let generation = current, generation != broken {
            do { return (try openChecked(repository(generation)), generation) } catch {
                // Whatever the fault of the cache is, the remedy is the same: a new one.
            }
        }
        do {
            try sweep(keeping: current)
            let generation = clock.nonce()
            let handle = try RepositoryHandle(makingBareAt: repository(generation))
            try Self.point("main", headOf: repository(generation))
            return (handle, generation)
        } catch {
            throw .local(path: path, reason: "a cache cannot be made there: \(error)")
        }
    }

    /// Records the remote's default branch, and makes a complete generation current.
    ///
    /// The caller must hold the lock.
    func settle(on generation: String, default branch: String?) throws(SourceError) {
        do {
            if let branch { try Self.point(branch, headOf: repository(generation)) }
            guard current != generation else { return }
            try Files.write(generation, to: currentFile)
            try sweep(keeping: generation)
        } catch {
            throw .local(path: path, reason: "what was fetched cannot be kept there: \(error)")
        }
    }

    /// Removes all generations but one, and leaves the views for looks without git.
    private func sweep(keeping generation: String?) throws(FileFault) {
        for name in Files.names(in: path)
        where name.hasSuffix(".git") && !name.hasPrefix(Self.view)
            && name != "\(generation ?? "").git"
        {
            try Files.remove("\(path)/\(name)")
        }
    }

    /// The prefix of the names of repositories for looks without git.
    static let view = "cached-"

    /// Makes `HEAD` of a repository name a branch, whether that exists or not.
    static func point(_ branch: String, headOf repository: String) throws(FileFault) {
        let ref = "refs/heads/\(branch)"
        let text = "ref: \(ref)\n"
        guard RepositoryHandle.isRefName(ref), Files.text("\(repository)/HEAD") != text else {
            return
        }
        try Files.write(text, to: "\(repository)/HEAD")
    }

    /// The branch that is tracked by default: the remote's default if it is known, else the only
    /// one that was fetched, else `main`.
    static func defaultBranch(of cache: RepositoryHandle) throws(GitError) -> String {
        let heads = "refs/heads/"
        let branches = try cache.refs(under: copy(of: heads)).compactMap(original)
            .filter { !$0.hasPrefix(heads + Proposal.branchPrefix) }
        let head = try cache.symbolicTarget(of: "HEAD").flatMap {
            branches.contains($0) ? $0 : nil
        }
        let found = head ?? (branches.count == 1 ? branches[0] : heads + "main")
        return String(found.dropFirst(heads.count))
    }

    /// Opens the repository, and reads the target of every copy.
    private func openChecked(_ repository: String) throws(GitError) -> RepositoryHandle {
        try sweep(repository)
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

    /// Removes the leftovers of killed runs, and throws if there are locks or empty refs.
    ///
    /// No other process writes them while we hold the cache's lock.
    private func sweep(_ repository: String) throws(GitError) {
        for file in Files.below("\(repository)/refs") where !file.contains("/\(Self.outgoing)") {
            if file.hasSuffix(".lock") || Files.isEmpty(file) {
                throw .malformed(object: file, reason: "a killed run left it behind")
            }
        }
        for name in ["HEAD.lock", "config.lock", "packed-refs.lock"]
        where Files.exists("\(repository)/\(name)") {
            throw .malformed(object: name, reason: "a killed run left it behind")
        }
        // Packs are fetched only under the cache's lock, so no process is still writing these.
        for file in Files.below("\(repository)/objects/pack") where Self.isUnfinished(file) {
            _ = unsafe unlink(file)
        }
        // Commits are written without the lock.
        let hourAgo = clock.timestamp.secondsSinceEpoch - 3600
        let loose = Files.names(in: "\(repository)/objects").filter(Self.isUnfinished)
        let leftovers =
            Files.below("\(repository)/\(Self.outgoing)")
            + loose.map { "\(repository)/objects/\($0)" }
        for file in leftovers where Files.changed(file).map({ $0 < hourAgo }) == true {
            _ = unsafe unlink(file)
        }
    }

    /// Whether libgit2 was still writing a file when its process was killed.
    private static func isUnfinished(_ file: String) -> Bool { file.contains("_git2_") }
}
