import PinionHTTP
import PinionModel
import PinionSyntax

/// How one forge is spoken to: its requests as values, and its answers read.
///
/// It sends nothing itself.
protocol ForgeDialect: Sendable {
    /// What the forge takes at most.
    var limits: ForgeLimits { get }
    /// The fields of every request, without the token.
    var headers: Headers { get }

    /// The lists in which pull requests from a branch stand, newest first; an earlier list goes before a later one.
    func lists(of branch: String) -> [ForgeCall]
    /// Whether these lists hold nothing else, so that they are short and can be read to their end.
    var filtersByBranch: Bool { get }
    /// One pull request.
    func request(_ number: Int) -> ForgeCall
    /// Reads a pull request; nil where a field is missing.
    func proposed(_ node: JSONNode) -> ProposedBranch?
    /// Opens a pull request.
    func opening(_ draft: PullRequestDraft) -> ForgeCall
    /// Writes title and body.
    func refreshing(_ number: Int, title: String, body: String) -> ForgeCall

    /// Closes a pull request, with another body.
    func closing(_ number: Int, saying body: String) -> ForgeCall
    /// The reviews of a pull request; nil where the comments tell them.
    func reviews(of number: Int) -> ForgeCall?

    /// The comments of a pull request.
    func comments(on number: Int) -> ForgeCall
    /// Reads a comment; nil where a field is missing.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment?
    /// Adds a comment.
    func adding(_ body: String, on number: Int) -> ForgeCall
    /// Puts another text into a comment.
    func editing(_ comment: Int, to body: String, on number: Int) -> ForgeCall
    /// The member of the answer to `GET /user` that names the user.
    var userMember: String { get }

    /// The statuses of a commit, newest first where the forge can say so; nil for those of every context.
    func statuses(of commit: CommitID, context: String?) -> ForgeCall
    /// Whether a status on the commit counts wherever the commit stands, so that one that is so already need not be set.
    func isShared(_ commit: CommitID) -> Bool
    /// Reads a status; nil where a field is missing.
    func status(_ node: JSONNode) -> ShownStatus?
    /// The status as the forge would show it.
    func shown(_ status: CommitStatus) -> ShownStatus
    /// Puts a status on a commit.
    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall

    /// The right that a token lacks, after a 403.
    func right(lackedIn response: HTTPResponse, _ operation: ForgeOperation) -> String

    /// A title as the forge keeps it.
    func title(_ text: String) -> String
    /// A body or comment as the forge keeps it.
    func body(_ text: String) -> String
}

extension ForgeDialect {
    var filtersByBranch: Bool { true }

    func isShared(_ commit: CommitID) -> Bool { true }

    func title(_ text: String) -> String {
        FittedText.line(text, longest: limits.title)
    }

    func body(_ text: String) -> String {
        FittedText.markdown(text, longest: limits.body)
    }

    /// A status's sentence as the forge keeps it.
    func sentence(_ text: String) -> String {
        FittedText.line(text, longest: limits.status)
    }
}

/// A pull request with the branches that it joins.
struct ProposedBranch: Hashable, Sendable {
    /// The pull request.
    let request: PullRequest
    /// The branch with the change.
    let branch: String
    /// The branch that it is to be merged into.
    let target: String
    /// Whether the branch is of the same repository, and not of a fork.
    let isOfRepository: Bool
}

/// A comment on a pull request.
struct ForgeComment: Hashable, Sendable {
    /// Its number for the API.
    let id: Int
    /// Its text.
    let body: String
    /// Who wrote it.
    let author: String
    /// Whether a program wrote it; nil where the forge does not say.
    let isOfProgram: Bool?
    /// Its address for people; nil where the forge does not say.
    let address: String?
}

/// A status of a commit in the forge's own words.
struct ShownStatus: Hashable, Sendable {
    /// Its number, which later ones exceed; 0 for one that is not set yet.
    var id = 0
    /// What tells it from others.
    let context: String
    /// The forge's word for how it went.
    let state: String
    /// The sentence.
    let sentence: String
    /// Where to read more; empty for nowhere.
    let address: String
    /// The pull request that it speaks of; nil where that is not known.
    var pullRequest: Int?
    /// The branch that it speaks of; nil where that is not known.
    var branch: String?

    /// Whether both say the same.
    func isSame(as other: ShownStatus) -> Bool {
        state == other.state && sentence == other.sentence && address == other.address
    }
}

extension PullRequest.State {
    /// Open, closed or merged, as GitHub and Gitea say it.
    init?(state: String?, isMerged: Bool) {
        switch state {
        case _ where isMerged: self = .merged
        case "open": self = .open
        case "closed": self = .closed
        default: return nil
        }
    }
}
