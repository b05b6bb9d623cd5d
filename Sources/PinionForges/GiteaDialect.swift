import PinionHTTP
import PinionModel
import PinionSyntax

/// Gitea's API, from 1.15 on, and Forgejo's, which grew out of it.
///
/// By the swagger comments of its source (go-gitea/gitea, `routers/api/v1/repo`): `repoListPullRequests`,
/// `repoCreatePullRequest`, `repoEditPullRequest`, `issueGetComments`, `issueCreateComment`, `issueEditComment`,
/// `repoListStatuses`, `repoCreateStatus`. The list of pull requests has no filter by branch, and that of
/// comments no pages.
struct GiteaDialect: GitHubShapedDialect {
    /// Owner and name.
    let repository: [String]

    /// Titles are cut at 255 bytes by Gitea itself; bodies and sentences are texts without a documented limit.
    let limits = ForgeLimits(title: 255, body: 1_000_000, status: 255)
    let headers: Headers = ["Accept": "application/json"]
    let filtersByBranch = false
    let draftMark: String? = "WIP: "
    let whose = [ForgeCall(.get, "/user")]

    func lists(of branch: String) -> [ForgeCall] {
        ["open", "closed"].map { state in
            ForgeCall(.get, base + "/pulls", query: [("state", state), ("limit", "50")])
        }
    }

    /// Once the branch is gone, `head.ref` names the forge's own reference, and only `head.label` the branch.
    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["number"]?.int, let head = node["head"], let base = node["base"],
            let state = PullRequest.State(
                state: node["state"]?.string, isMerged: node["merged"]?.bool == true),
            let title = node["title"]?.string, let address = node["html_url"]?.string,
            let reference = head["ref"]?.string, let target = base["ref"]?.string
        else { return nil }
        let isGone = reference.hasPrefix("refs/pull/")
        var request = PullRequest(
            number: number, address: address, state: state,
            head: head["sha"]?.string.flatMap(CommitID.init(parsing:)), title: title,
            body: node["body"]?.string ?? "", author: node["user"]?["login"]?.string)
        request.isDraft = title.hasPrefix("WIP: ")
        let source = head["repo_id"]?.int
        return ProposedBranch(
            request: request, branch: isGone ? head["label"]?.string ?? reference : reference,
            target: target, isOfRepository: source != nil && source == base["repo_id"]?.int)
    }

    func title(_ text: String) -> String {
        FittedText.line(text, longest: limits.title) { $0.utf8.count }
    }
}

extension GiteaDialect {
    func comments(on number: Int) -> ForgeCall {
        ForgeCall(.get, base + "/issues/\(number)/comments")
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        ForgeCall(
            .get, base + "/statuses/\(commit)", query: [("sort", "highestindex"), ("limit", "50")])
    }

    /// The state is `state` in a request and `status` in an answer (`modules/structs`).
    func status(_ node: JSONNode) -> ShownStatus? {
        guard let id = node["id"]?.int, let context = node["context"]?.string,
            let state = node["status"]?.string
        else { return nil }
        return ShownStatus(
            id: id, context: context, state: state,
            sentence: node["description"]?.string ?? "", address: node["target_url"]?.string ?? "")
    }

    func shown(_ status: CommitStatus) -> ShownStatus {
        ShownStatus(
            context: status.context, state: status.state.rawValue,
            sentence: sentence(status.sentence), address: status.address ?? "")
    }

    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        ForgeCall(
            .post, base + "/statuses/\(commit)",
            body: [
                ("state", .string(status.state)), ("context", .string(status.context)),
                ("description", .string(status.sentence)),
                ("target_url", .string(status.address)),
            ])
    }

    /// The scopes that the answer lists in brackets, for it says them in its sentence alone.
    ///
    /// Without them the scope of the route (Gitea Docs, "OAuth2 provider", "Scopes").
    func right(lackedIn response: HTTPResponse, _ operation: ForgeOperation) -> String {
        let root = try? JSONNode(parsing: response.body, named: "error")  // no scopes then
        let message = root?["message"]?.string ?? ""
        if let open = message.firstIndex(of: "["), let close = message[open...].firstIndex(of: "]")
        {
            let scopes = message[message.index(after: open)..<close]
            if !scopes.isEmpty { return "the scope \(ShownText(scopes))" }
        }
        switch operation {
        case .find, .readRequest, .readReviews, .readStatuses: return "the scope read:repository"
        case .open, .refresh, .label, .ask, .merge, .close, .setStatus:
            return "the scope write:repository, and the right to write in the repository"
        case .readComments: return "the scope read:issue"
        case .comment: return "the scope write:issue"
        case .user: return "the scope read:user"
        }
    }
}
