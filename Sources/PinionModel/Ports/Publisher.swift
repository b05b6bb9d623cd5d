/// Writes proposals to git: commits without a working tree, and branches by compare-and-swap.
package protocol Publisher: Sendable {
    /// Returns the short name of the tracked branch.
    func trackedBranch() async throws(PublishError) -> String

    /// Writes a commit that changes exactly the draft's files; moves no ref.
    ///
    /// The same draft gives the same commit. The commit is read back and compared with the draft.
    func write(_ draft: CommitDraft) async throws(PublishError) -> CommitID

    /// Compares a branch of the remote with a commit of the tracked one; `nil` if it is missing.
    ///
    /// The branch is as the remote last reported it. A push that finds it elsewhere throws
    /// ``PublishError/moved(branch:)``, and the next call asks the remote again.
    func branch(
        _ name: String, against base: CommitID
    ) async throws(PublishError) -> ProposalBranch?

    /// Lists the short names of the remote's branches that begin with a prefix, ordered.
    func branches(under prefix: String) async throws(PublishError) -> [String]

    /// Moves a branch of the remote to a commit if its tip still is `old` (`nil`: no such branch).
    ///
    /// Only a branch below ``Proposal/branchPrefix`` may lose commits; any other is only
    /// fast-forwarded. The push is done when the remote, asked again, has the commit.
    func push(
        _ commit: CommitID, to branch: String, expecting old: CommitID?
    ) async throws(PublishError)
}

/// A commit that is to be written.
package struct CommitDraft: Hashable, Sendable {
    /// The parent commit.
    package let parent: CommitID
    /// The files with their new bytes; the rest of the tree is kept.
    package let files: [RepositoryFile]
    /// The message, with its trailers.
    package let message: String
    /// The author's and committer's date.
    package let at: Timestamp

    package init(parent: CommitID, files: [RepositoryFile], message: String, at: Timestamp) {
        (self.parent, self.files, self.message, self.at) = (parent, files, message, at)
    }
}

/// The state of a proposal's branch.
package struct ProposalBranch: Hashable, Sendable {
    package let tip: CommitID
    /// The commit at which it left the tracked branch; `nil` if the two have nothing in common.
    package let mergeBase: CommitID?
    /// The commits that the tracked branch does not have, newest first; at most a few hundred.
    package let commits: [BranchCommit]

    package init(tip: CommitID, mergeBase: CommitID?, commits: [BranchCommit]) {
        (self.tip, self.mergeBase, self.commits) = (tip, mergeBase, commits)
    }

    /// Whether only Pinion has added commits.
    package var isOurs: Bool { commits.allSatisfy(\.isOurs) }
}

/// A commit on a proposal's branch.
package struct BranchCommit: Hashable, Sendable {
    package let id: CommitID
    /// Whether it is by Pinion's author and committer and carries a `Pinion-Intent` trailer.
    package let isOurs: Bool
    /// The `Pinion-Intent` trailer; `nil` if there is none.
    package let intent: String?

    package init(id: CommitID, isOurs: Bool, intent: String?) {
        (self.id, self.isOurs, self.intent) = (id, isOurs, intent)
    }
}

/// The reason why a proposal could not be written to git.
package enum PublishError: FailureReason {
    /// Someone else moved the branch first: read it again, and plan again.
    case moved(branch: String)
    /// The remote refuses the branch: a protection, a hook, a missing right.
    case refused(branch: String, reason: String, remedy: String)
    /// It is unknown whether the push succeeded; running the command again finds out.
    case unknown(branch: String, reason: String)
    /// The commit would change other bytes than planned; nothing was pushed.
    case differsFromPlan(reason: String)
    /// The commit was to be signed and could not be; nothing was pushed.
    case unsigned(reason: String)
    /// The repository could not be read or reached.
    case source(SourceError)

    /// A sentence for the operator.
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
        case .differsFromPlan(let reason):
            "nothing was pushed: the commit is not what was planned: \(reason); report this as a "
                + "defect"
        case .unsigned(let reason):
            "nothing was pushed: the commit cannot be signed, as pinion.yaml asks (`sign: ssh`): "
                + reason
        case .source(let error): error.description
        }
    }
}
