package import PinionModel

/// The reason why a proposal was not made, unless git or the forge reports one.
package enum ProposalError: FailureReason {
    /// The environment is no longer in the commit.
    case noEnvironment(Environment.Name, commit: CommitID)
    /// The pins of a commit cannot be read.
    case unreadable(place: String, FileMistakes)
    /// The proposal's branch may not be moved.
    case branch(String, BranchRefusal)
    /// Another open proposal moves the same pin to another image.
    case conflict(ProposalConflict)
    /// The tracked branch is already as wanted, and the open branch changes it back.
    case contradictsOpenProposal(branch: String, address: String?)
    /// The branch is pushed, but the forge did not take the pull request.
    case unreviewed(branch: String, ForgeError)

    /// The error as a sentence, with its remedy.
    package var description: String {
        switch self {
        case .noEnvironment(let name, let commit):
            "the environment \(name) is not there any more at commit \(commit.short); look at who "
                + "removed it"
        case .unreadable(let place, let mistakes): "cannot read the pins of \(place):\n\(mistakes)"
        case .branch(let name, let refusal): "nothing was pushed: \(refusal.sentence(name))"
        case .conflict(let conflict): "nothing was pushed: \(conflict)"
        case .contradictsOpenProposal(let branch, let address):
            "nothing was pushed: the tracked branch is already as asked, and the open proposal on "
                + "\(branch)\(address.map { " (\($0))" } ?? "") holds nothing but the opposite; "
                + "close it and delete the branch"
        case .unreviewed(let branch, let error):
            "the branch \(branch) is pushed, and its pull request is not up to date: \(error); "
                + "running the same command again finishes it"
        }
    }
}

/// An open proposal that moves the same pin to another image.
package struct ProposalConflict: Hashable, Sendable, CustomStringConvertible {
    package let pin: PinKey
    /// The other proposal's image.
    package let image: PinnedImage
    /// The other proposal's branch.
    package let branch: String
    /// The other proposal's pull request address; `nil` if there is none.
    package let address: String?

    /// The conflict as a clause, and the remedy.
    package var description: String {
        "the open proposal on \(branch)\(address.map { " (\($0))" } ?? "") moves \(pin) to "
            + "\(image.reference.familiar); merge it or close it and delete its branch, then run "
            + "the command again"
    }
}

/// The refusal of a request by a rule of the files: nothing is pushed, exit code 3.
package struct RuleRefusal: FailureReason {
    /// What is refused, by which rule, and the remedy.
    package let description: String

    /// Creates a refusal in words.
    package init(_ text: String) { description = text }
}
