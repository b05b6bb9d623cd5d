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
    /// The commit at the head of a pull request, for its whole id, where it is cut; nil where it is not.
    func headCommit(_ node: JSONNode) -> ForgeCall?
    /// Reads a pull request; nil where a field is missing.
    func proposed(_ node: JSONNode) -> ProposedBranch?
    /// Opens a pull request.
    func opening(_ draft: PullRequestDraft) -> ForgeCall
    /// Whether a pull request is read before it is written: its version goes with the request, and what is left out is
    /// taken away.
    var needsPresent: Bool { get }
    /// Writes title and body.
    func refreshing(
        _ number: Int, title: String, body: String, of present: JSONNode?
    ) -> ForgeCall

    /// What stands before the title of a draft; nil where drafts are told otherwise.
    var draftMark: String? { get }
    /// Puts labels on a pull request; nil where the forge has none.
    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]?
    /// Asks who a reviewer is; nil where the name is all that is asked for.
    func finding(_ reviewer: String) -> ForgeCall?
    /// Asks for reviews, in as few requests as one wrong name may spoil.
    func asking(_ reviewers: [String], on number: Int, of present: JSONNode?) -> [ForgeCall]

    /// Closes a pull request, with another body; where it is read before, the body was written before too.
    func closing(_ number: Int, saying body: String, of present: JSONNode?) -> ForgeCall
    /// The reviews of a pull request; nil where the comments tell them.
    func reviews(of number: Int) -> ForgeCall?

    /// The comments of a pull request.
    func comments(on number: Int) -> ForgeCall
    /// Reads a comment; nil where a field is missing.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment?
    /// Adds a comment.
    func adding(_ body: String, on number: Int) -> ForgeCall
    /// Puts another text into a comment.
    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall
    /// The requests of which each may tell whose token it is; a later one is asked where an earlier one is refused.
    var whose: [ForgeCall] { get }
    /// Reads whose token it is, as `author` names users; nil where the answer does not say.
    func user(_ node: JSONNode, _ headers: Headers) -> String?
    /// Who had a part in a comment or review, as the lists of both have it; nobody where it is not said.
    func authors(_ node: JSONNode) -> [ForgeAuthor]

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

    /// The elements of a page of a list; nil where it is none.
    func elements(_ page: JSONNode) -> [JSONNode]?
    /// The page after another one, as far as its body tells; nil where the fields of the answer do.
    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage?
    /// Whether lists cut the bodies of pull requests, so that each must be read by its number.
    var cutsBodies: Bool { get }
    /// Whether an answer is a page to sign in at, as for a token that is not valid.
    func isSignIn(_ response: HTTPResponse) -> Bool

    /// The right that a token lacks, after a 403.
    func right(lackedIn response: HTTPResponse, _ operation: ForgeOperation) -> String

    /// A title as the forge keeps it.
    func title(_ text: String) -> String
    /// A body or comment as the forge keeps it.
    func body(_ text: String, longest: Int) -> String
    /// A line that is a comment of HTML, and hidden from people, as `body` writes it.
    func hidden(_ line: String) -> String
}

extension ForgeDialect {
    var filtersByBranch: Bool { true }

    func headCommit(_ node: JSONNode) -> ForgeCall? { nil }

    var draftMark: String? { nil }

    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? { nil }

    func finding(_ reviewer: String) -> ForgeCall? { nil }

    var needsPresent: Bool { false }

    var cutsBodies: Bool { false }

    func elements(_ page: JSONNode) -> [JSONNode]? { page.array }

    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage? { nil }

    func isSignIn(_ response: HTTPResponse) -> Bool { false }

    func isShared(_ commit: CommitID) -> Bool { true }

    func title(_ text: String) -> String {
        FittedText.line(text, longest: limits.title)
    }

    func body(_ text: String, longest: Int) -> String {
        FittedText.markdown(text, longest: longest)
    }

    func hidden(_ line: String) -> String { line }

    /// A status's sentence as the forge keeps it.
    func sentence(_ text: String) -> String {
        FittedText.line(text, longest: limits.status)
    }
}

/// Where the page after another one of a list is.
enum ForgePage: Hashable, Sendable {
    /// There is none.
    case last
    /// It is asked for so.
    case call(ForgeCall)
    /// It has this address.
    case address(String)
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
    let author: ForgeAuthor
    /// Its address for people; nil where the forge does not say.
    let address: String?
    /// What the forge asks for beside the number: the version, or the thread.
    var key = 0
}

/// Who wrote a comment or review.
struct ForgeAuthor: Hashable, Sendable {
    /// The name that the forge gives no two users at once, whatever its case.
    let name: String
    /// The number, which outlives a change of the name; empty where there is none.
    let id: String
    /// Whether it is a program, as far as the forge says.
    var isProgram = false

    /// Whether it is the user of that name.
    func isUser(_ user: String) -> Bool { name.lowercased() == user.lowercased() }

    /// The author of what nobody wrote, or somebody who is gone.
    static let nobody = ForgeAuthor(name: "", id: "")

    init(name: String, id: String) {
        self.name = name
        self.id = id
    }

    /// Reads a user, with its name as a member.
    init?(_ node: JSONNode?, name member: String) {
        guard let name = node?[member]?.string, !name.isEmpty else { return nil }
        self.name = name
        id = node?["id"].flatMap { $0.int.map(String.init) ?? $0.string } ?? ""
        isProgram = node?["type"]?.string == "Bot"
    }
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
