/// The entries in which two trees differ, found without reading a file.
///
/// Folders with equal ids are never opened. Names may differ only in case, and bytes that are not
/// text show as replacement characters: readers of files apply their own strict rules.
struct TreeDifference {
    /// One path that differs.
    struct Change: Hashable, Sendable {
        /// The path from the root.
        let path: String
        /// The former entry, never a folder; `nil` if there was none.
        let old: TreeEntry?
        /// The new entry, never a folder; `nil` if there is none.
        let new: TreeEntry?
    }

    private let handle: RepositoryHandle
    private var found: [Change] = []

    private init(_ handle: RepositoryHandle) { self.handle = handle }

    /// Returns the differences of two trees, sorted by the bytes of their paths.
    static func changes(
        from old: ObjectID, to new: ObjectID, in handle: RepositoryHandle
    ) throws(GitError) -> [Change] {
        var difference = TreeDifference(handle)
        try difference.compare(old, new, inside: "", depth: 1)
        return difference.found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private mutating func compare(
        _ old: ObjectID?, _ new: ObjectID?, inside folder: String, depth: Int
    ) throws(GitError) {
        guard old != new else { return }
        guard depth <= Limits.depth else {
            throw .tooLarge(object: folder, limit: "\(Limits.depth) folders inside each other")
        }
        var before: [[UInt8]: TreeEntry] = [:]
        if let old {
            for entry in try handle.entries(of: old, path: folder, isStrict: false) {
                before[entry.name] = entry
            }
        }
        if let new {
            for entry in try handle.entries(of: new, path: folder, isStrict: false) {
                let former = before.removeValue(forKey: entry.name)
                try compare(former, entry, inside: folder, depth: depth)
            }
        }
        for entry in before.values { try compare(entry, nil, inside: folder, depth: depth) }
    }

    private mutating func compare(
        _ old: TreeEntry?, _ new: TreeEntry?, inside folder: String, depth: Int
    ) throws(GitError) {
        guard old != new, let component = (old ?? new)?.label.printable else { return }
        let path = folder + component
        let (oldFile, newFile) = (old?.unlessFolder, new?.unlessFolder)
        if oldFile != nil || newFile != nil {
            guard found.count < Limits.files else {
                throw .tooLarge(object: path, limit: "\(Limits.files) files that differ")
            }
            found.append(Change(path: path, old: oldFile, new: newFile))
        }
        try compare(old?.folder, new?.folder, inside: path + "/", depth: depth + 1)
    }
}

extension TreeEntry {
    fileprivate var unlessFolder: TreeEntry? { mode == .folder ? nil : self }
    fileprivate var folder: ObjectID? { mode == .folder ? id : nil }
}
