import PinionHTTP
import PinionModel
import PinionSyntax

/// Gitea's API, version 1.15 and later, and Forgejo's, which is derived from it.
///
/// From the swagger comments of its source (go-gitea/gitea, `routers/api/v1/repo`):
/// `repoListPullRequests`, `repoCreatePullRequest`, `repoEditPullRequest`, `issueGetComments`,
/// `issueCreateComment`, `issueEditComment`, `repoListStatuses`, `repoCreateStatus`. The list of
/// pull requests has no filter by branch, and the list of comments has no pages.
struct GiteaDialect: GitHubShapedDialect {
    let repository: [String]

    /// Gitea cuts titles at 255 bytes; bodies and sentences have no documented limit.
    let limits = ForgeLimits(title: 255, body: 1_000_000, status: 255)
    let filtersByBranch = false
    let draftMark: String? = "WIP: "

    func lists(of branch: String) -> [ForgeCall] {
        ["open", "closed"].map { call(.get, "/pulls", query: [("state", $0), ("limit", "50")]) }
    }

    /// Once the branch is deleted, `ref` is the forge's own reference, and only `label` the branch.
    func branch(of head: JSONNode) -> String? {
        guard let name = head["ref"]?.string else { return nil }
        return name.hasPrefix("refs/pull/") ? head["label"]?.string ?? name : name
    }

    func repositoryID(of side: JSONNode) -> Int? { side["repo_id"]?.int }

    func title(_ text: String) -> String {
        FittedText.line(text, longest: limits.title) { $0.utf8.count }
    }

    func comments(on number: Int) -> ForgeCall { call(.get, "/issues/\(number)/comments") }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        call(.get, "/statuses/\(commit)", query: [("sort", "highestindex"), ("limit", "50")])
    }

    /// Reads a status; the state is `state` in requests, `status` in answers (`modules/structs`).
    func status(_ node: JSONNode) -> ShownStatus? {
        ShownStatus(node, id: node["id"]?.int, context: node["context"]?.string, state: "status")
    }

    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        call(
            .post, "/statuses/\(commit)",
            body: [
                ("state", .string(status.state)), ("context", .string(status.context)),
                ("description", .string(status.sentence)),
                ("target_url", .string(status.address)),
            ])
    }

    /// Returns the scopes in brackets in the answer's sentence, else the scope of the route (Gitea
    /// Docs, "OAuth2 provider", "Scopes").
    func right(
        lackedIn response: HTTPResponse, _ answer: JSONNode?, _ operation: ForgeOperation
    ) -> String {
        let message = answer?["message"]?.string ?? ""
        if let open = message.firstIndex(of: "["), let close = message[open...].firstIndex(of: "]")
        {
            let scopes = message[message.index(after: open)..<close]
            if !scopes.isEmpty { return "the scope \(ShownText(scopes))" }
        }
        switch operation {
        case .find, .readRequest, .readReviews, .readStatuses, .readRepository, .readRights:
            return "the scope read:repository"
        case .open, .refresh, .label, .ask, .merge, .close, .setStatus:
            return "the scope write:repository, and the right to write in the repository"
        case .readComments: return "the scope read:issue"
        case .comment: return "the scope write:issue"
        case .user: return "the scope read:user"
        }
    }
}

extension GiteaDialect: AutoMerging {
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall] {
        [call(.get, "/branches/\(PercentEncoding.encoded(target))")]
    }

    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool {
        answer["enable_status_check"]?.bool == true
            && (answer["status_check_contexts"]?.array ?? []).contains { $0.string == context }
    }

    func merging(_ request: JSONNode, as user: String) -> [ForgeCall] {
        let style = request["base"]?["repo"]?["default_merge_style"]?.string ?? "merge"
        return [
            call(
                .post, "/pulls/\(request["number"]?.int ?? 0)/merge",
                body: [
                    ("Do", .string(style)), ("merge_when_checks_succeed", true),
                    ("head_commit_id", .string(request["head"]?["sha"]?.string ?? "")),
                ])
        ]
    }
}
