package import PinionModel

/// The action that a run takes on its proposal's branch.
package enum BranchMove: Hashable, Sendable {
    /// The branch is as it should be.
    case upToDate
    /// There is no branch yet.
    case create
    /// Every commit that the tracked branch lacks is Pinion's: the branch is made anew from the
    /// tip, provided that it has not moved since.
    case replace(lease: CommitID)
    /// The branch has commits by others: they stay, and one is added.
    case addOnTop(of: CommitID)
    /// Nothing may be pushed.
    case refuse(BranchRefusal)

    /// Decides by the commits on the branch and the state of its pull request.
    package init(on situation: BranchSituation) {
        let request = situation.request
        let intents = situation.branch?.commits.compactMap(\.intent) ?? []
        // A pull request that names another intent ended before the branch got this one: a run
        // pushed it, and then failed to open its pull request.
        let told = request.flatMap { Proposal.intent(markedIn: $0.body) }
        let isKnown =
            intents.contains(situation.intent.hex)
            && (told ?? situation.intent.hex) == situation.intent.hex
        switch request?.state {
        case .merged where isKnown || told == situation.intent.hex:
            self = .refuse(.undone(request?.address ?? ""))
        case .closed where isKnown: self = .refuse(.closed(request?.address ?? ""))
        case .open, .merged, .closed, nil: self = Self.move(situation)
        }
    }

    private static func move(_ situation: BranchSituation) -> BranchMove {
        guard let branch = situation.branch else { return .create }
        guard branch.mergeBase != nil else { return .refuse(.unrelated) }
        // Pinion began the branch at the tracked branch, which has since dropped these commits.
        guard branch.commits.last?.isOurs ?? true else { return .refuse(.foreignRoot) }
        guard situation.isProposed else {
            return branch.isOurs ? .replace(lease: branch.tip) : .refuse(.holdsOthersCommits)
        }
        if branch.isOurs {
            return situation.holdsAll && situation.isCurrent
                ? .upToDate : .replace(lease: branch.tip)
        }
        return situation.holdsWanted ? .upToDate : .addOnTop(of: branch.tip)
    }
}

/// The facts by which a proposal's branch is moved.
package struct BranchSituation: Hashable, Sendable {
    /// The proposal's branch; `nil` if there is none.
    package let branch: ProposalBranch?
    /// Its pull request, if possible the open one; `nil` if there is none or no forge.
    package let request: PullRequest?
    /// The intent of the new proposal.
    package let intent: Digest
    /// Whether the branch's pins are exactly the wanted ones.
    package let holdsAll: Bool
    /// Whether every changing pin is on the branch as it is wanted.
    package let holdsWanted: Bool
    /// Whether the branch begins at the tracked branch's tip.
    package let isCurrent: Bool

    /// Whether the branch is still proposed: its pull request is open, or there is none yet.
    var isProposed: Bool { request.map { $0.state == .open } ?? true }
}

/// A reason why a proposal's branch may not be moved.
package enum BranchRefusal: Hashable, Sendable {
    /// The pull request of the very same proposal was closed.
    case closed(String)
    /// The very same proposal was merged, and has since been undone on the tracked branch.
    case undone(String)
    /// Its pull request is closed or merged, and it holds commits by others.
    case holdsOthersCommits
    /// It has nothing in common with the tracked branch.
    case unrelated
    /// It begins with others' commits: the tracked branch was rewritten, or they began this one.
    case foreignRoot

    /// Returns what is in the way of a branch, and the remedy.
    package func sentence(_ branch: String) -> String {
        switch self {
        case .closed(let address):
            "the same proposal was closed without merging (\(address)); delete the branch "
                + "\(branch) to propose it again, or refuse the digest by `pinion hold --refuse`"
        case .undone(let address):
            "the same proposal was merged (\(address)) and undone since; revert what undid it to "
                + "have it back, or refuse the digest by `pinion hold --refuse`"
        case .holdsOthersCommits:
            "the branch \(branch) holds commits that are not by Pinion, and its pull request is "
                + "not open any more; save what is needed of them and delete the branch"
        case .foreignRoot:
            "the branch \(branch) begins with commits that are not by Pinion and not on the "
                + "tracked branch, which was perhaps rewritten since; look at them, then delete "
                + "the branch"
        case .unrelated:
            "the branch \(branch) has no commit in common with the tracked branch; delete it"
        }
    }
}
