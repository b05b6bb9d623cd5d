/// What git remembers: how commits relate, and how files came to be as they are.
package protocol History: Sendable {
    /// The paths that differ between two commits, files added and removed among them, in order; nothing is read of files.
    func changedPaths(
        from old: CommitID, to new: CommitID
    ) async throws(SourceError) -> [String]

    /// The newest commit that two have in common; nil where there is none.
    func mergeBase(
        _ one: CommitID, _ other: CommitID
    ) async throws(SourceError) -> CommitID?

    /// The versions of a file along the first parents of a commit, newest first: each with the commit that brought it.
    ///
    /// Walks at most `limit` commits; the last version's commit is then only the oldest that was looked at.
    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> [FileVersion]

    /// A commit with its message and parents.
    func commit(_ id: CommitID) async throws(SourceError) -> CommitDetails
}

/// A file as one commit made it.
package struct FileVersion: Hashable, Sendable {
    /// The commit that brought it.
    package let revision: Revision
    /// The file; nil where that commit removed it.
    package let file: RepositoryFile?

    /// Pairs a version with its commit.
    package init(revision: Revision, file: RepositoryFile?) {
        self.revision = revision
        self.file = file
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

    /// Puts details together.
    package init(revision: Revision, parents: [CommitID], message: String) {
        self.revision = revision
        self.parents = parents
        self.message = message
    }
}
