import PinionHTTP
import PinionModel
import PinionSyntax

/// A forge's API: requests as values, and readers of answers; it sends nothing itself.
protocol ForgeDialect: Sendable {
    /// The maximum lengths that the forge accepts.
    var limits: ForgeLimits { get }
    /// The header fields of every request, without the token.
    var headers: Headers { get }
    /// The path of the repository below the API.
    var base: String { get }
    /// The path of the pull requests below `base`.
    var requests: String { get }
    /// The fields at the end of every request's query.
    var endOfQuery: [(String, String)] { get }

    /// Returns the lists with the pull requests of a branch, newest first, in reading order.
    func lists(of branch: String) -> [ForgeCall]
    /// Whether these lists hold only that branch's, so that they are short and can be read whole.
    var filtersByBranch: Bool { get }
    /// Returns the request for the whole id of a head commit, if the forge shortens it.
    func headCommit(_ node: JSONNode) -> ForgeCall?
    /// Reads a pull request; `nil` if a field is missing.
    func proposed(_ node: JSONNode) -> ProposedBranch?
    /// Returns the request that opens a pull request.
    func opening(_ draft: PullRequestDraft) -> ForgeCall
    /// Whether a pull request must be read before it is written: the request includes its version,
    /// and the forge removes what a request leaves out.
    var readsBeforeWriting: Bool { get }
    /// Returns the request that writes title and body.
    func refreshing(
        _ number: Int, title: String, body: String, of current: JSONNode?
    ) -> ForgeCall

    /// The prefix of a draft's title; `nil` if drafts are marked in another way.
    var draftMark: String? { get }
    /// Returns the requests that add labels to a pull request; `nil` if the forge has none.
    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]?
    /// Returns the request for a reviewer's id; `nil` if the name is enough.
    func finding(_ reviewer: String) -> ForgeCall?
    /// Returns the requests for reviews; names share one only if a wrong one does not matter.
    func asking(_ reviewers: [String], on number: Int, of current: JSONNode?) -> [ForgeCall]

    /// Returns the request that closes a pull request; `readsBeforeWriting` writes `body` before.
    func closing(_ number: Int, saying body: String, of current: JSONNode?) -> ForgeCall
    /// Returns the request for the reviews; `nil` if the comments include them.
    func reviews(of number: Int) -> ForgeCall?

    /// Returns the request for the comments of a pull request.
    func comments(on number: Int) -> ForgeCall
    /// Reads a comment; `nil` if a field is missing.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment?
    /// Returns the request that adds a comment.
    func adding(_ body: String, on number: Int) -> ForgeCall
    /// Returns the request that changes a comment's text.
    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall
    /// Requests that may tell the token's user, each sent if the one before is refused.
    var userCalls: [ForgeCall] { get }
    /// Reads the token's user, named as in `author`; `nil` if the answer does not say.
    func user(_ node: JSONNode, _ headers: Headers) -> String?
    /// Whether a user is the one as whom a forge answers requests without a valid token.
    func isNobody(_ user: String) -> Bool
    /// Whether a 401 to all `userCalls` means that the token is invalid.
    var refusesOnlyInvalidTokens: Bool { get }
    /// The request for the description of the repository.
    var repositoryCall: ForgeCall { get }
    /// Reads a description of the repository; `user` is whose token asked, if that is known.
    func state(
        ofRepository node: JSONNode, _ headers: Headers, user: JSONNode?
    ) -> RepositoryState
    /// Returns the requests that tell what the token may do in the described repository.
    func rights(in repository: JSONNode, of user: JSONNode?) -> [TokenRight]
    /// Returns everyone who took part in a comment or review, as it is listed.
    func authors(_ node: JSONNode) -> [ForgeAuthor]

    /// Returns the request for a commit's statuses, if possible newest first; `nil` means all.
    func statuses(of commit: CommitID, context: String?) -> ForgeCall
    /// Whether a status counts for all uses of the commit, so that an equal one need not be set.
    func isShared(_ commit: CommitID) -> Bool
    /// Reads a status; `nil` if a field is missing.
    func status(_ node: JSONNode) -> ShownStatus?
    /// Returns a status's context as the forge shows it.
    func context(_ name: String) -> String
    /// Returns the forge's word for the state of a check.
    func word(for state: CommitStatus.State) -> String
    /// The address for a status that has none; empty if it may have none.
    var statusAddress: String { get }
    /// Returns the request that sets a status on a commit.
    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall

    /// Returns the elements of a page of a list; `nil` if it is not a list.
    func elements(_ page: JSONNode) -> [JSONNode]?
    /// Returns the next page if the body tells; `nil` if the header fields do.
    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage?
    /// Whether lists cut the bodies of pull requests, so that each must be read by its number.
    var cutsBodies: Bool { get }
    /// Whether an answer is a sign-in page, as for an invalid token.
    func isSignIn(_ response: HTTPResponse) -> Bool

    /// Returns the right that a token lacks, after a 403; `answer` is its body if that is JSON.
    func right(
        lackedIn response: HTTPResponse, _ answer: JSONNode?, _ operation: ForgeOperation
    ) -> String

    /// Returns a title as the forge keeps it.
    func title(_ text: String) -> String
    /// Returns a body or comment as the forge keeps it.
    func body(_ text: String, longest: Int) -> String
    /// Returns a line with an HTML comment, which readers do not see, as `body` writes it.
    func hidden(_ line: String) -> String
}

extension ForgeDialect {
    var headers: Headers { ["Accept": "application/json"] }
    var endOfQuery: [(String, String)] { [] }
    var filtersByBranch: Bool { true }
    var readsBeforeWriting: Bool { false }
    var draftMark: String? { nil }
    var userCalls: [ForgeCall] { [ForgeCall(.get, "/user")] }
    var refusesOnlyInvalidTokens: Bool { true }
    var repositoryCall: ForgeCall { call(.get, "") }
    var statusAddress: String { "" }
    var cutsBodies: Bool { false }

    func headCommit(_ node: JSONNode) -> ForgeCall? { nil }

    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? { nil }

    func finding(_ reviewer: String) -> ForgeCall? { nil }

    func reviews(of number: Int) -> ForgeCall? { nil }

    func isNobody(_ user: String) -> Bool { false }

    func rights(in repository: JSONNode, of user: JSONNode?) -> [TokenRight] { [] }

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

    /// Makes a request below the repository's path.
    func call(
        _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [],
        body: [(String, JSONText)]? = nil
    ) -> ForgeCall {
        ForgeCall(method, base + path, query: query + endOfQuery, body: body)
    }

    /// Returns the request for one pull request.
    func request(_ number: Int) -> ForgeCall { call(.get, "\(requests)/\(number)") }

    /// Returns the status as the forge would show it.
    func shown(_ status: CommitStatus) -> ShownStatus {
        ShownStatus(
            context: context(status.context), state: word(for: status.state),
            sentence: FittedText.line(status.sentence, longest: limits.status),
            address: status.address ?? statusAddress, pullRequest: status.pullRequest,
            branch: status.branch)
    }
}

/// The place of the next page of a list.
enum ForgePage: Hashable, Sendable {
    /// There is no next page.
    case last
    /// This request gets the page.
    case call(ForgeCall)
    /// The page is at this address.
    case address(String)
}

/// A pull request with the branches that it joins.
struct ProposedBranch: Hashable, Sendable {
    let request: PullRequest
    /// The branch with the change.
    let branch: String
    /// The branch that it is to be merged into.
    let target: String
    /// Whether the branch is in the same repository, rather than a fork.
    let isOfRepository: Bool
}

/// A comment on a pull request.
struct ForgeComment: Hashable, Sendable {
    /// The comment's number in the API.
    let id: Int
    let body: String
    /// The comment's author.
    let author: ForgeAuthor
    /// The web address; `nil` if the forge does not tell.
    let address: String?
    /// The other key that the forge needs: the version, or the number in the thread.
    var key = 0
}

/// The author of a comment or review.
struct ForgeAuthor: Hashable, Sendable {
    /// The name, which is unique regardless of case.
    var name = ""
    /// The number, which stays the same if the name changes; empty if there is none.
    var id = ""
    /// Whether the forge marks the author as a program.
    var isProgram = false

    func isUser(_ user: String) -> Bool { name.lowercased() == user.lowercased() }

    /// The author of an entry that has none, or whose user was deleted.
    static let nobody = ForgeAuthor()
}

extension ForgeAuthor {
    /// Reads a user whose name is in a member; `nobody` if there is none.
    init(_ node: JSONNode?, name member: String) {
        guard let name = node?[member]?.string, !name.isEmpty else { return }
        self.name = name
        id = node?["id"].flatMap { $0.int.map(String.init) ?? $0.string } ?? ""
        isProgram = node?["type"]?.string == "Bot"
    }
}

/// A status of a commit in the forge's own words.
struct ShownStatus: Hashable, Sendable {
    /// The number, which grows with time; 0 for one that is not set yet.
    var id = 0
    /// The context that tells it from other statuses.
    let context: String
    /// The forge's word for the state.
    let state: String
    let sentence: String
    /// The address of the details; empty if there is none.
    let address: String
    /// The pull request that it is about; `nil` if that is not known.
    var pullRequest: Int?
    /// The branch that it is about; `nil` if that is not known.
    var branch: String?

    /// Whether both have the same contents.
    func isSame(as other: ShownStatus) -> Bool {
        state == other.state && sentence == other.sentence && address == other.address
    }
}

extension ShownStatus {
    /// Reads a status of a context; `nil` if the context, the state or a number is missing.
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
    /// The commit that the text names by its whole id.
    var commit: CommitID? { string.flatMap(CommitID.init(parsing:)) }
}
