/// A file of a working copy that the tracked branch does not have as it is there.
package struct UnpublishedFile: Hashable, Sendable {
    /// What keeps it from the tracked branch.
    package enum State: Hashable, Sendable {
        /// It is new or changed, and not committed.
        case uncommitted
        /// It is committed here, and not on the tracked branch.
        case unpushed
        /// It was deleted here, and not on the tracked branch.
        case deleted
    }

    /// The path from the repository's root.
    package let path: String
    /// What keeps it from the tracked branch.
    package let state: State

    package init(path: String, state: State) { (self.path, self.state) = (path, state) }
}

/// Compares the files of a working tree with a commit of the tracked branch.
///
/// Only what a person did here counts: where the tracked branch went on and the working copy
/// stayed behind, nothing is unpublished.
struct WorkingTreeComparison {
    /// The files of the tracked branch's tip.
    let tip: [String: ObjectID]
    /// The files of the last commit that both sides have.
    let base: [String: ObjectID]
    /// The files of the commit that is checked out.
    let head: [String: ObjectID]
    /// The files in the working tree.
    let tree: [String: ObjectID]

    /// The files that differ, in path order.
    var unpublished: [UnpublishedFile] {
        Set(tip.keys).union(tree.keys).union(base.keys).sorted().compactMap { path in
            let here = tree[path]
            guard here != tip[path], here != base[path] else { return nil }
            guard here != nil else { return UnpublishedFile(path: path, state: .deleted) }
            let isCommitted = here == head[path]
            return UnpublishedFile(path: path, state: isCommitted ? .unpushed : .uncommitted)
        }
    }
}
