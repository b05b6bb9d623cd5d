import CLibgit2

/// Merges two changes of a tree, in the object database only.
///
/// A path that one side changed takes that side's version. A path that both changed is merged line
/// by line, never by a driver that an attribute names; these paths are reported, since forges merge
/// them in different ways. Renames are not followed: one that a forge follows is a conflict here.
struct TreeMerge {
    /// The result of a merge.
    enum Outcome: Hashable, Sendable {
        /// A tree with both changes, and the sorted paths that were merged line by line.
        case tree(ObjectID, mergedByLine: [String])
        /// The sorted paths that conflict, and a tree that has the other side's version of them.
        case conflicts([String], theirs: ObjectID)
    }

    private let handle: RepositoryHandle
    private var conflicts: [String] = []
    private var mergedByLine: [String] = []

    private init(_ handle: RepositoryHandle) { self.handle = handle }

    /// Merges the changes that two trees made to their common base.
    static func merging(
        _ ours: ObjectID, _ theirs: ObjectID, since base: ObjectID, in handle: RepositoryHandle
    ) throws(GitError) -> Outcome {
        var merge = TreeMerge(handle)
        let tree = try merge.tree(ours, theirs, since: base, inside: "", depth: 1)
        return merge.conflicts.isEmpty
            ? .tree(tree, mergedByLine: merge.mergedByLine.sorted())
            : .conflicts(merge.conflicts.sorted(), theirs: tree)
    }

    private mutating func tree(
        _ ours: ObjectID, _ theirs: ObjectID, since base: ObjectID?, inside folder: String,
        depth: Int
    ) throws(GitError) -> ObjectID {
        guard depth <= Limits.depth else {
            throw .tooLarge(object: folder, limit: "\(Limits.depth) folders inside each other")
        }
        let sides = try [base, ours, theirs].map { side throws(GitError) in
            try side.map { id throws(GitError) in
                try handle.entries(of: id, path: folder, isStrict: false)
            } ?? []
        }
        var rows: [[UInt8]: [TreeEntry?]] = [:]
        for (side, entries) in sides.enumerated() {
            for entry in entries { rows[entry.name, default: [nil, nil, nil]][side] = entry }
        }
        var merged: [TreeEntry] = []
        for row in rows.values {
            let entry = try entry(row[1], row[2], since: row[0], inside: folder, depth: depth)
            if let entry { merged.append(entry) }
        }
        return try handle.write(TreeParser.bytes(of: merged), as: .tree)
    }

    /// Returns the merged entry for one name; `nil` if the name is gone.
    private mutating func entry(
        _ ours: TreeEntry?, _ theirs: TreeEntry?, since base: TreeEntry?, inside folder: String,
        depth: Int
    ) throws(GitError) -> TreeEntry? {
        if ours == theirs || base == theirs { return ours }
        if base == ours { return theirs }
        let path = folder + ((ours ?? theirs ?? base)?.label ?? "")
        guard let ours, let theirs else {
            conflicts.append(path)
            return theirs
        }
        if ours.mode == .folder, theirs.mode == .folder {
            let id = try tree(
                ours.id, theirs.id, since: base?.mode == .folder ? base?.id : nil,
                inside: path + "/", depth: depth + 1)
            return TreeEntry(mode: .folder, name: ours.name, id: id)
        }
        guard let base, [base, ours, theirs].allSatisfy(\.isFile),
            let id = try file(ours.id, theirs.id, since: base.id)
        else {
            conflicts.append(path)
            return theirs
        }
        if ![ours.id, theirs.id].contains(id) { mergedByLine.append(path) }
        return TreeEntry(
            mode: ours.mode == base.mode ? theirs.mode : ours.mode, name: ours.name, id: id)
    }

    /// Returns the file with both changes; `nil` if they conflict.
    private func file(
        _ ours: ObjectID, _ theirs: ObjectID, since base: ObjectID
    ) throws(GitError) -> ObjectID? {
        if ours == theirs || base == theirs { return ours }
        if base == ours { return theirs }
        for id in [base, ours, theirs] {
            guard let size = try handle.header(of: id)?.size, size <= Limits.blobBytes else {
                return nil
            }
        }
        let texts = try [base, ours, theirs].map { id throws(GitError) in
            try handle.bytes(of: id, as: .blob, atMost: Limits.blobBytes)
        }
        guard !texts.contains(where: { $0.contains(0) }),
            let merged = try TextMerge.merging(texts[1], texts[2], since: texts[0])
        else { return nil }
        return try handle.write(merged, as: .blob)
    }
}

extension TreeEntry {
    fileprivate var isFile: Bool { mode == .file || mode == .executable }
}

/// Merges two changes of a text.
enum TextMerge {
    /// Returns the text with both changes; `nil` if they conflict.
    static func merging(
        _ ours: [UInt8], _ theirs: [UInt8], since base: [UInt8]
    ) throws(GitError) -> [UInt8]? {
        Library.start
        var result = unsafe git_merge_file_result()
        try check("merge a file") {
            unsafe with(base) { base in
                unsafe with(ours) { ours in
                    unsafe with(theirs) { theirs in
                        var (one, two, three) = unsafe (base, ours, theirs)
                        return unsafe git_merge_file(&result, &one, &two, &three, nil)
                    }
                }
            }
        }
        defer { unsafe git_merge_file_result_free(&result) }
        guard unsafe result.automergeable == 1 else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: result.ptr, count: result.len))
    }

    private static func with(_ bytes: [UInt8], _ body: (git_merge_file_input) -> Int32) -> Int32 {
        unsafe bytes.withUnsafeBytes { buffer in
            var input = unsafe git_merge_file_input()
            unsafe input.version = UInt32(GIT_MERGE_FILE_INPUT_VERSION)
            unsafe input.ptr = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            unsafe input.size = buffer.count
            unsafe input.mode = 0o100644
            return unsafe body(input)
        }
    }
}
