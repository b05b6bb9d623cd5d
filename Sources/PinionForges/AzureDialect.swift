import PinionHTTP
import PinionModel
import PinionSyntax

/// Azure DevOps' REST API for git, version 7.0: Services, and Server from 2022 on.
///
/// By its description (MicrosoftDocs/vsts-rest-api-specs, `git`): pull requests, threads, reviewers, iterations, and
/// statuses of commits and of pull requests. Lists of pull requests cut their descriptions after 400 characters, and
/// go on at `$skip`. A comment is the first of its thread.
struct AzureDialect: ForgeDialect {
    /// Organization or collection, project and name.
    let repository: [String]
    /// The repository for people.
    let address: String

    /// Descriptions have 4,000 characters and comments 150,000, says the description; titles 400.
    let limits = ForgeLimits(title: 400, body: 4_000, comment: 150_000, status: 255)
    /// Without the second one, a token that is not valid would be sent to a page to sign in at.
    let headers: Headers = ["Accept": "application/json", "X-TFS-FedAuthRedirect": "Suppress"]
    let cutsBodies = true

    private var base: String {
        let parts = repository.map { PercentEncoding.encoded($0) }
        return "/" + parts.dropLast().joined(separator: "/")
            + "/_apis/git/repositories/\(parts.last ?? "")"
    }

    private func call(
        _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [],
        body: [(String, JSONText)]? = nil
    ) -> ForgeCall {
        ForgeCall(method, base + path, query: query + [("api-version", "7.0")], body: body)
    }

    func elements(_ page: JSONNode) -> [JSONNode]? { page["value"]?.array }

    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage? {
        guard let top = call.field("$top").flatMap({ Int($0) }), let count = elements(page)?.count,
            count >= top
        else { return ForgePage.last }
        let skip = call.field("$skip").flatMap { Int($0) } ?? 0
        return .call(call.replacing("$skip", String(skip + count)))
    }

    /// Without this, what is not valid is answered with 203 or 302 and a page for people.
    func isSignIn(_ response: HTTPResponse) -> Bool {
        response.status == 203 || response.url.target.contains("/_signin")
            || (300..<400).contains(response.status)
                && response.headers["Location"]?.contains("/_signin") == true
    }

    func lists(of branch: String) -> [ForgeCall] {
        [
            call(
                .get, "/pullrequests",
                query: [
                    ("searchCriteria.sourceRefName", "refs/heads/" + branch),
                    ("searchCriteria.status", "all"), ("$top", "100"),
                ])
        ]
    }

    func request(_ number: Int) -> ForgeCall { call(.get, "/pullrequests/\(number)") }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["pullRequestId"]?.int, let title = node["title"]?.string,
            let state = Self.state(node["status"]?.string),
            let branch = Self.branch(node["sourceRefName"]),
            let target = Self.branch(node["targetRefName"])
        else { return nil }
        let head = node["lastMergeSourceCommit"]?["commitId"]?.string
        var request = PullRequest(
            number: number, address: "\(address)/pullrequest/\(number)", state: state,
            head: head.flatMap(CommitID.init(parsing:)), title: title,
            body: node["description"]?.string ?? "", author: node["createdBy"]?["id"]?.string)
        request.isDraft = node["isDraft"]?.bool == true
        let fork = node["forkSource"]
        return ProposedBranch(
            request: request, branch: branch, target: target,
            isOfRepository: fork == nil || fork?.isNull == true)
    }

    private static func state(_ word: String?) -> PullRequest.State? {
        switch word {
        case "active": .open
        case "abandoned": .closed
        case "completed": .merged
        default: nil
        }
    }

    private static func branch(_ node: JSONNode?) -> String? {
        guard let name = node?.string, name.hasPrefix("refs/heads/") else { return nil }
        return String(name.dropFirst("refs/heads/".count))
    }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        call(
            .post, "/pullrequests",
            body: [
                ("sourceRefName", .string("refs/heads/" + draft.branch)),
                ("targetRefName", .string("refs/heads/" + draft.target)),
                ("title", .string(draft.title)), ("description", .string(draft.body)),
            ] + (draft.isDraft ? [("isDraft", true)] : []))
    }

    func refreshing(
        _ number: Int, title: String, body: String, of present: JSONNode?
    ) -> ForgeCall {
        call(
            .patch, "/pullrequests/\(number)",
            body: [("title", .string(title)), ("description", .string(body))])
    }

    /// Lets it complete by itself, in the name of a user.
    func letting(_ number: Int, _ user: String) -> ForgeCall {
        call(
            .patch, "/pullrequests/\(number)",
            body: [("autoCompleteSetBy", .object([.init("id", .string(user))]))])
    }

    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? {
        labels.map { label in
            call(.post, "/pullRequests/\(number)/labels", body: [("name", .string(label))])
        }
    }

    /// Users, teams and groups are named by their ids.
    func asking(_ reviewers: [String], on number: Int, of present: JSONNode?) -> [ForgeCall] {
        reviewers.map { id in
            let name = PercentEncoding.encoded(id)
            return call(
                .put, "/pullRequests/\(number)/reviewers/\(name)", body: [("vote", 0)])
        }
    }

    func closing(_ number: Int, saying body: String, of present: JSONNode?) -> ForgeCall {
        call(
            .patch, "/pullrequests/\(number)",
            body: [("status", "abandoned"), ("description", .string(body))])
    }
}

extension AzureDialect {
    /// Whose token it is stands above the projects.
    var whose: [ForgeCall] {
        let collection = PercentEncoding.encoded(repository.first ?? "")
        return [ForgeCall(.get, "/\(collection)/_apis/connectionData")]
    }

    func user(_ node: JSONNode, _ headers: Headers) -> String? {
        node["authenticatedUser"]?["id"]?.string
    }

    func reviews(of number: Int) -> ForgeCall? { call(.get, "/pullRequests/\(number)/reviewers") }

    func comments(on number: Int) -> ForgeCall { call(.get, "/pullRequests/\(number)/threads") }

    /// Reads a thread.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        guard let thread = node["id"]?.int, let comments = node["comments"]?.array else {
            return nil
        }
        let first = comments.first
        let isText = first?["commentType"]?.string != "system" && first?["isDeleted"]?.bool != true
        return ForgeComment(
            id: thread, body: isText ? first?["content"]?.string ?? "" : "",
            author: ForgeAuthor(first?["author"], name: "id") ?? .nobody,
            address: "\(address)/pullrequest/\(number)?discussionId=\(thread)",
            key: first?["id"]?.int ?? 1)
    }

    /// Everybody who wrote in a thread, or a reviewer who voted; what the system says is nobody's.
    func authors(_ node: JSONNode) -> [ForgeAuthor] {
        if let vote = node["vote"]?.int {
            return vote == 0 ? [] : [ForgeAuthor(node, name: "id") ?? .nobody]
        }
        return (node["comments"]?.array ?? []).compactMap { comment in
            guard comment["commentType"]?.string != "system" else { return nil }
            return ForgeAuthor(comment["author"], name: "id") ?? .nobody
        }
    }

    /// A thread without a status, which nobody must resolve before merging.
    func adding(_ body: String, on number: Int) -> ForgeCall {
        let comment: JSONText = .object([
            .init("parentCommentId", 0), .init("content", .string(body)),
            .init("commentType", "text"),
        ])
        return call(
            .post, "/pullRequests/\(number)/threads", body: [("comments", .array([comment]))])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        call(
            .patch, "/pullRequests/\(number)/threads/\(comment.id)/comments/\(comment.key)",
            body: [("content", .string(body))])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        call(
            .get, "/commits/\(commit)/statuses", query: [("latestOnly", "true"), ("top", "1000")])
    }

    /// What stands before the last slash of a context is its genre.
    func status(_ node: JSONNode) -> ShownStatus? {
        guard let id = node["id"]?.int, let name = node["context"]?["name"]?.string,
            let state = node["state"]?.string
        else { return nil }
        let genre = node["context"]?["genre"]?.string ?? ""
        return ShownStatus(
            id: id, context: genre.isEmpty ? name : "\(genre)/\(name)", state: state,
            sentence: node["description"]?.string ?? "", address: node["targetUrl"]?.string ?? "")
    }

    func shown(_ status: CommitStatus) -> ShownStatus {
        let state =
            switch status.state {
            case .pending: "pending"
            case .success: "succeeded"
            case .failure: "failed"
            case .error: "error"
            }
        return ShownStatus(
            context: status.context, state: state, sentence: sentence(status.sentence),
            address: status.address ?? "")
    }

    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        call(.post, "/commits/\(commit)/statuses", body: fields(of: status))
    }

    private func fields(of status: ShownStatus) -> [(String, JSONText)] {
        let parts = status.context.split(separator: "/").map(String.init)
        var context: [JSONText.Member] = [.init("name", .string(parts.last ?? ""))]
        if parts.count > 1 {
            context.append(.init("genre", .string(parts.dropLast().joined(separator: "/"))))
        }
        return [
            ("state", .string(status.state)), ("description", .string(status.sentence)),
            ("context", .object(context)),
        ] + (status.address.isEmpty ? [] : [("targetUrl", .string(status.address))])
    }
}

/// A branch policy reads the statuses of the pull request, each of one iteration: what was pushed at once.
extension AzureDialect {
    /// What was pushed to a pull request, oldest first.
    func iterations(of number: Int) -> ForgeCall {
        call(.get, "/pullRequests/\(number)/iterations")
    }

    /// The statuses of a pull request.
    func statuses(ofRequest number: Int) -> ForgeCall {
        call(.get, "/pullRequests/\(number)/statuses")
    }

    /// Puts a status on an iteration of a pull request.
    func setting(_ status: ShownStatus, on iteration: Int, ofRequest number: Int) -> ForgeCall {
        call(
            .post, "/pullRequests/\(number)/statuses",
            body: fields(of: status) + [("iterationId", .number(JSONNumber(iteration)))])
    }

    /// By the permission that the answer names (`TF401027: You need the Git 'X' permission`), else by the scopes that the
    /// operations are described with.
    func right(lackedIn response: HTTPResponse, _ operation: ForgeOperation) -> String {
        let root = try? JSONNode(parsing: response.body, named: "error")  // no permission then
        let parts = (root?["message"]?.string ?? "").split(separator: "'")
        if parts.count > 2, parts[0].hasSuffix("Git ") {
            return "the permission \(ShownText(parts[1])) of the repository"
        }
        switch operation {
        case .find, .readRequest, .readComments, .readReviews, .readStatuses, .user:
            return "the scope Code (read)"
        case .open, .refresh, .label, .ask, .merge, .close, .comment:
            return "the scope Code (read & write), and Contribute to pull requests"
        case .setStatus: return "the scope Code (status), and Contribute to pull requests"
        }
    }
}
