import PinionHTTP
import PinionModel
import PinionSyntax

/// Azure DevOps' REST API for git, version 7.0: Services, and Server since 2022.
///
/// From its description (MicrosoftDocs/vsts-rest-api-specs, `git`). Lists cut the descriptions of
/// pull requests after 400 characters, and go on at `$skip`. A comment is the first of its thread.
struct AzureDialect: ForgeDialect {
    /// The organization or collection, the project and the name.
    let repository: [String]
    /// The repository's web address.
    let address: String

    /// Descriptions have 4,000 characters and comments 150,000, by the description; titles 400.
    let limits = ForgeLimits(title: 400, body: 4_000, comment: 150_000, status: 255)
    /// Without the second field, a request with an invalid token is redirected to a sign-in page.
    let headers: Headers = ["Accept": "application/json", "X-TFS-FedAuthRedirect": "Suppress"]
    let cutsBodies = true
    let requests = "/pullrequests"
    let endOfQuery = [("api-version", "7.0")]

    var base: String {
        "/\(project)/_apis/git/repositories/\(PercentEncoding.encoded(repository.last ?? ""))"
    }

    private var project: String { PercentEncoding.encoded(parts: repository.dropLast()) }

    func elements(_ page: JSONNode) -> [JSONNode]? { page["value"]?.array }

    func next(_ page: JSONNode, after call: ForgeCall) -> ForgePage? {
        guard let top = call.field("$top").flatMap({ Int($0) }), let count = elements(page)?.count,
            count >= top
        else { return ForgePage.last }
        let skip = call.field("$skip").flatMap { Int($0) } ?? 0
        return .call(call.replacing("$skip", String(skip + count)))
    }

    /// Whether the answer is a sign-in page: an invalid token gets one with status 203 or 302.
    func isSignIn(_ response: HTTPResponse) -> Bool {
        response.status == 203 || response.url.target.contains("/_signin")
            || (300..<400).contains(response.status)
                && response.headers["Location"]?.contains("/_signin") == true
    }

    func lists(of branch: String) -> [ForgeCall] {
        [
            call(
                .get, requests,
                query: [
                    ("searchCriteria.sourceRefName", "refs/heads/" + branch),
                    ("searchCriteria.status", "all"), ("$top", "100"),
                ])
        ]
    }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["pullRequestId"]?.int, let title = node["title"]?.string,
            let state = Self.state(node["status"]?.string),
            let branch = Self.branch(node["sourceRefName"]),
            let target = Self.branch(node["targetRefName"])
        else { return nil }
        var request = PullRequest(
            number: number, address: "\(address)/pullrequest/\(number)", state: state,
            head: node["lastMergeSourceCommit"]?["commitId"]?.commit, title: title,
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
            .post, requests,
            body: [
                ("sourceRefName", .string("refs/heads/" + draft.branch)),
                ("targetRefName", .string("refs/heads/" + draft.target)),
                ("title", .string(draft.title)), ("description", .string(draft.body)),
            ] + (draft.isDraft ? [("isDraft", true)] : []))
    }

    private func writing(_ number: Int, _ fields: [(String, JSONText)]) -> ForgeCall {
        call(.patch, "\(requests)/\(number)", body: fields)
    }

    func refreshing(
        _ number: Int, title: String, body: String, of current: JSONNode?
    ) -> ForgeCall {
        writing(number, [("title", .string(title)), ("description", .string(body))])
    }

    func closing(_ number: Int, saying body: String, of current: JSONNode?) -> ForgeCall {
        writing(number, [("status", "abandoned"), ("description", .string(body))])
    }

    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? {
        labels.map { label in
            call(.post, "/pullRequests/\(number)/labels", body: [("name", .string(label))])
        }
    }

    /// Asks for reviews by users, teams and groups, which are named by their ids.
    func asking(_ reviewers: [String], on number: Int, of current: JSONNode?) -> [ForgeCall] {
        reviewers.map { id in
            let name = PercentEncoding.encoded(id)
            return call(.put, "/pullRequests/\(number)/reviewers/\(name)", body: [("vote", 0)])
        }
    }
}

extension AzureDialect {
    /// The request for the token's user, which goes to the collection.
    var userCalls: [ForgeCall] {
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
            author: ForgeAuthor(first?["author"], name: "id"),
            address: "\(address)/pullrequest/\(number)?discussionId=\(thread)",
            key: first?["id"]?.int ?? 1)
    }

    /// Returns everyone who wrote in a thread, or a reviewer who voted, but not the system.
    func authors(_ node: JSONNode) -> [ForgeAuthor] {
        if let vote = node["vote"]?.int { return vote == 0 ? [] : [ForgeAuthor(node, name: "id")] }
        return (node["comments"]?.array ?? []).filter { $0["commentType"]?.string != "system" }
            .map { ForgeAuthor($0["author"], name: "id") }
    }

    /// Adds a thread without a status, so that it need not be resolved before merging.
    func adding(_ body: String, on number: Int) -> ForgeCall {
        let comment: JSONText = [
            "parentCommentId": 0, "content": .string(body), "commentType": "text",
        ]
        return call(.post, "/pullRequests/\(number)/threads", body: [("comments", [comment])])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        call(
            .patch, "/pullRequests/\(number)/threads/\(comment.id)/comments/\(comment.key)",
            body: [("content", .string(body))])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        call(.get, "/commits/\(commit)/statuses", query: [("latestOnly", "true"), ("top", "1000")])
    }

    /// Reads a status; the part of a context before its last slash is its genre.
    func status(_ node: JSONNode) -> ShownStatus? {
        let genre = node["context"]?["genre"]?.string ?? ""
        let name = node["context"]?["name"]?.string
        return ShownStatus(
            node, id: node["id"]?.int,
            context: name.map { genre.isEmpty ? $0 : "\(genre)/\($0)" }, address: "targetUrl")
    }

    func word(for state: CommitStatus.State) -> String {
        switch state {
        case .pending, .error: state.rawValue
        case .success: "succeeded"
        case .failure: "failed"
        }
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

    /// Returns the permission in the answer (`TF401027: You need the Git 'X' permission`), else the
    /// scopes in the operations' descriptions.
    func right(
        lackedIn response: HTTPResponse, _ answer: JSONNode?, _ operation: ForgeOperation
    ) -> String {
        let parts = (answer?["message"]?.string ?? "").split(separator: "'")
        if parts.count > 2, parts[0].hasSuffix("Git ") {
            return "the permission \(ShownText(parts[1])) of the repository"
        }
        switch operation {
        case .find, .readRequest, .readComments, .readReviews, .readStatuses, .user,
            .readRepository, .readRights:
            return "the scope Code (read)"
        case .open, .refresh, .label, .ask, .merge, .close, .comment:
            return "the scope Code (read & write), and Contribute to pull requests"
        case .setStatus: return "the scope Code (status), and Contribute to pull requests"
        }
    }
}

extension AzureDialect: RequestStatuses {
    func iterations(of number: Int) -> ForgeCall {
        call(.get, "/pullRequests/\(number)/iterations")
    }

    func statuses(ofRequest number: Int) -> ForgeCall {
        call(.get, "/pullRequests/\(number)/statuses")
    }

    func setting(_ status: ShownStatus, on iteration: Int, ofRequest number: Int) -> ForgeCall {
        call(
            .post, "/pullRequests/\(number)/statuses",
            body: fields(of: status) + [("iterationId", .number(JSONNumber(iteration)))])
    }
}

extension AzureDialect: AutoMerging {
    var mergesAsUser: Bool { true }

    /// Asks for the policies of the project that require a status (Policy Types: "Status").
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall] {
        let type = ("policyType", "cbdc66da-9728-4af8-aada-9a5a32e4a226")
        return [
            ForgeCall(.get, "/\(project)/_apis/policy/configurations", query: [type] + endOfQuery)
        ]
    }

    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool {
        let own = request["repository"]?["id"]?.string
        return (answer["value"]?.array ?? []).contains { policy in
            let settings = policy["settings"]
            return policy["isEnabled"]?.bool == true && policy["isBlocking"]?.bool == true
                && settings?["statusName"]?.string == context
                && (settings?["statusGenre"]?.string ?? "").isEmpty
                && (settings?["scope"]?.array ?? []).contains { scope in
                    let repository = scope["repositoryId"]?.string
                    return (repository == nil || repository == own)
                        && scope["refName"]?.string == "refs/heads/" + target
                }
        }
    }

    func merging(_ request: JSONNode, as user: String) -> [ForgeCall] {
        [
            writing(
                request["pullRequestId"]?.int ?? 0, [("autoCompleteSetBy", ["id": .string(user)])])
        ]
    }
}
