import PinionModel

/// The place where branches are moved: the parts of a repository ``GitPublisher`` needs.
protocol BranchStore: ObjectReading {
    /// Returns the tracked branch's short name.
    func trackedBranch(_ branch: String?) async throws(SourceError) -> String

    /// Returns the ref's target at the last query of the repository; its objects can be read.
    func target(ofKnown ref: String) async throws(SourceError) -> ObjectID?

    /// Returns the sorted branches under a prefix of full ref names, as of the last query.
    func refs(under prefix: String) async throws(SourceError) -> [String]

    /// Moves a branch from a commit, or from nothing, to one that was written before.
    ///
    /// If `isForced`, the new commit need not follow the old one; the branch must still be at the
    /// old one.
    func move(
        _ branch: String, from old: ObjectID?, to new: ObjectID, isForced: Bool
    ) async throws(PublishError)
}
