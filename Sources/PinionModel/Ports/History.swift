/// What git remembers: how commits relate, and how files came to be as they are.
package protocol History: Sendable {
    /// The paths that differ between two commits, added and removed ones too, in order; no file is read.
    func changedPaths(
        from old: CommitID, to new: CommitID
    ) async throws(SourceError) -> [String]

    /// The newest commit that two have in common; nil where there is none.
    func mergeBase(
        _ one: CommitID, _ other: CommitID
    ) async throws(SourceError) -> CommitID?

    /// The versions of a file along the first parents of a commit, newest first, with their commits.
    ///
    /// Walks at most `limit` commits; the last version's is then only the oldest that was looked at.
    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> [FileVersion]

    /// A commit with its message and parents.
    func commit(_ id: CommitID) async throws(SourceError) -> CommitDetails
}

/// Tells what merging would give, without touching a branch, a working tree or the disk.
package protocol Merging: Sendable {
    /// Merges a change into a base.
    func merge(
        _ change: CommitID, into base: CommitID
    ) async throws(SourceError) -> MergeResult
}

/// What merging a change into a base would give.
package enum MergeResult: Hashable, Sendable {
    /// A commit with both.
    case merged(Merge)
    /// Both changed these paths, in ways that do not go together.
    case conflicts([String])
    /// They have no commit in common.
    case unrelated
    /// They were merged into each other, so that no single commit is the one that both began from.
    case crossed
}

/// A change that is put onto its base.
package struct Merge: Hashable, Sendable {
    /// The change where the base is its ancestor, the base where it has the change, else one in memory.
    package let commit: CommitID
    /// The files that both changed, at the end or in a commit on the way, so that other ways of merging
    /// may give other lines.
    package let mixed: [String]
    /// What putting each commit of the change onto the base by itself would give, as a rebase does.
    package let rebase: Rebase

    /// What a rebase would give.
    package enum Rebase: Hashable, Sendable {
        /// The same files, but for those that `differ`; those in `conflicts` cannot be rebased.
        case known(differ: [String], conflicts: [String])
        /// There are too many commits to tell.
        case tooLong
        /// The same: the change is its base with commits on top.
        case same
    }

    package init(_ commit: CommitID, mixed: [String] = [], rebase: Rebase = .same) {
        (self.commit, self.mixed, self.rebase) = (commit, mixed, rebase)
    }
}

/// A file as one commit made it.
package struct FileVersion: Hashable, Sendable {
    /// The commit that brought it.
    package let revision: Revision
    /// The file; nil where that commit removed it.
    package let file: RepositoryFile?

    package init(revision: Revision, file: RepositoryFile?) {
        (self.revision, self.file) = (revision, file)
    }
}

/// A commit with what links it to others.
package struct CommitDetails: Hashable, Sendable {
    /// What a reader needs of it.
    package let revision: Revision
    /// Its parents, in order.
    package let parents: [CommitID]
    /// The whole message.
    package let message: String

    package init(revision: Revision, parents: [CommitID], message: String) {
        (self.revision, self.parents, self.message) = (revision, parents, message)
    }
}

extension History {
    /// A commit; nil where it cannot be read: it is not there any more, or the clone is shallow.
    package func knownCommit(_ id: CommitID) async -> CommitDetails? {
        do { return try await commit(id) } catch { return nil }
    }

    /// Whether a version's commit brought the file: its parent, if any, does not have it.
    package func isFirst(
        _ version: FileVersion, of path: String
    ) async throws(SourceError) -> Bool {
        guard let parent = try await commit(version.revision.id).parents.first else { return true }
        return try await versions(of: path, at: parent, limit: 1).allSatisfy { $0.file == nil }
    }
}
