package import PinionModel

/// What a run does with the branch of its proposal.
package enum BranchMove: Hashable, Sendable {
    /// It stands as it should.
    case upToDate
    /// There is none yet.
    case create
    /// Every commit that the tracked branch lacks is Pinion's: it is made anew from the tip, provided that it
    /// still stands where it was seen.
    case replace(lease: CommitID)
    /// Others have committed to it: theirs stay, and one follows.
    case addOnTop(of: CommitID)
    /// Nothing may be pushed.
    case refuse(BranchRefusal)

    /// Decides by what stands on the branch and where its pull request stands.
    package init(on situation: BranchSituation) {
        let request = situation.request
        let intents = situation.branch?.commits.compactMap(\.intent) ?? []
        // A pull request that tells of another intent ended before the branch got this one: a run pushed it, and the
        // forge did not take its pull request.
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
        // Pinion began the branch at the tracked branch: what comes before its first commit was dropped there since.
        guard branch.commits.last?.isOurs ?? true else { return .refuse(.foreignRoot) }
        guard situation.isProposed else {
            return branch.isOurs ? .replace(lease: branch.tip) : .refuse(.left)
        }
        if branch.isOurs {
            return situation.holdsAll && situation.isCurrent
                ? .upToDate : .replace(lease: branch.tip)
        }
        return situation.holdsWanted ? .upToDate : .addOnTop(of: branch.tip)
    }
}

/// What is known when a proposal's branch is to be moved.
package struct BranchSituation: Hashable, Sendable {
    /// What stands on the branch; nil where there is none.
    package let branch: ProposalBranch?
    /// Its pull request, the open one before all others; nil where there is none or no forge.
    package let request: PullRequest?
    /// The intent of what is to be proposed.
    package let intent: Digest
    /// Whether the branch's pins are exactly those that are wanted.
    package let holdsAll: Bool
    /// Whether every pin that is to change is on the branch as it is wanted.
    package let holdsWanted: Bool
    /// Whether the branch begins at the tracked branch's tip.
    package let isCurrent: Bool

    /// Whether the branch is still proposed: its pull request is open, or there is none yet.
    var isProposed: Bool { request.map { $0.state == .open } ?? true }
}

/// Why a proposal's branch may not be moved.
package enum BranchRefusal: Hashable, Sendable {
    /// People closed the pull request of the very same proposal.
    case closed(String)
    /// The very same proposal was merged, and undone on the tracked branch since.
    case undone(String)
    /// Its pull request is closed or merged, and it holds commits by others.
    case left
    /// It has nothing in common with the tracked branch.
    case unrelated
    /// It begins with commits by others: the tracked branch was rewritten, or somebody else began it.
    case foreignRoot

    /// What is in the way and the way out, of a branch.
    package func sentence(_ branch: String) -> String {
        switch self {
        case .closed(let address):
            "the same proposal was closed without merging (\(address)); delete the branch \(branch) to "
                + "propose it again, or refuse the digest by `pinion hold --refuse`"
        case .undone(let address):
            "the same proposal was merged (\(address)) and undone since; revert what undid it to have it "
                + "back, or refuse the digest by `pinion hold --refuse`"
        case .left:
            "the branch \(branch) holds commits that are not by Pinion, and its pull request is not open any "
                + "more; save what is needed of them and delete the branch"
        case .foreignRoot:
            "the branch \(branch) begins with commits that are not by Pinion and not on the tracked branch, which "
                + "was perhaps rewritten since; look at them, then delete the branch"
        case .unrelated:
            "the branch \(branch) has no commit in common with the tracked branch; delete it"
        }
    }
}
