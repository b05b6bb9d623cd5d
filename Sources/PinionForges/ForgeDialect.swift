import PinionHTTP
import PinionModel
import PinionSyntax

/// A forge's API: requests as values, and readers of answers; it sends nothing itself.
protocol ForgeDialect: Sendable {
    /// What the forge takes at most.
    var limits: ForgeLimits { get }
    /// The fields of every request, without the token.
    var headers: Headers { get }
    /// The path of the repository below the API.
    var base: String { get }
    /// The path of its pull requests below `base`.
    var requests: String { get }
    /// What the query of every request ends with.
    var endOfQuery: [(String, String)] { get }

    /// The lists that hold the pull requests of a branch, newest first, in the order to read them.
    func lists(of branch: String) -> [ForgeCall]
    /// Whether these lists hold nothing else, so that they are short and can be read to their end.
    var filtersByBranch: Bool { get }
    /// Asks for the whole id of a pull request's head commit, where the forge cuts it.
    func headCommit(_ node: JSONNode) -> ForgeCall?
    /// Reads a pull request; nil where a field is missing.
    func proposed(_ node: JSONNode) -> ProposedBranch?
    /// Opens a pull request.
    func opening(_ draft: PullRequestDraft) -> ForgeCall
    /// Whether a pull request must be read before it is written: its version goes with the request,
    /// and the forge takes away what a request leaves out.
    var needsPresent: Bool { get }
    /// Writes title and body.
    func refreshing(
        _ number: Int, title: String, body: String, of present: JSONNode?
    ) -> ForgeCall

    /// What a draft's title begins with; nil where drafts are told otherwise.
    var draftMark: String? { get }
    /// Puts labels on a pull request; nil where the forge has none.
    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]?
    /// Looks a reviewer's id up; nil where the name is enough.
    func finding(_ reviewer: String) -> ForgeCall?
    /// Asks for reviews; names share a request only where one wrong name does not spoil the others.
    func asking(_ reviewers: [String], on number: Int, of present: JSONNode?) -> [ForgeCall]

    /// Closes a pull request with another body; with `needsPresent` the body is written before.
    func closing(_ number: Int, saying body: String, of present: JSONNode?) -> ForgeCall
    /// The reviews of a pull request; nil where its comments tell them.
    func reviews(of number: Int) -> ForgeCall?

    /// The comments of a pull request.
    func comments(on number: Int) -> ForgeCall
    /// Reads a comment; nil where a field is missing.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment?
    /// Adds a comment.
    func adding(_ body: String, on number: Int) -> ForgeCall
    /// Puts another text into a comment.
    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall
    /// Requests that may tell whose token it is, each sent where the one before is refused.
    var userCalls: [ForgeCall] { get }
    /// Reads whose token it is, named as in `author`; nil where the answer does not say.
    func user(_ node: JSONNode, _ headers: Headers) -> String?
    /// Everybody who had a part in a comment or review, as the lists of both have it.
    func authors(_ node: JSONNode) -> [ForgeAuthor]

    /// The statuses of a commit, newest first where the forge can sort; a nil context means all.
    func statuses(of commit: CommitID, context: String?) -> ForgeCall
    /// Whether a status counts wherever the commit is, so that an equal one need not be set again.
    func isShared(_ commit: CommitID) -> Bool
    /// Reads a status; nil where a field is missing.
    func status(_ node: JSONNode) -> ShownStatus?
    /// A status's context as the forge shows it.
    func context(_ name: String) -> String
    /// The forge's word for how a check went.
    func word(for state: CommitStatus.State) -> String
    /// The address of a status that has none of its own; empty where it may have none.
    var statusAddress: String { get }
    /// Puts a status on a commit.
    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall

    /// The elements of a page of a list; nil where it is no list.
    func elements(_ page: JSONNode) -> [JSONNode]?
    /// The page after another one, if the body tells; nil if the header fields do.
    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage?
    /// Whether lists cut the bodies of pull requests, so that each must be read by its number.
    var cutsBodies: Bool { get }
    /// Whether an answer is a page to sign in at, as for a token that is not valid.
    func isSignIn(_ response: HTTPResponse) -> Bool

    /// The right that a token lacks, after a 403; `answer` is its body where it is JSON.
    func right(
        lackedIn response: HTTPResponse, _ answer: JSONNode?, _ operation: ForgeOperation
    ) -> String

    /// A title as the forge keeps it.
    func title(_ text: String) -> String
    /// A body or comment as the forge keeps it.
    func body(_ text: String, longest: Int) -> String
    /// A line that is an HTML comment, which people do not see, as `body` writes it.
    func hidden(_ line: String) -> String
}

extension ForgeDialect {
    var headers: Headers { ["Accept": "application/json"] }
    var endOfQuery: [(String, String)] { [] }
    var filtersByBranch: Bool { true }
    var needsPresent: Bool { false }
    var draftMark: String? { nil }
    var userCalls: [ForgeCall] { [ForgeCall(.get, "/user")] }
    var statusAddress: String { "" }
    var cutsBodies: Bool { false }

    func headCommit(_ node: JSONNode) -> ForgeCall? { nil }

    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? { nil }

    func finding(_ reviewer: String) -> ForgeCall? { nil }

    func reviews(of number: Int) -> ForgeCall? { nil }

    func isShared(_ commit: CommitID) -> Bool { true }

    func context(_ name: String) -> String { name }

    func word(for state: CommitStatus.State) -> String { state.rawValue }

    func elements(_ page: JSONNode) -> [JSONNode]? { page.array }

    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage? { nil }

    func isSignIn(_ response: HTTPResponse) -> Bool { false }

    func title(_ text: String) -> String { FittedText.line(text, longest: limits.title) }

    func body(_ text: String, longest: Int) -> String {
        FittedText.markdown(text, longest: longest)
    }

    func hidden(_ line: String) -> String { line }

    /// A request below the repository's path.
    func call(
        _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [],
        body: [(String, JSONText)]? = nil
    ) -> ForgeCall {
        ForgeCall(method, base + path, query: query + endOfQuery, body: body)
    }

    /// One pull request.
    func request(_ number: Int) -> ForgeCall { call(.get, "\(requests)/\(number)") }

    /// The status as the forge would show it.
    func shown(_ status: CommitStatus) -> ShownStatus {
        ShownStatus(
            context: context(status.context), state: word(for: status.state),
            sentence: FittedText.line(status.sentence, longest: limits.status),
            address: status.address ?? statusAddress, pullRequest: status.pullRequest,
            branch: status.branch)
    }
}

/// Where the page after another one of a list is.
enum ForgePage: Hashable, Sendable {
    /// There is none.
    case last
    /// Behind this request.
    case call(ForgeCall)
    /// At this address.
    case address(String)
}

/// A pull request with the branches that it joins.
struct ProposedBranch: Hashable, Sendable {
    let request: PullRequest
    /// The branch with the change.
    let branch: String
    /// The branch that it is to be merged into.
    let target: String
    /// Whether the branch is in the same repository, and not in a fork.
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
    /// What the forge needs beside the number: the version, or the number in the thread.
    var key = 0
}

/// Who wrote a comment or review.
struct ForgeAuthor: Hashable, Sendable {
    /// The name, which no two users have at once, whatever its case.
    var name = ""
    /// The number, which outlives a change of the name; empty where there is none.
    var id = ""
    /// Whether it is a program, as far as the forge says.
    var isProgram = false

    /// Whether it is the user of that name.
    func isUser(_ user: String) -> Bool { name.lowercased() == user.lowercased() }

    /// The author of what nobody wrote, or whose user is gone.
    static let nobody = ForgeAuthor()
}

extension ForgeAuthor {
    /// Reads a user whose name is a member; `nobody` where there is none.
    init(_ node: JSONNode?, name member: String) {
        guard let name = node?[member]?.string, !name.isEmpty else { return }
        self.name = name
        id = node?["id"].flatMap { $0.int.map(String.init) ?? $0.string } ?? ""
        isProgram = node?["type"]?.string == "Bot"
    }
}

/// A status of a commit in the forge's own words.
struct ShownStatus: Hashable, Sendable {
    /// Its number, which grows with time; 0 for one that is not set yet.
    var id = 0
    /// What tells it from others.
    let context: String
    /// The forge's word for how it went.
    let state: String
    let sentence: String
    /// Where to read more; empty for nowhere.
    let address: String
    /// The pull request that it is about; nil where that is not known.
    var pullRequest: Int?
    /// The branch that it is about; nil where that is not known.
    var branch: String?

    /// Whether both say the same.
    func isSame(as other: ShownStatus) -> Bool {
        state == other.state && sentence == other.sentence && address == other.address
    }
}

extension ShownStatus {
    /// Reads a status of a context; nil where the context, the state or a number is missing.
    init?(
        _ node: JSONNode, id: Int?, context: String?, state: String = "state",
        address: String = "target_url"
    ) {
        guard let id, let context, let state = node[state]?.string else { return nil }
        self.init(
            id: id, context: context, state: state, sentence: node["description"]?.string ?? "",
            address: node[address]?.string ?? "")
    }
}

extension JSONNode {
    /// The commit that a text names by its whole id.
    var commit: CommitID? { string.flatMap(CommitID.init(parsing:)) }
}
