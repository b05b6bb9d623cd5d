import PinionHTTP
import PinionModel
import PinionSyntax

/// An API whose pull requests and comments are GitHub's, which Gitea's was modelled on.
protocol GitHubShapedDialect: ForgeDialect {
    /// The owner and the name.
    var repository: [String] { get }
    /// Returns the branch that the head of a pull request names.
    func branch(of head: JSONNode) -> String?
    /// Returns the number of the repository that a branch is in.
    func repositoryID(of side: JSONNode) -> Int?
}

extension GitHubShapedDialect {
    var base: String { "/repos/" + PercentEncoding.encoded(parts: repository) }

    var requests: String { "/pulls" }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["number"]?.int, let head = node["head"], let base = node["base"],
            let state = state(of: node), let title = node["title"]?.string,
            let address = node["html_url"]?.string, let branch = branch(of: head),
            let target = base["ref"]?.string
        else { return nil }
        var request = PullRequest(
            number: number, address: address, state: state, head: head["sha"]?.commit, title: title,
            body: node["body"]?.string ?? "", author: node["user"]?["login"]?.string)
        request.isDraft = draftMark.map(title.hasPrefix) ?? (node["draft"]?.bool == true)
        let source = repositoryID(of: head)
        return ProposedBranch(
            request: request, branch: branch, target: target,
            isOfRepository: source != nil && source == repositoryID(of: base))
    }

    private func state(of node: JSONNode) -> PullRequest.State? {
        switch node["state"]?.string {
        case _ where node["merged_at"]?.string != nil || node["merged"]?.bool == true: .merged
        case "open": .open
        case "closed": .closed
        default: nil
        }
    }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        call(
            .post, "/pulls",
            body: [
                ("title", .string(draft.title)), ("head", .string(draft.branch)),
                ("base", .string(draft.target)), ("body", .string(draft.body)),
            ] + (draft.isDraft && draftMark == nil ? [("draft", true)] : []))
    }

    func refreshing(
        _ number: Int, title: String, body: String, of current: JSONNode?
    ) -> ForgeCall {
        call(
            .patch, "/pulls/\(number)", body: [("title", .string(title)), ("body", .string(body))])
    }

    func closing(_ number: Int, saying body: String, of current: JSONNode?) -> ForgeCall {
        call(.patch, "/pulls/\(number)", body: [("state", "closed"), ("body", .string(body))])
    }

    /// Adds labels; GitHub creates missing ones, and Gitea refuses them.
    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? {
        [
            call(
                .post, "/issues/\(number)/labels",
                body: [("labels", .array(labels.map { .string($0) }))])
        ]
    }

    /// One request per name, as a wrong one spoils its request; `organization/team` is a team.
    func asking(_ reviewers: [String], on number: Int, of current: JSONNode?) -> [ForgeCall] {
        reviewers.map { reviewer in
            let team = reviewer.split(separator: "/").dropFirst().last.map(String.init)
            return call(
                .post, "/pulls/\(number)/requested_reviewers",
                body: [
                    team.map { ("team_reviewers", [.string($0)]) }
                        ?? ("reviewers", [.string(reviewer)])
                ])
        }
    }

    func reviews(of number: Int) -> ForgeCall? { call(.get, "/pulls/\(number)/reviews") }

    func user(_ node: JSONNode, _ headers: Headers) -> String? { node["login"]?.string }

    func authors(_ node: JSONNode) -> [ForgeAuthor] { [ForgeAuthor(node["user"], name: "login")] }

    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        guard let id = node["id"]?.int else { return nil }
        return ForgeComment(
            id: id, body: node["body"]?.string ?? "",
            author: ForgeAuthor(node["user"], name: "login"), address: node["html_url"]?.string)
    }

    func adding(_ body: String, on number: Int) -> ForgeCall {
        call(.post, "/issues/\(number)/comments", body: [("body", .string(body))])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        call(.patch, "/issues/comments/\(comment.id)", body: [("body", .string(body))])
    }
}
