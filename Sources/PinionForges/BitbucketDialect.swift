import Crypto
import PinionHTTP
import PinionModel
import PinionSyntax

/// Bitbucket Cloud's REST API, version 2.0.
///
/// By its description (developer.atlassian.com/cloud/bitbucket/rest, groups "Pullrequests" and "Commit statuses").
/// A page is an object with `values` and `next`. Writing a pull request takes away the reviewers that the request
/// leaves out.
struct BitbucketDialect: ForgeDialect {
    /// Workspace and name.
    let repository: [String]
    /// The repository for people: a status must have an address.
    let address: String

    let limits = ForgeLimits(title: 255, body: 32_000, status: 255)
    let headers: Headers = ["Accept": "application/json"]
    let whose = [ForgeCall(.get, "/user")]
    let needsPresent = true

    private var base: String {
        "/repositories/" + repository.map { PercentEncoding.encoded($0) }.joined(separator: "/")
    }

    func elements(_ page: JSONNode) -> [JSONNode]? { page["values"]?.array }

    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage? {
        page["next"]?.string.map { .address($0) } ?? ForgePage.last
    }

    func lists(of branch: String) -> [ForgeCall] {
        let name = branch.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\\\"")
        return [
            ForgeCall(
                .get, base + "/pullrequests",
                query: ["OPEN", "MERGED", "DECLINED", "SUPERSEDED"].map { ("state", $0) } + [
                    ("q", "source.branch.name = \"\(name)\""), ("sort", "-created_on"),
                    ("pagelen", "50"),
                ])
        ]
    }

    func request(_ number: Int) -> ForgeCall { ForgeCall(.get, base + "/pullrequests/\(number)") }

    /// A pull request names its commit by the first digits alone.
    func headCommit(_ node: JSONNode) -> ForgeCall? {
        node["source"]?["commit"]?["hash"]?.string.map { ForgeCall(.get, base + "/commit/\($0)") }
    }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["id"]?.int, let title = node["title"]?.string,
            let state = PullRequest.State(bitbucket: node["state"]?.string),
            let page = node["links"]?["html"]?["href"]?.string, let source = node["source"],
            let target = node["destination"], let branch = source["branch"]?["name"]?.string,
            let base = target["branch"]?["name"]?.string
        else { return nil }
        var request = PullRequest(
            number: number, address: page, state: state,
            head: source["commit"]?["hash"]?.string.flatMap(CommitID.init(parsing:)),
            title: title, body: node["description"]?.string ?? "",
            author: node["author"]?["uuid"]?.string)
        request.isDraft = node["draft"]?.bool == true
        let origin = source["repository"]?["uuid"]?.string
        return ProposedBranch(
            request: request, branch: branch, target: base,
            isOfRepository: origin != nil && origin == target["repository"]?["uuid"]?.string)
    }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        ForgeCall(
            .post, base + "/pullrequests",
            body: [
                ("title", .string(draft.title)), ("description", .string(draft.body)),
                ("source", Self.branch(draft.branch)), ("destination", Self.branch(draft.target)),
            ] + (draft.isDraft ? [("draft", true)] : []))
    }

    private static func branch(_ name: String) -> JSONText {
        .object([.init("branch", .object([.init("name", .string(name))]))])
    }

    func refreshing(
        _ number: Int, title: String, body: String, of present: JSONNode?
    ) -> ForgeCall {
        ForgeCall(
            .put, base + "/pullrequests/\(number)",
            body: [
                ("title", .string(title)), ("description", .string(body)),
                ("reviewers", .array(Self.reviewers(of: present))),
            ])
    }

    private static func reviewers(of present: JSONNode?) -> [JSONText] {
        (present?["reviewers"]?.array ?? []).compactMap { $0["uuid"]?.string }
            .map { .object([.init("uuid", .string($0))]) }
    }

    /// A user is named by the uuid, in braces, or by the account's id.
    func asking(_ reviewers: [String], on number: Int, of present: JSONNode?) -> [ForgeCall] {
        let users = reviewers.map { name -> JSONText in
            .object([.init(name.hasPrefix("{") ? "uuid" : "account_id", .string(name))])
        }
        return [
            ForgeCall(
                .put, base + "/pullrequests/\(number)",
                body: [
                    ("title", .string(present?["title"]?.string ?? "")),
                    // What is left out is emptied.
                    ("description", .string(present?["description"]?.string ?? "")),
                    ("reviewers", .array(Self.reviewers(of: present) + users)),
                ])
        ]
    }

    func closing(_ number: Int, saying body: String, of present: JSONNode?) -> ForgeCall {
        ForgeCall(.post, base + "/pullrequests/\(number)/decline")
    }

    func body(_ text: String, longest: Int) -> String {
        FittedText.markdown(FittedText.withoutMarkup(text), longest: longest)
    }

    func hidden(_ line: String) -> String { FittedText.withoutMarkup(line) }
}

extension BitbucketDialect {
    /// Who approved, or asked for changes.
    func reviews(of number: Int) -> ForgeCall? {
        ForgeCall(.get, base + "/pullrequests/\(number)/activity", query: [("pagelen", "50")])
    }

    func comments(on number: Int) -> ForgeCall {
        ForgeCall(.get, base + "/pullrequests/\(number)/comments", query: [("pagelen", "100")])
    }

    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        guard let id = node["id"]?.int else { return nil }
        let isGone = node["deleted"]?.bool == true
        return ForgeComment(
            id: id, body: isGone ? "" : node["content"]?["raw"]?.string ?? "",
            author: ForgeAuthor(node["user"], name: "uuid") ?? .nobody,
            address: node["links"]?["html"]?["href"]?.string)
    }

    func authors(_ node: JSONNode) -> [ForgeAuthor] {
        let review = node["approval"] ?? node["changes_requested"]
        guard let user = (review ?? node)["user"] else {
            return node["content"] == nil ? [] : [.nobody]
        }
        return [ForgeAuthor(user, name: "uuid") ?? .nobody]
    }

    func user(_ node: JSONNode, _ headers: Headers) -> String? { node["uuid"]?.string }

    func adding(_ body: String, on number: Int) -> ForgeCall {
        ForgeCall(
            .post, base + "/pullrequests/\(number)/comments", body: [("content", Self.raw(body))])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        ForgeCall(
            .put, base + "/pullrequests/\(number)/comments/\(comment.id)",
            body: [("content", Self.raw(body))])
    }

    private static func raw(_ text: String) -> JSONText {
        .object([.init("raw", .string(text))])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        ForgeCall(.get, base + "/commit/\(commit)/statuses", query: [("pagelen", "100")])
    }

    /// A commit has one status of a key, and the name says what the key is short for.
    func status(_ node: JSONNode) -> ShownStatus? {
        guard let key = node["key"]?.string, let state = node["state"]?.string else { return nil }
        let name = node["name"]?.string ?? ""
        return ShownStatus(
            context: Self.key(of: name) == key ? name : key, state: state,
            sentence: node["description"]?.string ?? "", address: node["url"]?.string ?? "")
    }

    func shown(_ status: CommitStatus) -> ShownStatus {
        ShownStatus(
            context: status.context, state: status.state.bitbucket,
            sentence: sentence(status.sentence), address: status.address ?? address)
    }

    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        ForgeCall(
            .post, base + "/commit/\(commit)/statuses/build",
            body: [
                ("key", .string(Self.key(of: status.context))), ("state", .string(status.state)),
                ("name", .string(status.context)), ("description", .string(status.sentence)),
                ("url", .string(status.address)),
            ])
    }

    /// Keys have 40 characters at most: the end of a longer one is a sum of it.
    static func key(of context: String) -> String {
        guard context.utf16.count > 40 else { return context }
        let sum = SHA256.hash(data: Array(context.utf8)).prefix(9)
        return context.prefix(27) + "-" + Base64.encoded(Array(sum))
    }

    /// The scopes that the answer asks for (`error.detail.required`), else those of the operation's description.
    func right(lackedIn response: HTTPResponse, _ operation: ForgeOperation) -> String {
        let root = try? JSONNode(parsing: response.body, named: "error")  // no scopes then
        let required = root?["error"]?["detail"]?["required"]?.array?.compactMap(\.string) ?? []
        if !required.isEmpty {
            return "the scope \(ShownText(required.joined(separator: " and ")))"
        }
        switch operation {
        case .find, .readRequest, .readComments, .readReviews: return "the scope pullrequest"
        case .open, .refresh, .label, .ask, .merge, .close, .comment:
            return "the scope pullrequest:write, and the right to write in the repository"
        case .readStatuses: return "the scope repository"
        case .setStatus: return "the scope repository:write"
        case .user: return "the scope account"
        }
    }
}

extension PullRequest.State {
    /// Open, merged or declined, as both Bitbuckets say it.
    init?(bitbucket word: String?) {
        switch word {
        case "OPEN": self = .open
        case "MERGED": self = .merged
        case "DECLINED", "SUPERSEDED": self = .closed
        default: return nil
        }
    }
}

extension CommitStatus.State {
    /// Both Bitbuckets know no error apart from a failure.
    var bitbucket: String {
        switch self {
        case .pending: "INPROGRESS"
        case .success: "SUCCESSFUL"
        case .failure, .error: "FAILED"
        }
    }
}
