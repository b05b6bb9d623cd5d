/// A file of a working copy that the tracked branch lacks or has with other contents.
package struct UnpublishedFile: Hashable, Sendable {
    /// The ways in which a file differs from the tracked branch.
    package enum State: Hashable, Sendable {
        /// The file is new or changed, and not committed.
        case uncommitted
        /// The file's contents are committed here, but not on the tracked branch.
        case unpushed
        /// The file was deleted here, but not on the tracked branch.
        case deleted
    }

    /// The path from the repository's root.
    package let path: String
    /// How the file differs from the tracked branch.
    package let state: State

    package init(path: String, state: State) { (self.path, self.state) = (path, state) }
}

/// Compares the files of a working tree with a commit of the tracked branch.
///
/// Only changes that were made here count: if the tracked branch moved on and the working copy
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
