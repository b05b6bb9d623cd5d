import Glibc
import PinionModel

/// Copies a ledger's chain from one repository of this host to another.
enum ChainCopy {
    /// The number of commits from which a pack is written; fewer become single objects.
    private static let fewest = 64

    /// Copies the commits from a tip down to those already present, with their trees and files.
    ///
    /// A commit is written after all objects that it refers to: a commit that is present is whole.
    static func copy(
        _ tip: ObjectID, from source: RepositoryHandle, to target: RepositoryHandle
    ) throws(GitError) {
        var missing: [ObjectID] = []
        var next: ObjectID? = tip
        while let id = next, try target.header(of: id) == nil {
            missing.append(id)
            next = try source.commit(id).parents.first
        }
        if missing.count >= fewest {
            return try source.writePack(of: missing, into: target)
        }
        for id in missing.reversed() { try copy(commit: id, from: source, to: target) }
    }

    private static func copy(
        commit id: ObjectID, from source: RepositoryHandle, to target: RepositoryHandle
    ) throws(GitError) {
        let tree = try source.commit(id).tree
        for entry in try source.entries(of: tree, path: "of the record \(id.short)") {
            try copy(entry.id, .blob, atMost: Limits.totalBytes, from: source, to: target)
        }
        try copy(tree, .tree, atMost: Limits.treeBytes, from: source, to: target)
        try copy(id, .commit, atMost: Limits.commitBytes, from: source, to: target)
    }

    private static func copy(
        _ id: ObjectID, _ kind: RepositoryHandle.Kind, atMost limit: Int,
        from source: RepositoryHandle, to target: RepositoryHandle
    ) throws(GitError) {
        guard try target.header(of: id) == nil else { return }
        let written = try target.write(source.bytes(of: id, as: kind, atMost: limit), as: kind)
        guard written == id else { throw .missing(object: "the copy of \(id.short)") }
    }
}

/// This host's copy of a ledger: a bare repository below the state folder, not in any cache.
struct LedgerCopy {
    /// The path of the repository.
    let path: String
    /// The ledger's ref, which has the same name as in the source.
    let ref: String

    /// Opens the copy for reading; `nil` if there is none.
    func opened() throws(GitError) -> RepositoryHandle? {
        guard Files.exists(path) else { return nil }
        return try RepositoryHandle(opening: path, .bare)
    }

    /// Copies a chain up to a tip; a copy that can no longer be read is rebuilt.
    ///
    /// The caller must hold the lock of the memory, so that no other process writes here.
    func take(_ tip: ObjectID, from source: RepositoryHandle) throws(GitError) {
        let handle = try openOrMake()
        if try handle.target(of: ref) == tip { return }
        try ChainCopy.copy(tip, from: source, to: handle)
        _ = unsafe unlink("\(path)/\(ref).lock")
        try handle.put(ref, on: tip)
    }

    /// Replaces the chain with another one; the former is not kept.
    func replace(with tip: ObjectID, from source: RepositoryHandle) throws(GitError) {
        try remove()
        try take(tip, from: source)
    }

    private func openOrMake() throws(GitError) -> RepositoryHandle {
        if Files.exists(path) {
            do throws(GitError) {
                let handle = try RepositoryHandle(opening: path, .bare)
                if let tip = try handle.target(of: ref) { _ = try handle.commit(tip) }
                return handle
            } catch {
                try remove()
            }
        }
        return try RepositoryHandle(makingBareAt: path)
    }

    private func remove() throws(GitError) {
        do { try Files.remove(path) } catch {
            throw .malformed(object: path, reason: "it cannot be removed: \(error)")
        }
    }
}
