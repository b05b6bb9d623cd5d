import CLibgit2
import PinionModel

extension RepositoryHandle {
    /// Keeps all objects written from now on in memory, and none on the disk.
    func writeToMemory() throws(GitError) {
        var memory: OpaquePointer?
        try check("keep objects in memory") { unsafe git_mempack_new(&memory) }
        // The priority goes before the disk backends, which libgit2 adds with 1 and 2.
        try check("keep objects in memory") {
            unsafe withObjects { unsafe git_odb_add_backend($0, memory, 1_000) }
        }
    }

    /// Adds the objects of another repository as a second place to read from.
    func read(alsoFrom folder: String) throws(GitError) {
        try check("read the objects of \(folder)") {
            unsafe withObjects { unsafe git_odb_add_disk_alternate($0, folder) }
        }
    }

    /// Returns every best common ancestor of two commits: several if their histories crossed.
    /// - Throws: ``GitError/shallow`` if a shallow clone shows none.
    func mergeBases(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> [ObjectID] {
        var (one, other) = (one.oid, other.oid)
        var bases = unsafe git_oidarray()
        defer { unsafe git_oidarray_dispose(&bases) }
        let isThere = try unlessShallow { () throws(GitError) in
            try found("compare two commits") {
                unsafe withRepository { unsafe git_merge_bases(&bases, $0, &one, &other) }
            }
        }
        if !isThere, isShallow { throw .shallow }
        return unsafe UnsafeBufferPointer(start: bases.ids, count: bases.count).map { ObjectID($0) }
    }

    /// Returns the result of merging a change into a base; no ref moves, the disk is not written.
    func merge(_ change: ObjectID, into base: ObjectID) throws(GitError) -> MergeResult {
        if try isAncestor(change, of: base) { return try merged(base, of: change, onto: base) }
        if try isAncestor(base, of: change) { return try merged(change, of: change, onto: base) }
        let common = try mergeBases(base, change)
        guard let first = common.first else { return .unrelated }
        guard common.count == 1 else { return .crossed }
        try writeToMemory()
        let theirs = try commit(change)
        switch try TreeMerge.merging(
            commit(base).tree, theirs.tree, since: commit(first).tree, in: self)
        {
        case .conflicts(let paths, _): return .conflicts(paths)
        case .tree(let tree, let mergedByLine):
            let made = try CommitWriter(self).commit(
                tree: tree, parents: [base, change], message: "Merge\n", at: theirs.committer.at)
            guard let shared = try changedByBoth(base, change) else {
                guard let id = made.commit else { throw .missing(object: "the commit \(made)") }
                return .merged(Merge(id, changedByBoth: mergedByLine, rebase: .tooLong))
            }
            return try merged(
                made, of: change, onto: base, changedByBoth: Set(mergedByLine + shared).sorted())
        }
    }

    /// Returns the paths that commits of both histories touched since they parted, including paths
    /// that were reverted since; `nil` if there are too many commits.
    ///
    /// `git rebase` leaves out a commit whose patch the base has already, so that the commits that
    /// follow it land without it.
    private func changedByBoth(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> [String]? {
        guard let ours = try touched(from: one, without: other),
            let theirs = try touched(from: other, without: one)
        else { return nil }
        return Array(ours.intersection(theirs))
    }

    private func touched(
        from tip: ObjectID, without other: ObjectID
    ) throws(GitError) -> Set<String>? {
        let ids = try commits(from: [tip], without: [other], limit: Self.mostRebased)
        guard ids.count <= Self.mostRebased else { return nil }
        var paths: Set<String> = []
        for id in ids {
            let next = try commit(id)
            guard next.parents.count == 1, let parent = next.parents.first else { continue }
            let changes = try TreeDifference.changes(
                from: commit(parent).tree, to: next.tree, in: self)
            paths.formUnion(changes.map(\.path))
        }
        return paths
    }

    private func merged(
        _ result: ObjectID, of change: ObjectID, onto base: ObjectID, changedByBoth: [String] = []
    ) throws(GitError) -> MergeResult {
        guard let id = result.commit else { throw .missing(object: "the commit \(result)") }
        return .merged(
            Merge(
                id, changedByBoth: changedByBoth,
                rebase: try rebase(change, onto: base, asMerged: result)))
    }

    /// The number of commits above which a rebase is not simulated.
    private static let mostRebased = 2_000

    /// Compares merging with a rebase, which puts each commit of a change onto a base, without
    /// merges, as `git rebase` does.
    ///
    /// A conflict takes the commit's own side: git can merge more than this does (renames,
    /// drivers), so the other files still count.
    private func rebase(
        _ change: ObjectID, onto base: ObjectID, asMerged merged: ObjectID
    ) throws(GitError) -> Merge.Rebase {
        let ids = try commits(from: [change], without: [base], limit: Self.mostRebased)
        guard ids.count <= Self.mostRebased else { return .tooLong }
        var tree = try commit(base).tree
        var conflicts: Set<String> = []
        var isInMemory = false
        for id in ids.reversed() {
            let next = try commit(id)
            guard next.parents.count == 1, let parent = next.parents.first else { continue }
            let former = try commit(parent).tree
            guard former != tree else {
                tree = next.tree
                continue
            }
            if !isInMemory { try writeToMemory() }
            isInMemory = true
            switch try TreeMerge.merging(tree, next.tree, since: former, in: self) {
            case .tree(let moved, _): tree = moved
            case .conflicts(let paths, let moved):
                conflicts.formUnion(paths)
                tree = moved
            }
        }
        let differ = try TreeDifference.changes(from: commit(merged).tree, to: tree, in: self).map(
            \.path)
        return differ.isEmpty ? .same : .known(differ: differ, conflicts: conflicts.sorted())
    }
}
