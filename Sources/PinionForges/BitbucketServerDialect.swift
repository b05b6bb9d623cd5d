import PinionHTTP
import PinionModel
import PinionSyntax

/// Bitbucket Data Center's REST API, from 7.4 on.
///
/// By its description (developer.atlassian.com/server/bitbucket/rest, groups "Pull Requests" and "Builds and
/// Deployments"). A page is an object with `values`, `isLastPage` and `nextPageStart`. Pull requests and comments have
/// versions: a request with an old one is refused with 409.
struct BitbucketServerDialect: ForgeDialect {
    /// Project's key, or `~user`, and name.
    let repository: [String]
    /// The repository for people: a status must have an address.
    let address: String

    /// Texts have 32,768 characters; a build's description 255.
    let limits = ForgeLimits(title: 255, body: 32_000, status: 255)
    let headers: Headers = ["Accept": "application/json", "X-Atlassian-Token": "no-check"]
    /// Every answer to somebody who is known has `X-AUSERNAME`.
    let whose = [ForgeCall(.get, "/api/latest/application-properties")]
    let needsPresent = true

    private var base: String {
        let parts = repository.map { PercentEncoding.encoded($0) }
        return "/api/latest/projects/\(parts.first ?? "")/repos/\(parts.last ?? "")"
    }

    func elements(_ page: JSONNode) -> [JSONNode]? { page["values"]?.array }

    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage? {
        guard page["isLastPage"]?.bool == false, let start = page["nextPageStart"]?.int else {
            return ForgePage.last
        }
        return .call(call.replacing("start", String(start)))
    }

    func lists(of branch: String) -> [ForgeCall] {
        [
            ForgeCall(
                .get, base + "/pull-requests",
                query: [
                    ("state", "ALL"), ("direction", "OUTGOING"), ("at", "refs/heads/" + branch),
                    ("order", "NEWEST"), ("limit", "100"),
                ])
        ]
    }

    func request(_ number: Int) -> ForgeCall { ForgeCall(.get, base + "/pull-requests/\(number)") }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["id"]?.int, let title = node["title"]?.string,
            let state = PullRequest.State(bitbucket: node["state"]?.string),
            let page = node["links"]?["self"]?.array?.first?["href"]?.string,
            let from = node["fromRef"], let branch = from["displayId"]?.string,
            let to = node["toRef"], let target = to["displayId"]?.string
        else { return nil }
        var request = PullRequest(
            number: number, address: page, state: state,
            head: from["latestCommit"]?.string.flatMap(CommitID.init(parsing:)), title: title,
            body: node["description"]?.string ?? "",
            author: node["author"]?["user"]?["name"]?.string)
        request.isDraft = node["draft"]?.bool == true
        let origin = from["repository"]?["id"]?.int
        return ProposedBranch(
            request: request, branch: branch, target: target,
            isOfRepository: origin != nil && origin == to["repository"]?["id"]?.int)
    }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        ForgeCall(
            .post, base + "/pull-requests",
            body: [
                ("title", .string(draft.title)), ("description", .string(draft.body)),
                ("fromRef", reference(draft.branch)), ("toRef", reference(draft.target)),
            ] + (draft.isDraft ? [("draft", true)] : []))
    }

    private func reference(_ branch: String) -> JSONText {
        let project: JSONText = .object([.init("key", .string(repository.first ?? ""))])
        return .object([
            .init("id", .string("refs/heads/" + branch)),
            .init(
                "repository",
                .object([
                    .init("slug", .string(repository.last ?? "")), .init("project", project),
                ])),
        ])
    }

    func refreshing(
        _ number: Int, title: String, body: String, of present: JSONNode?
    ) -> ForgeCall {
        let reviewers = (present?["reviewers"]?.array ?? [])
            .compactMap { $0["user"]?["name"]?.string }
        let users = reviewers.map { name -> JSONText in
            .object([.init("user", .object([.init("name", .string(name))]))])
        }
        return ForgeCall(
            .put, base + "/pull-requests/\(number)",
            body: [
                ("version", Self.version(of: present)), ("title", .string(title)),
                ("description", .string(body)), ("reviewers", .array(users)),
            ])
    }

    func asking(_ reviewers: [String], on number: Int, of present: JSONNode?) -> [ForgeCall] {
        reviewers.map { name in
            ForgeCall(
                .post, base + "/pull-requests/\(number)/participants",
                body: [
                    ("user", .object([.init("name", .string(name))])), ("role", "REVIEWER"),
                ])
        }
    }

    func closing(_ number: Int, saying body: String, of present: JSONNode?) -> ForgeCall {
        // Before 8 the version is asked for in the query.
        ForgeCall(
            .post, base + "/pull-requests/\(number)/decline",
            query: [("version", String(present?["version"]?.int ?? 0))],
            body: [("version", Self.version(of: present))])
    }

    private static func version(of present: JSONNode?) -> JSONText {
        .number(JSONNumber(present?["version"]?.int ?? 0))
    }

    func body(_ text: String, longest: Int) -> String {
        FittedText.markdown(FittedText.withoutMarkup(text), longest: longest)
    }

    func hidden(_ line: String) -> String { FittedText.withoutMarkup(line) }
}

extension BitbucketServerDialect {
    /// The activities tell them too.
    func reviews(of number: Int) -> ForgeCall? { nil }

    /// Comments stand among the activities, newest first.
    func comments(on number: Int) -> ForgeCall {
        ForgeCall(.get, base + "/pull-requests/\(number)/activities", query: [("limit", "100")])
    }

    /// Reads an activity, or the comment that was added or written.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        let comment = node["comment"] ?? node
        guard let id = comment["id"]?.int else { return nil }
        return ForgeComment(
            id: id, body: comment["text"]?.string ?? "",
            author: ForgeAuthor(comment["author"], name: "name") ?? .nobody,
            address: "\(address)/pull-requests/\(number)/overview?commentId=\(id)",
            key: comment["version"]?.int ?? 0)
    }

    /// Whoever pushes is in `RESCOPED` alone, and may have another name with git.
    func authors(_ node: JSONNode) -> [ForgeAuthor] {
        guard node["action"]?.string != "RESCOPED" else { return [] }
        return [ForgeAuthor(node["user"], name: "name") ?? .nobody]
            + Self.repliers(to: node["comment"])
    }

    private static func repliers(to comment: JSONNode?) -> [ForgeAuthor] {
        (comment?["comments"]?.array ?? []).flatMap { reply in
            [ForgeAuthor(reply["author"], name: "name") ?? .nobody] + repliers(to: reply)
        }
    }

    func user(_ node: JSONNode, _ headers: Headers) -> String? { headers["X-AUSERNAME"] }

    func adding(_ body: String, on number: Int) -> ForgeCall {
        ForgeCall(
            .post, base + "/pull-requests/\(number)/comments", body: [("text", .string(body))])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        ForgeCall(
            .put, base + "/pull-requests/\(number)/comments/\(comment.id)",
            body: [("text", .string(body)), ("version", .number(JSONNumber(comment.key)))])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        ForgeCall(.get, "/build-status/latest/commits/\(commit)", query: [("limit", "100")])
    }

    func status(_ node: JSONNode) -> ShownStatus? {
        guard let key = node["key"]?.string, let state = node["state"]?.string else { return nil }
        return ShownStatus(
            context: key, state: state, sentence: node["description"]?.string ?? "",
            address: node["url"]?.string ?? "")
    }

    func shown(_ status: CommitStatus) -> ShownStatus {
        ShownStatus(
            context: status.context, state: status.state.bitbucket,
            sentence: sentence(status.sentence), address: status.address ?? address)
    }

    /// The merge check "Required builds" knows builds by `parent`.
    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        ForgeCall(
            .post, base + "/commits/\(commit)/builds",
            body: [
                ("key", .string(status.context)), ("state", .string(status.state)),
                ("name", .string(status.context)), ("parent", .string(status.context)),
                ("description", .string(status.sentence)), ("url", .string(status.address)),
            ])
    }

    /// By the permissions that the operations are described with.
    func right(lackedIn response: HTTPResponse, _ operation: ForgeOperation) -> String {
        switch operation {
        case .find, .readRequest, .readComments, .readReviews, .readStatuses, .user:
            "the permission REPO_READ"
        case .open, .refresh, .label, .ask, .merge, .close: "the permission REPO_WRITE"
        case .comment, .setStatus: "the permission REPO_READ, and a token that may write"
        }
    }
}
