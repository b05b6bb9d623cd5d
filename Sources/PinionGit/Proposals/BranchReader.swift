import PinionModel

/// Reads the commits on a proposal's branch, and whether Pinion made them.
enum BranchReader {
    /// The maximum number of commits that are read.
    static let limit = 300

    /// Compares a branch's tip with a commit of the tracked branch.
    static func branch(
        _ tip: ObjectID, against base: ObjectID, name: String, in handle: RepositoryHandle
    ) throws(GitError) -> ProposalBranch? {
        guard let id = tip.commit else { return nil }
        guard try handle.header(of: base)?.kind == .commit else {
            throw .malformed(
                object: "the branch \(name)",
                reason: "the commit \(base.short), which it is compared with, is not there")
        }
        var commits: [BranchCommit] = []
        for commit in try added(from: tip, without: [base], name: name, in: handle) {
            if let described = try describe(commit, in: handle) { commits.append(described) }
        }
        return ProposalBranch(
            tip: id, mergeBase: try handle.mergeBase(tip, base)?.commit, commits: commits)
    }

    /// Finds the first commit by others that moving a branch would lose; `nil` if there is none.
    ///
    /// Commits that are reachable from `kept` are not lost.
    static func lost(
        from old: ObjectID, keeping kept: [ObjectID], name: String, in handle: RepositoryHandle
    ) throws(GitError) -> ObjectID? {
        for commit in try added(from: old, without: kept, name: name, in: handle)
        where try describe(commit, in: handle)?.isOurs != true {
            return commit
        }
        return nil
    }

    private static func added(
        from tip: ObjectID, without others: [ObjectID], name: String, in handle: RepositoryHandle
    ) throws(GitError) -> [ObjectID] {
        let commits = try handle.commits(from: [tip], without: others, limit: limit)
        guard commits.count <= limit else {
            throw .malformed(
                object: "the branch \(name)",
                reason: "it has more than \(limit) commits that the tracked branch lacks; delete "
                    + "it there")
        }
        return commits
    }

    /// Describes a commit; one that breaks the strict reader's rules counts as not Pinion's.
    private static func describe(
        _ id: ObjectID, in handle: RepositoryHandle
    ) throws(GitError) -> BranchCommit? {
        guard let commitID = id.commit else { return nil }
        let commit: CommitObject
        do throws(GitError) { commit = try handle.commit(id) } catch {
            switch error {
            case .malformed, .tooLarge:
                return BranchCommit(id: commitID, isOurs: false, intent: nil)
            default: throw error
            }
        }
        let intent = CommitTrailers(parsing: commit.message).intent
        let isByUs = [commit.author, commit.committer].allSatisfy {
            $0.name == CommitWriter.author.name && $0.address == CommitWriter.author.address
        }
        return BranchCommit(id: commitID, isOurs: isByUs && intent != nil, intent: intent)
    }
}
