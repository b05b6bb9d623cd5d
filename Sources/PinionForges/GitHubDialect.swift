import PinionHTTP
import PinionModel
import PinionSyntax

/// GitHub's REST API, version 2022-11-28; on an Enterprise Server too.
///
/// By its description (github/rest-api-description): `pulls/list`, `pulls/create`, `pulls/update`,
/// `issues/list-comments`, `issues/create-comment`, `issues/update-comment`,
/// `repos/list-commit-statuses-for-ref`, `repos/create-commit-status`.
struct GitHubDialect: GitHubShapedDialect {
    /// Owner and name.
    let repository: [String]

    /// Bodies have 65,536 characters and titles 256, says the API when it refuses them; sentences of statuses 140.
    let limits = ForgeLimits(title: 255, body: 65_536, status: 140)

    /// Installations and jobs may not ask `/user`, and all tokens may ask this (GitHub GraphQL API, `Query.viewer`).
    let whose = [ForgeCall(.get, "/user"), ForgeCall(graphQL: "{viewer{login}}")]

    var headers: Headers {
        ["Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"]
    }

    func lists(of branch: String) -> [ForgeCall] {
        let head = "\(repository.first ?? ""):\(branch)"
        return [
            ForgeCall(
                .get, base + "/pulls",
                query: [
                    ("state", "all"), ("head", head), ("sort", "created"), ("direction", "desc"),
                    ("per_page", "100"),
                ])
        ]
    }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        let isMerged = node["merged_at"]?.string != nil || node["merged"]?.bool == true
        guard let number = node["number"]?.int, let head = node["head"], let base = node["base"],
            let state = PullRequest.State(state: node["state"]?.string, isMerged: isMerged),
            let title = node["title"]?.string, let address = node["html_url"]?.string,
            let branch = head["ref"]?.string, let target = base["ref"]?.string
        else { return nil }
        var request = PullRequest(
            number: number, address: address, state: state,
            head: head["sha"]?.string.flatMap(CommitID.init(parsing:)), title: title,
            body: node["body"]?.string ?? "", author: node["user"]?["login"]?.string)
        request.isDraft = node["draft"]?.bool == true
        let source = head["repo"]?["id"]?.int
        return ProposedBranch(
            request: request, branch: branch, target: target,
            isOfRepository: source != nil && source == base["repo"]?["id"]?.int)
    }
}

extension GitHubDialect {
    func user(_ node: JSONNode, _ headers: Headers) -> String? {
        (node["data"]?["viewer"] ?? node)["login"]?.string
    }

    func comments(on number: Int) -> ForgeCall {
        ForgeCall(.get, base + "/issues/\(number)/comments", query: [("per_page", "100")])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        ForgeCall(.get, base + "/commits/\(commit)/statuses", query: [("per_page", "100")])
    }

    /// GitHub does not tell contexts apart by case.
    func status(_ node: JSONNode) -> ShownStatus? {
        guard let id = node["id"]?.int, let context = node["context"]?.string,
            let state = node["state"]?.string
        else { return nil }
        return ShownStatus(
            id: id, context: context.lowercased(), state: state,
            sentence: node["description"]?.string ?? "", address: node["target_url"]?.string ?? "")
    }

    func shown(_ status: CommitStatus) -> ShownStatus {
        ShownStatus(
            context: status.context.lowercased(), state: status.state.rawValue,
            sentence: sentence(status.sentence), address: status.address ?? "")
    }

    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        ForgeCall(
            .post, base + "/statuses/\(commit)",
            body: [
                ("state", .string(status.state)), ("context", .string(status.context)),
                ("description", .string(status.sentence)),
            ] + (status.address.isEmpty ? [] : [("target_url", .string(status.address))]))
    }

    /// By the fields that name it (GitHub REST API, "Troubleshooting", "Resource not accessible"; GitHub Docs,
    /// "Scopes for OAuth apps"), else by the permissions that the operation is documented with.
    func right(lackedIn response: HTTPResponse, _ operation: ForgeOperation) -> String {
        if let permissions = response.headers["X-Accepted-GitHub-Permissions"], !permissions.isEmpty
        {
            let sets = permissions.split(separator: ";").map { set in
                set.split(separator: ",").map { ShownText($0.trimmed).description }
                    .joined(separator: " and ")
            }
            return "the permission " + sets.joined(separator: ", or ")
        }
        if let scopes = response.headers["X-Accepted-OAuth-Scopes"], !scopes.isEmpty {
            return "one of the scopes \(ShownText(scopes))"
        }
        switch operation {
        case .find, .readRequest, .user: return "the permission pull_requests=read"
        case .readComments, .readReviews: return "the permission pull_requests=read"
        case .open, .refresh, .label, .ask, .merge, .close, .comment:
            return "the permission pull_requests=write"
        case .readStatuses: return "the permission statuses=read"
        case .setStatus: return "the permission statuses=write"
        }
    }
}

extension StringProtocol {
    /// The text without white space at both ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
