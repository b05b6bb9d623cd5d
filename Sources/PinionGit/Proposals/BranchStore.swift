import PinionModel

/// Where branches are moved: what ``GitPublisher`` needs of a repository.
protocol BranchStore: ObjectReading {
    /// The tracked branch's short name.
    func trackedBranch(_ branch: String?) async throws(SourceError) -> String

    /// What a ref led to when the repository was asked last; its objects are there to be read.
    func target(ofKnown ref: String) async throws(SourceError) -> ObjectID?

    /// The branches under a full ref name's beginning, ordered, as the repository was asked last.
    func refs(under prefix: String) async throws(SourceError) -> [String]

    /// Moves a branch from a commit, or from nothing, to one that was written before.
    ///
    /// Where `isForced`, the new commit need not follow the old one, which is the condition all
    /// the same.
    func move(
        _ branch: String, from old: ObjectID?, to new: ObjectID, isForced: Bool
    ) async throws(PublishError)
}
