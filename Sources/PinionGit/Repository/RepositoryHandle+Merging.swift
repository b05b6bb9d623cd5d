import CLibgit2
import PinionModel

extension RepositoryHandle {
    /// Keeps what is written from now on in memory: nothing of it is on the disk.
    func writeToMemory() throws(GitError) {
        var memory: OpaquePointer?
        try check("keep objects in memory") { unsafe git_mempack_new(&memory) }
        // Before the backends of the disk, which libgit2 adds with 1 and 2; the database owns it then.
        try check("keep objects in memory") {
            unsafe withObjects { unsafe git_odb_add_backend($0, memory, 1_000) }
        }
    }

    /// Reads the objects of another repository too, where its own database has none.
    func read(alsoFrom folder: String) throws(GitError) {
        try check("read the objects of \(folder)") {
            unsafe withObjects { unsafe git_odb_add_disk_alternate($0, folder) }
        }
    }

    /// Every best common ancestor of two commits: several where histories crossed.
    /// - Throws: ``GitError/shallow`` where a shallow clone shows none.
    func mergeBases(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> [ObjectID] {
        var (one, other) = (one.oid, other.oid)
        var found = unsafe git_oidarray()
        do {
            try check("compare two commits") {
                unsafe withRepository { unsafe git_merge_bases(&found, $0, &one, &other) }
            }
        } catch {
            if isShallow { throw .shallow }
            if error.code == GIT_ENOTFOUND { return [] }
            throw error
        }
        defer { unsafe git_oidarray_dispose(&found) }
        return unsafe UnsafeBufferPointer(start: found.ids, count: found.count).map { ObjectID($0) }
    }

    /// What merging a change into a base would give: nothing moves, and nothing is written to the disk.
    func merge(_ change: ObjectID, into base: ObjectID) throws(GitError) -> MergeResult {
        if try isAncestor(base, of: change) {
            return change.commit.map { .commit($0) } ?? .unrelated
        }
        if try isAncestor(change, of: base) { return base.commit.map { .commit($0) } ?? .unrelated }
        let common = try mergeBases(base, change)
        guard let first = common.first else { return .unrelated }
        guard common.count == 1 else { return .crossed }
        try writeToMemory()
        let theirs = try commit(change)
        let outcome = try TreeMerge.merging(
            commit(base).tree, theirs.tree, since: commit(first).tree, in: self)
        switch outcome {
        case .conflicts(let paths): return .conflicts(paths)
        case .tree(let tree):
            let made = try CommitWriter(self).commit(
                tree: tree, parents: [base, change], message: "Merge\n", at: theirs.committer.at)
            return made.commit.map { .commit($0) } ?? .unrelated
        }
    }
}
