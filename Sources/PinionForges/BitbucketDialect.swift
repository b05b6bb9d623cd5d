import Crypto
import PinionHTTP
import PinionModel
import PinionSyntax

/// An API of either Bitbucket: pages are objects with `values`, and a pull request is read before
/// it is written, since a write removes the reviewers that it leaves out.
protocol BitbucketShapedDialect: ForgeDialect {
    /// The repository's web address, because a status must have an address.
    var address: String { get }
}

extension BitbucketShapedDialect {
    var readsBeforeWriting: Bool { true }

    var statusAddress: String { address }

    func elements(_ page: JSONNode) -> [JSONNode]? { page["values"]?.array }

    func body(_ text: String, longest: Int) -> String {
        FittedText.markdown(FittedText.withoutMarkup(text), longest: longest)
    }

    func hidden(_ line: String) -> String { FittedText.withoutMarkup(line) }

    /// Returns the word for a state; neither Bitbucket tells an error from a failure.
    func word(for state: CommitStatus.State) -> String {
        switch state {
        case .pending: "INPROGRESS"
        case .success: "SUCCESSFUL"
        case .failure, .error: "FAILED"
        }
    }

    func state(_ node: JSONNode) -> PullRequest.State? {
        switch node["state"]?.string {
        case "OPEN": .open
        case "MERGED": .merged
        case "DECLINED", "SUPERSEDED": .closed
        default: nil
        }
    }
}

/// Bitbucket Cloud's REST API, version 2.0.
///
/// From its description (developer.atlassian.com/cloud/bitbucket/rest, groups "Pullrequests" and
/// "Commit statuses").
struct BitbucketDialect: BitbucketShapedDialect {
    /// The workspace and the name.
    let repository: [String]
    let address: String

    let limits = ForgeLimits(title: 255, body: 32_000, status: 255)
    let requests = "/pullrequests"

    var base: String { "/repositories/" + PercentEncoding.encoded(parts: repository) }

    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage? {
        page["next"]?.string.map { .address($0) } ?? ForgePage.last
    }

    func lists(of branch: String) -> [ForgeCall] {
        let name = branch.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\\\"")
        return [
            call(
                .get, requests,
                query: ["OPEN", "MERGED", "DECLINED", "SUPERSEDED"].map { ("state", $0) } + [
                    ("q", "source.branch.name = \"\(name)\""), ("sort", "-created_on"),
                    ("pagelen", "50"),
                ])
        ]
    }

    /// Asks for the head commit, because a pull request has only the first digits of its id.
    func headCommit(_ node: JSONNode) -> ForgeCall? {
        node["source"]?["commit"]?["hash"]?.string.map { call(.get, "/commit/\($0)") }
    }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["id"]?.int, let title = node["title"]?.string,
            let state = state(node), let page = node["links"]?["html"]?["href"]?.string,
            let source = node["source"], let target = node["destination"],
            let branch = source["branch"]?["name"]?.string,
            let base = target["branch"]?["name"]?.string
        else { return nil }
        var request = PullRequest(
            number: number, address: page, state: state, head: source["commit"]?["hash"]?.commit,
            title: title, body: node["description"]?.string ?? "",
            author: node["author"]?["uuid"]?.string)
        request.isDraft = node["draft"]?.bool == true
        let origin = source["repository"]?["uuid"]?.string
        return ProposedBranch(
            request: request, branch: branch, target: base,
            isOfRepository: origin != nil && origin == target["repository"]?["uuid"]?.string)
    }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        call(
            .post, requests,
            body: [
                ("title", .string(draft.title)), ("description", .string(draft.body)),
                ("source", ["branch": ["name": .string(draft.branch)]]),
                ("destination", ["branch": ["name": .string(draft.target)]]),
            ] + (draft.isDraft ? [("draft", true)] : []))
    }

    func refreshing(
        _ number: Int, title: String, body: String, of current: JSONNode?
    ) -> ForgeCall {
        writing(number, title, body, Self.reviewers(of: current))
    }

    private func writing(
        _ number: Int, _ title: String, _ body: String, _ reviewers: [JSONText]
    ) -> ForgeCall {
        call(
            .put, "\(requests)/\(number)",
            body: [
                ("title", .string(title)), ("description", .string(body)),
                ("reviewers", .array(reviewers)),
            ])
    }

    private static func reviewers(of current: JSONNode?) -> [JSONText] {
        (current?["reviewers"]?.array ?? []).compactMap { $0["uuid"]?.string }
            .map { ["uuid": .string($0)] }
    }

    /// Asks for reviews by users, named by uuid in braces or by account id.
    func asking(_ reviewers: [String], on number: Int, of current: JSONNode?) -> [ForgeCall] {
        let users = reviewers.map { name -> JSONText in
            name.hasPrefix("{") ? ["uuid": .string(name)] : ["account_id": .string(name)]
        }
        // A write clears the fields that it leaves out.
        let (title, body) = (current?["title"]?.string, current?["description"]?.string)
        return [writing(number, title ?? "", body ?? "", Self.reviewers(of: current) + users)]
    }

    func closing(_ number: Int, saying body: String, of current: JSONNode?) -> ForgeCall {
        call(.post, "\(requests)/\(number)/decline")
    }
}

extension BitbucketDialect {
    /// Asks for the activity, which shows who approved or asked for changes.
    func reviews(of number: Int) -> ForgeCall? {
        call(.get, "\(requests)/\(number)/activity", query: [("pagelen", "50")])
    }

    func comments(on number: Int) -> ForgeCall {
        call(.get, "\(requests)/\(number)/comments", query: [("pagelen", "100")])
    }

    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        guard let id = node["id"]?.int else { return nil }
        let isGone = node["deleted"]?.bool == true
        return ForgeComment(
            id: id, body: isGone ? "" : node["content"]?["raw"]?.string ?? "",
            author: ForgeAuthor(node["user"], name: "uuid"),
            address: node["links"]?["html"]?["href"]?.string)
    }

    func authors(_ node: JSONNode) -> [ForgeAuthor] {
        let review = node["approval"] ?? node["changes_requested"]
        guard let user = (review ?? node)["user"] else {
            return node["content"] == nil ? [] : [.nobody]
        }
        return [ForgeAuthor(user, name: "uuid")]
    }

    func user(_ node: JSONNode, _ headers: Headers) -> String? { node["uuid"]?.string }

    func adding(_ body: String, on number: Int) -> ForgeCall {
        call(.post, "\(requests)/\(number)/comments", body: [("content", ["raw": .string(body)])])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        call(
            .put, "\(requests)/\(number)/comments/\(comment.id)",
            body: [("content", ["raw": .string(body)])])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        call(.get, "/commit/\(commit)/statuses", query: [("pagelen", "100")])
    }

    /// Reads a status; a commit has one per key, and the name is the key before it was shortened.
    func status(_ node: JSONNode) -> ShownStatus? {
        let (key, name) = (node["key"]?.string, node["name"]?.string ?? "")
        return ShownStatus(
            node, id: 0, context: Self.key(of: name) == key ? name : key, address: "url")
    }

    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        call(
            .post, "/commit/\(commit)/statuses/build",
            body: [
                ("key", .string(Self.key(of: status.context))), ("state", .string(status.state)),
                ("name", .string(status.context)), ("description", .string(status.sentence)),
                ("url", .string(status.address)),
            ])
    }

    /// Returns a key of at most 40 characters: a longer one is cut and ends with a hash.
    static func key(of context: String) -> String {
        guard context.utf16.count > 40 else { return context }
        let hash = SHA256.hash(data: Array(context.utf8)).prefix(9)
        return context.prefix(27) + "-" + Base64.encoded(Array(hash))
    }

    /// Returns the scopes that the answer asks for (`error.detail.required`), else those in the
    /// operation's description.
    func right(
        lackedIn response: HTTPResponse, _ answer: JSONNode?, _ operation: ForgeOperation
    ) -> String {
        let required = answer?["error"]?["detail"]?["required"]?.array?.compactMap(\.string) ?? []
        if !required.isEmpty {
            return "the scope \(ShownText(required.joined(separator: " and ")))"
        }
        switch operation {
        case .find, .readRequest, .readComments, .readReviews: return "the scope pullrequest"
        case .open, .refresh, .label, .ask, .merge, .close, .comment:
            return "the scope pullrequest:write, and the right to write in the repository"
        case .readStatuses, .readRepository, .readRights: return "the scope repository"
        case .setStatus: return "the scope repository:write"
        case .user: return "the scope account"
        }
    }
}
