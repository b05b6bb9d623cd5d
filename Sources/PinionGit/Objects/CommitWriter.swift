import PinionModel

/// Builds trees and commits in the object database; no ref and no working tree is touched.
///
/// The bytes depend only on the input, so the same change made twice is one commit.
struct CommitWriter {
    /// The author of Pinion's commits.
    static let author = (name: "Pinion", address: "pinion@localhost")

    private let handle: RepositoryHandle

    init(_ handle: RepositoryHandle) { self.handle = handle }

    /// Writes a tree of plain files in one folder.
    func tree(of files: [String: [UInt8]]) throws(GitError) -> ObjectID {
        var entries: [TreeEntry] = []
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let id = try handle.write(bytes, as: .blob)
            entries.append(TreeEntry(mode: .file, name: Array(name.utf8), id: id))
        }
        return try write(entries)
    }

    /// Writes a tree that differs from another only in the contents or existence of one file.
    ///
    /// Every folder on the way is strictly read; missing ones are made. The file keeps its mode; a
    /// link or a submodule on the way is refused.
    func tree(
        replacing path: String, with bytes: [UInt8], in base: ObjectID
    ) throws(GitError) -> ObjectID {
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        for component in components {
            if let fault = TreeParser.fault(inName: Array(component.utf8)) {
                throw .malformed(
                    object: path, reason: "the name \(String(component).quoted) \(fault)")
            }
        }
        let blob = try handle.write(bytes, as: .blob)
        return try tree(replacing: components[...], with: blob, in: base, inside: "")
    }

    private func tree(
        replacing path: ArraySlice<Substring>, with blob: ObjectID, in base: ObjectID?,
        inside folder: String
    ) throws(GitError) -> ObjectID {
        var entries: [TreeEntry] = []
        if let base { entries = try handle.entries(of: base, path: folder) }
        guard let name = path.first else {
            throw .malformed(object: folder, reason: "a file's name is missing")
        }
        let place = entries.firstIndex { $0.name.elementsEqual(name.utf8) }
        let former = place.map { entries[$0] }
        let inner: TreeEntry
        if path.count == 1 {
            let mode = former?.mode ?? .file
            guard mode == .file || mode == .executable else {
                throw .malformed(object: folder + name, reason: "it is not a file")
            }
            inner = TreeEntry(mode: mode, name: Array(name.utf8), id: blob)
        } else {
            guard former == nil || former?.mode == .folder else {
                throw .malformed(object: folder + name, reason: "it is not a folder")
            }
            let id = try tree(
                replacing: path.dropFirst(), with: blob, in: former?.id,
                inside: "\(folder)\(name)/")
            inner = TreeEntry(mode: .folder, name: Array(name.utf8), id: id)
        }
        if let place { entries[place] = inner } else { entries.append(inner) }
        return try write(entries)
    }

    private func write(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
        let bytes = TreeParser.bytes(of: entries)
        _ = try TreeParser.entries(of: bytes, label: "the folder that was built")
        return try handle.write(bytes, as: .tree)
    }

    /// Writes a commit, and reads it back by the strict rules.
    func commit(
        tree: ObjectID, parents: [ObjectID], message: String, at: Timestamp,
        by author: (name: String, address: String) = Self.author
    ) throws(GitError) -> ObjectID {
        let person = CommitObject.Person(name: author.name, address: author.address, at: at)
        return try write(
            CommitObject(
                tree: tree, parents: parents, author: person, committer: person, message: message))
    }

    /// Writes a commit, with a signature if there is one, and reads it back by the strict rules.
    func write(_ commit: CommitObject, signature: String? = nil) throws(GitError) -> ObjectID {
        let bytes = commit.bytes(signature: signature)
        guard
            try CommitParser.commit(of: bytes, label: "the commit that was built") == commit
        else { throw .malformed(object: "the commit that was built", reason: "it reads otherwise") }
        let id = try handle.write(bytes, as: .commit)
        guard try handle.commit(id) == commit else {
            throw .malformed(object: "commit \(id.short)", reason: "it is not what was written")
        }
        return id
    }
}
