import PinionHTTP
import PinionModel
import PinionSyntax

/// Bitbucket Data Center's REST API, version 7.4 and later.
///
/// From its description (developer.atlassian.com/server/bitbucket/rest, groups "Pull Requests" and
/// "Builds and Deployments"). Pull requests and comments have versions: a request with an old one
/// is refused with 409.
struct BitbucketServerDialect: BitbucketShapedDialect {
    /// The project's key or `~user`, and the name.
    let repository: [String]
    let address: String

    /// Texts have 32,768 characters; a build's description has 255.
    let limits = ForgeLimits(title: 255, body: 32_000, status: 255)
    let headers: Headers = ["Accept": "application/json", "X-Atlassian-Token": "no-check"]
    /// A request whose answer to a known user has `X-AUSERNAME`, as every answer has.
    let userCalls = [ForgeCall(.get, "/api/latest/application-properties")]
    let requests = "/pull-requests"

    var base: String {
        let parts = repository.map { PercentEncoding.encoded($0) }
        return "/api/latest/projects/\(parts.first ?? "")/repos/\(parts.last ?? "")"
    }

    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage? {
        guard page["isLastPage"]?.bool == false, let start = page["nextPageStart"]?.int else {
            return ForgePage.last
        }
        return .call(call.replacing("start", String(start)))
    }

    func lists(of branch: String) -> [ForgeCall] {
        [
            call(
                .get, requests,
                query: [
                    ("state", "ALL"), ("direction", "OUTGOING"), ("at", "refs/heads/" + branch),
                    ("order", "NEWEST"), ("limit", "100"),
                ])
        ]
    }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["id"]?.int, let title = node["title"]?.string,
            let state = state(node),
            let page = node["links"]?["self"]?.array?.first?["href"]?.string,
            let from = node["fromRef"], let branch = from["displayId"]?.string,
            let to = node["toRef"], let target = to["displayId"]?.string
        else { return nil }
        var request = PullRequest(
            number: number, address: page, state: state, head: from["latestCommit"]?.commit,
            title: title, body: node["description"]?.string ?? "",
            author: node["author"]?["user"]?["name"]?.string)
        request.isDraft = node["draft"]?.bool == true
        let origin = from["repository"]?["id"]?.int
        return ProposedBranch(
            request: request, branch: branch, target: target,
            isOfRepository: origin != nil && origin == to["repository"]?["id"]?.int)
    }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        call(
            .post, requests,
            body: [
                ("title", .string(draft.title)), ("description", .string(draft.body)),
                ("fromRef", reference(draft.branch)), ("toRef", reference(draft.target)),
            ] + (draft.isDraft ? [("draft", true)] : []))
    }

    private func reference(_ branch: String) -> JSONText {
        [
            "id": .string("refs/heads/" + branch),
            "repository": [
                "slug": .string(repository.last ?? ""),
                "project": ["key": .string(repository.first ?? "")],
            ],
        ]
    }

    func refreshing(
        _ number: Int, title: String, body: String, of current: JSONNode?
    ) -> ForgeCall {
        let users = (current?["reviewers"]?.array ?? [])
            .compactMap { $0["user"]?["name"]?.string }
            .map { name -> JSONText in ["user": ["name": .string(name)]] }
        return call(
            .put, "\(requests)/\(number)",
            body: [
                ("version", Self.version(of: current)), ("title", .string(title)),
                ("description", .string(body)), ("reviewers", .array(users)),
            ])
    }

    func asking(_ reviewers: [String], on number: Int, of current: JSONNode?) -> [ForgeCall] {
        reviewers.map { name in
            call(
                .post, "\(requests)/\(number)/participants",
                body: [("user", ["name": .string(name)]), ("role", "REVIEWER")])
        }
    }

    func closing(_ number: Int, saying body: String, of current: JSONNode?) -> ForgeCall {
        // Before version 8, the pull request's version must be in the query.
        call(
            .post, "\(requests)/\(number)/decline",
            query: [("version", String(current?["version"]?.int ?? 0))],
            body: [("version", Self.version(of: current))])
    }

    private static func version(of current: JSONNode?) -> JSONText {
        .number(JSONNumber(current?["version"]?.int ?? 0))
    }
}

extension BitbucketServerDialect {
    /// Asks for the activities, newest first, which include comments and reviews.
    func comments(on number: Int) -> ForgeCall {
        call(.get, "\(requests)/\(number)/activities", query: [("limit", "100")])
    }

    /// Reads an activity, or a comment that was just added or edited.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        let comment = node["comment"] ?? node
        guard let id = comment["id"]?.int else { return nil }
        return ForgeComment(
            id: id, body: comment["text"]?.string ?? "",
            author: ForgeAuthor(comment["author"], name: "name"),
            address: "\(address)/pull-requests/\(number)/overview?commentId=\(id)",
            key: comment["version"]?.int ?? 0)
    }

    /// Returns an activity's authors, but none for a push (`RESCOPED`): its user may have another
    /// name in git.
    func authors(_ node: JSONNode) -> [ForgeAuthor] {
        guard node["action"]?.string != "RESCOPED" else { return [] }
        return [ForgeAuthor(node["user"], name: "name")] + Self.repliers(to: node["comment"])
    }

    private static func repliers(to comment: JSONNode?) -> [ForgeAuthor] {
        (comment?["comments"]?.array ?? []).flatMap { reply in
            [ForgeAuthor(reply["author"], name: "name")] + repliers(to: reply)
        }
    }

    func user(_ node: JSONNode, _ headers: Headers) -> String? { headers["X-AUSERNAME"] }

    func adding(_ body: String, on number: Int) -> ForgeCall {
        call(.post, "\(requests)/\(number)/comments", body: [("text", .string(body))])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        call(
            .put, "\(requests)/\(number)/comments/\(comment.id)",
            body: [("text", .string(body)), ("version", .number(JSONNumber(comment.key)))])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        ForgeCall(.get, "/build-status/latest/commits/\(commit)", query: [("limit", "100")])
    }

    func status(_ node: JSONNode) -> ShownStatus? {
        ShownStatus(node, id: 0, context: node["key"]?.string, address: "url")
    }

    /// Sets a build; the merge check "Required builds" identifies builds by `parent`.
    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        call(
            .post, "/commits/\(commit)/builds",
            body: [
                ("key", .string(status.context)), ("state", .string(status.state)),
                ("name", .string(status.context)), ("parent", .string(status.context)),
                ("description", .string(status.sentence)), ("url", .string(status.address)),
            ])
    }

    /// Returns the permissions in the operations' descriptions.
    func right(
        lackedIn response: HTTPResponse, _ answer: JSONNode?, _ operation: ForgeOperation
    ) -> String {
        switch operation {
        case .find, .readRequest, .readComments, .readReviews, .readStatuses, .user,
            .readRepository, .readRights:
            "the permission REPO_READ"
        case .open, .refresh, .label, .ask, .merge, .close: "the permission REPO_WRITE"
        case .comment, .setStatus: "the permission REPO_READ, and a token that may write"
        }
    }
}
