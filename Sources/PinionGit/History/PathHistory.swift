import PinionModel

/// The history of one file along the first parents of a commit.
///
/// Entries are compared by mode and id; contents are read only for the versions that differ.
struct PathHistory {
    private struct Step {
        let id: ObjectID
        let commit: CommitObject
        let entry: TreeEntry?
    }

    private let handle: RepositoryHandle
    private let path: String
    private let components: [[UInt8]]
    /// The entry found at the rest of the path, for each folder that was opened, by its depth.
    private var known: [[ObjectID: TreeEntry?]]

    init(_ handle: RepositoryHandle, path: String) {
        (self.handle, self.path) = (handle, path)
        components = path.split(separator: "/").map { Array($0.utf8) }
        known = [[ObjectID: TreeEntry?]](repeating: [:], count: components.count)
    }

    /// The versions of the file, newest first, in at most `limit` commits.
    func versions(at tip: ObjectID, limit: Int) throws(GitError) -> [FileVersion] {
        var walk = self
        let reader = FileReader(handle)
        var versions: [FileVersion] = []
        var totalBytes = 0
        for step in try walk.changes(at: tip, limit: limit) {
            guard let id = step.id.commit else { continue }
            var file: RepositoryFile?
            if let entry = step.entry {
                file = try reader.file(FileReader.Found(path: path, entry: entry))
            }
            totalBytes += file?.contents.count ?? 0
            guard totalBytes <= Limits.totalBytes else {
                throw .tooLarge(object: "the history of \(path)", limit: Limits.totalBytes.asBytes)
            }
            versions.append(FileVersion(revision: step.commit.revision(id), file: file))
        }
        return versions
    }

    /// The commits whose entry for the path differs from their first parent's.
    private mutating func changes(at tip: ObjectID, limit: Int) throws(GitError) -> [Step] {
        guard limit > 0 else { return [] }
        var changes: [Step] = []
        var step = try look(tip)
        for _ in 1..<max(limit, 1) {
            guard let parent = step.commit.parents.first else { break }
            if try handle.header(of: parent) == nil, handle.isShallow { throw .shallow }
            let older = try look(parent)
            if older.entry != step.entry { changes.append(step) }
            step = older
        }
        if step.entry != nil { changes.append(step) }
        return changes
    }

    private mutating func look(_ id: ObjectID) throws(GitError) -> Step {
        let commit = try handle.commit(id)
        return Step(id: id, commit: commit, entry: try entry(0, in: commit.tree, inside: ""))
    }

    private mutating func entry(
        _ depth: Int, in folder: ObjectID, inside path: String
    ) throws(GitError) -> TreeEntry? {
        guard depth < components.count else { return nil }
        if let answer = known[depth][folder] { return answer }
        var found = try handle.entries(of: folder, path: path)
            .first { $0.name == components[depth] }
        if depth + 1 < components.count, let inner = found {
            let next = path.isEmpty ? inner.label : "\(path)/\(inner.label)"
            found = inner.mode == .folder ? try entry(depth + 1, in: inner.id, inside: next) : nil
        }
        known[depth].updateValue(found, forKey: folder)
        return found
    }
}
