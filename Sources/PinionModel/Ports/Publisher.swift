/// Puts proposals into git: commits without a working tree, and branches moved by compare-and-swap.
package protocol Publisher: Sendable {
    /// The short name of the tracked branch.
    func trackedBranch() async throws(PublishError) -> String

    /// Writes a commit with exactly these files changed, and reads it back; no ref moves.
    ///
    /// The same draft gives the same commit. The commit is read back and compared with the draft.
    func write(_ draft: CommitDraft) async throws(PublishError) -> CommitID

    /// A branch of the remote against a commit of the tracked one; nil where there is none.
    ///
    /// It is as the remote was when it was asked last. A push that finds the branch elsewhere
    /// throws ``PublishError/moved(branch:)``, and the next question asks the remote anew.
    func branch(
        _ name: String, against base: CommitID
    ) async throws(PublishError) -> ProposalBranch?

    /// The short names of the remote's branches that begin with a prefix, ordered.
    func branches(under prefix: String) async throws(PublishError) -> [String]

    /// Moves a branch of the remote to a commit if it still is where it was seen (nil: nowhere).
    ///
    /// Only a branch below ``Proposal/branchPrefix`` may lose commits by that; any other may only
    /// be fast-forwarded. It is done when the remote was asked again and has the commit.
    func push(
        _ commit: CommitID, to branch: String, expecting old: CommitID?
    ) async throws(PublishError)
}

/// A commit that is to be written.
package struct CommitDraft: Hashable, Sendable {
    /// The commit that it follows.
    package let parent: CommitID
    /// The files with their new bytes; the rest of the tree stays.
    package let files: [RepositoryFile]
    /// The message, with its trailers.
    package let message: String
    /// The author's and committer's date.
    package let at: Timestamp

    package init(parent: CommitID, files: [RepositoryFile], message: String, at: Timestamp) {
        (self.parent, self.files, self.message, self.at) = (parent, files, message, at)
    }
}

/// What stands on a proposal's branch.
package struct ProposalBranch: Hashable, Sendable {
    package let tip: CommitID
    /// Where it left the tracked branch; nil where the two have nothing in common.
    package let mergeBase: CommitID?
    /// The commits that it has and the tracked branch has not, newest first; at most a few hundred.
    package let commits: [BranchCommit]

    package init(tip: CommitID, mergeBase: CommitID?, commits: [BranchCommit]) {
        (self.tip, self.mergeBase, self.commits) = (tip, mergeBase, commits)
    }

    /// Whether nobody but Pinion has added to it.
    package var isOurs: Bool { commits.allSatisfy(\.isOurs) }
}

/// A commit on a proposal's branch.
package struct BranchCommit: Hashable, Sendable {
    package let id: CommitID
    /// Whether it is by Pinion's author and committer and carries a `Pinion-Intent` trailer.
    package let isOurs: Bool
    /// The `Pinion-Intent` trailer; nil where there is none.
    package let intent: String?

    package init(id: CommitID, isOurs: Bool, intent: String?) {
        (self.id, self.isOurs, self.intent) = (id, isOurs, intent)
    }
}

/// Why a proposal could not be put into git.
package enum PublishError: FailureReason {
    /// Somebody else moved the branch first: read it again, and plan anew.
    case moved(branch: String)
    /// The remote refuses the branch: a protection, a hook, a missing right.
    case refused(branch: String, reason: String, remedy: String)
    /// It could not be learnt whether the push landed; running the command again finds out.
    case unknown(branch: String, reason: String)
    /// The commit would change more or other bytes than the plan says; nothing was pushed.
    case unfaithful(reason: String)
    /// The repository could not be read or reached.
    case source(SourceError)

    /// A sentence for the person who is paged.
    package var description: String {
        switch self {
        case .moved(let branch):
            "somebody else moved the branch \(branch) at the same moment, again and again; run "
                + "the command again"
        case .refused(let branch, let reason, let remedy):
            "the remote refuses the branch \(branch): \(reason); \(remedy)"
        case .unknown(let branch, let reason):
            "it is not known whether the push to \(branch) landed: \(reason); run the command "
                + "again, which looks first"
        case .unfaithful(let reason):
            "nothing was pushed: the commit is not what was planned: \(reason); report this as a "
                + "defect"
        case .source(let error): error.description
        }
    }
}
