import PinionHTTP
import PinionModel
import PinionSyntax

/// An API that names pull requests and their comments as GitHub's does: Gitea's was made after it.
protocol GitHubShapedDialect: ForgeDialect {
    /// Owner and name.
    var repository: [String] { get }
}

extension GitHubShapedDialect {
    /// The path of the repository: `/repos/owner/name`.
    var base: String {
        "/repos/" + repository.map { PercentEncoding.encoded($0) }.joined(separator: "/")
    }

    func request(_ number: Int) -> ForgeCall { ForgeCall(.get, base + "/pulls/\(number)") }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        ForgeCall(
            .post, base + "/pulls",
            body: [
                ("title", .string(draft.title)), ("head", .string(draft.branch)),
                ("base", .string(draft.target)), ("body", .string(draft.body)),
            ] + (draft.isDraft && draftMark == nil ? [("draft", true)] : []))
    }

    func refreshing(
        _ number: Int, title: String, body: String, of present: JSONNode?
    ) -> ForgeCall {
        ForgeCall(
            .patch, base + "/pulls/\(number)",
            body: [("title", .string(title)), ("body", .string(body))])
    }

    func closing(_ number: Int, saying body: String, of present: JSONNode?) -> ForgeCall {
        ForgeCall(
            .patch, base + "/pulls/\(number)",
            body: [("state", .string("closed")), ("body", .string(body))])
    }

    /// Labels that are not there are made by GitHub, and refused by Gitea.
    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? {
        [
            ForgeCall(
                .post, base + "/issues/\(number)/labels",
                body: [("labels", .array(labels.map { .string($0) }))])
        ]
    }

    /// One request for each: of several, one that is not there would spoil all.
    ///
    /// `organization/team` is a team.
    func asking(_ reviewers: [String], on number: Int, of present: JSONNode?) -> [ForgeCall] {
        reviewers.map { reviewer in
            let team = reviewer.split(separator: "/").dropFirst().last.map(String.init)
            return ForgeCall(
                .post, base + "/pulls/\(number)/requested_reviewers",
                body: [
                    team.map { ("team_reviewers", .array([.string($0)])) }
                        ?? ("reviewers", .array([.string(reviewer)]))
                ])
        }
    }

    func reviews(of number: Int) -> ForgeCall? {
        ForgeCall(.get, base + "/pulls/\(number)/reviews")
    }

    func user(_ node: JSONNode, _ headers: Headers) -> String? { node["login"]?.string }

    func authors(_ node: JSONNode) -> [ForgeAuthor] { [author(node)] }

    private func author(_ node: JSONNode) -> ForgeAuthor {
        ForgeAuthor(node["user"], name: "login") ?? .nobody
    }

    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        guard let id = node["id"]?.int else { return nil }
        return ForgeComment(
            id: id, body: node["body"]?.string ?? "", author: author(node),
            address: node["html_url"]?.string)
    }

    func adding(_ body: String, on number: Int) -> ForgeCall {
        ForgeCall(.post, base + "/issues/\(number)/comments", body: [("body", .string(body))])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        ForgeCall(
            .patch, base + "/issues/comments/\(comment.id)", body: [("body", .string(body))])
    }
}
