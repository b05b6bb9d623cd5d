/// The history in git: the relations of commits, and the versions of files.
package protocol History: Sendable {
    /// Lists the paths that differ between two commits, including added and removed ones, in order.
    func changedPaths(from old: CommitID, to new: CommitID) async throws(SourceError) -> [String]

    /// Finds the newest commit that two commits have in common; `nil` if there is none.
    func mergeBase(
        _ one: CommitID, _ other: CommitID
    ) async throws(SourceError) -> CommitID?

    /// Lists the versions of a file along first parents, newest first, each with its commit.
    ///
    /// It reads at most `limit` commits, so an earlier one may have made the last version listed.
    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> [FileVersion]

    /// Reads a commit with its message and parents.
    func commit(_ id: CommitID) async throws(SourceError) -> CommitDetails
}

/// Computes merges without touching a branch, a working tree or the disk.
package protocol Merging: Sendable {
    /// Merges a change into a base.
    func merge(
        _ change: CommitID, into base: CommitID
    ) async throws(SourceError) -> MergeResult
}

/// The result of merging a change into a base.
package enum MergeResult: Hashable, Sendable {
    /// A commit with both sides.
    case merged(Merge)
    /// Both sides changed these paths in incompatible ways.
    case conflicts([String])
    /// The two have no commit in common.
    case unrelated
    /// The two have several merge bases, since they were merged into each other (criss-cross).
    case crossed
}

/// A change merged into its base.
package struct Merge: Hashable, Sendable {
    /// The change itself if the base is its ancestor, the base if it contains the change, else a
    /// commit that is kept in memory only.
    package let commit: CommitID
    /// The files that both sides changed, even temporarily: a forge may merge these differently.
    package let changedByBoth: [String]
    /// The result of applying each commit of the change to the base in turn, as a rebase does.
    package let rebase: Rebase

    /// How the result of a rebase compares with the merge.
    package enum Rebase: Hashable, Sendable {
        /// The files that `differ` from the merge's, and those whose `conflicts` stop the rebase.
        case known(differ: [String], conflicts: [String])
        /// There are too many commits to compare.
        case tooLong
        /// The same files, as always if the change only adds commits on top of its base.
        case same
    }

    package init(_ commit: CommitID, changedByBoth: [String] = [], rebase: Rebase = .same) {
        (self.commit, self.changedByBoth, self.rebase) = (commit, changedByBoth, rebase)
    }
}

/// A file as one commit made it.
package struct FileVersion: Hashable, Sendable {
    /// The commit that made this version.
    package let revision: Revision
    /// The file; `nil` if that commit removed it.
    package let file: RepositoryFile?

    package init(revision: Revision, file: RepositoryFile?) {
        (self.revision, self.file) = (revision, file)
    }
}

/// A commit with its message and its parents.
package struct CommitDetails: Hashable, Sendable {
    /// The commit's id and the facts that reports show.
    package let revision: Revision
    /// The parents, in order.
    package let parents: [CommitID]
    /// The whole message.
    package let message: String

    package init(revision: Revision, parents: [CommitID], message: String) {
        (self.revision, self.parents, self.message) = (revision, parents, message)
    }
}

extension History {
    /// Reads a commit; `nil` if it cannot be read: it is gone, or the clone is shallow.
    package func knownCommit(_ id: CommitID) async -> CommitDetails? {
        do { return try await commit(id) } catch { return nil }
    }

    /// Whether a version's commit added the file: its first parent, if any, does not have it.
    package func isFirst(
        _ version: FileVersion, of path: String
    ) async throws(SourceError) -> Bool {
        guard let parent = try await commit(version.revision.id).parents.first else { return true }
        return try await versions(of: path, at: parent, limit: 1).allSatisfy { $0.file == nil }
    }
}
