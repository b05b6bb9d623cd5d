package import PinionModel

/// Why a proposal was not made, besides what git and the forge say.
package enum ProposalError: FailureReason {
    /// The environment is not on the commit any more.
    case noEnvironment(Environment.Name, commit: CommitID)
    /// The pins of a commit cannot be read.
    case unreadable(place: String, FileMistakes)
    /// The proposal's branch may not be moved.
    case branch(String, BranchRefusal)
    /// Another open proposal moves the same pin to another image.
    case conflict(ProposalConflict)
    /// The tracked branch already is as wanted, and the open branch says otherwise.
    case voids(branch: String, address: String?)
    /// The branch is pushed, and the forge did not take the pull request.
    case unreviewed(branch: String, ForgeError)

    /// A sentence for the person who is paged.
    package var description: String {
        switch self {
        case .noEnvironment(let name, let commit):
            "the environment \(name) is not there any more at commit \(commit.short); look at who "
                + "removed it"
        case .unreadable(let place, let mistakes): "cannot read the pins of \(place):\n\(mistakes)"
        case .branch(let name, let refusal): "nothing was pushed: \(refusal.sentence(name))"
        case .conflict(let conflict): "nothing was pushed: \(conflict)"
        case .voids(let branch, let address):
            "nothing was pushed: the tracked branch is already as asked, and the open proposal on "
                + "\(branch)\(address.map { " (\($0))" } ?? "") holds nothing but the opposite; "
                + "close it and delete the branch"
        case .unreviewed(let branch, let error):
            "the branch \(branch) is pushed, and its pull request is not up to date: \(error); "
                + "running the same command again finishes it"
        }
    }
}

/// Another open proposal that moves the same pin elsewhere.
package struct ProposalConflict: Hashable, Sendable, CustomStringConvertible {
    package let pin: PinKey
    /// Where it would be moved by the other one.
    package let image: PinnedImage
    /// The other one's branch.
    package let branch: String
    /// Its pull request's address; nil where there is none.
    package let address: String?

    /// What is in the way and the way out.
    package var description: String {
        "the open proposal on \(branch)\(address.map { " (\($0))" } ?? "") moves \(pin) to "
            + "\(image.reference.familiar); merge it or close it and delete its branch, then run "
            + "the command again"
    }
}

/// A rule of the files stands against what was asked: nothing is pushed, exit code 3.
package struct RuleRefusal: FailureReason {
    /// What is refused, by which rule, and the way out.
    package let description: String

    /// Puts a refusal into words.
    package init(_ text: String) { description = text }
}
