import PinionHTTP
import PinionModel
import PinionSyntax

/// GitLab's REST API, version 4.
///
/// By its documentation: "Merge requests API" (list project merge requests, create, update), "Notes API" (merge
/// requests), "Commits API" (list the statuses of a commit, set the pipeline status of a commit). A project is
/// named by its path, encoded as one part ("REST API", "Namespaced paths").
struct GitLabDialect: ForgeDialect {
    /// Groups and name.
    let repository: [String]
    /// The repository for people.
    let address: String
    /// The pipeline that this job is of; nil outside of GitLab's pipelines.
    var pipeline: GitLabPipeline?

    /// Descriptions have 1,048,576 characters, notes a million ("Notes API"); titles and sentences are columns of 255.
    let limits = ForgeLimits(title: 255, body: 1_000_000, status: 255)
    let headers: Headers = ["Accept": "application/json"]
    let draftMark: String? = "Draft: "
    let whose = [ForgeCall(.get, "/user")]

    var base: String {
        "/projects/" + PercentEncoding.encoded(repository.joined(separator: "/"))
    }

    func lists(of branch: String) -> [ForgeCall] {
        [
            ForgeCall(
                .get, base + "/merge_requests",
                query: [
                    ("state", "all"), ("source_branch", branch), ("order_by", "created_at"),
                    ("sort", "desc"), ("per_page", "100"),
                ])
        ]
    }

    func request(_ number: Int) -> ForgeCall {
        ForgeCall(.get, base + "/merge_requests/\(number)")
    }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["iid"]?.int, let title = node["title"]?.string,
            let state = Self.state(node["state"]?.string), let page = node["web_url"]?.string,
            let branch = node["source_branch"]?.string,
            let target = node["target_branch"]?.string
        else { return nil }
        var request = PullRequest(
            number: number, address: page, state: state,
            head: node["sha"]?.string.flatMap(CommitID.init(parsing:)), title: title,
            body: node["description"]?.string ?? "",
            author: node["author"]?["username"]?.string)
        request.isDraft = title.hasPrefix("Draft: ")
        let source = node["source_project_id"]?.int
        return ProposedBranch(
            request: request, branch: branch, target: target,
            isOfRepository: source != nil && source == node["target_project_id"]?.int)
    }

    /// A locked one is about to be merged.
    private static func state(_ word: String?) -> PullRequest.State? {
        switch word {
        case "opened", "locked": .open
        case "closed": .closed
        case "merged": .merged
        default: nil
        }
    }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        ForgeCall(
            .post, base + "/merge_requests",
            body: [
                ("source_branch", .string(draft.branch)), ("target_branch", .string(draft.target)),
                ("title", .string(draft.title)), ("description", .string(draft.body)),
            ])
    }

    func refreshing(
        _ number: Int, title: String, body: String, of present: JSONNode?
    ) -> ForgeCall {
        ForgeCall(
            .put, base + "/merge_requests/\(number)",
            body: [("title", .string(title)), ("description", .string(body))])
    }

    func closing(_ number: Int, saying body: String, of present: JSONNode?) -> ForgeCall {
        ForgeCall(
            .put, base + "/merge_requests/\(number)",
            body: [("state_event", .string("close")), ("description", .string(body))])
    }

    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? {
        [
            ForgeCall(
                .put, base + "/merge_requests/\(number)",
                body: [("add_labels", .string(labels.joined(separator: ",")))])
        ]
    }

    func finding(_ reviewer: String) -> ForgeCall? {
        ForgeCall(.get, "/users", query: [("username", reviewer)])
    }

    /// Without a licence GitLab takes the first of them.
    func asking(_ reviewers: [String], on number: Int, of present: JSONNode?) -> [ForgeCall] {
        let ids = reviewers.compactMap { Int($0) }.map { JSONText.number(JSONNumber($0)) }
        return [
            ForgeCall(
                .put, base + "/merge_requests/\(number)", body: [("reviewer_ids", .array(ids))])
        ]
    }

    /// An approval is a note of the system, by whoever approved.
    func reviews(of number: Int) -> ForgeCall? { nil }

    /// A line that begins with `/` would be a command to GitLab ("Quick actions"): it is escaped.
    func body(_ text: String, longest: Int) -> String {
        FittedText.markdown(FittedText.withoutCommands(text), longest: longest)
    }
}

extension GitLabDialect {
    func comments(on number: Int) -> ForgeCall {
        ForgeCall(
            .get, base + "/merge_requests/\(number)/notes",
            query: [("sort", "asc"), ("order_by", "created_at"), ("per_page", "100")])
    }

    /// Notes of the system are nobody's.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        guard let id = node["id"]?.int else { return nil }
        return ForgeComment(
            id: id, body: node["system"]?.bool == true ? "" : node["body"]?.string ?? "",
            author: author(node),
            address: "\(address)/-/merge_requests/\(number)#note_\(id)")
    }

    func user(_ node: JSONNode, _ headers: Headers) -> String? { node["username"]?.string }

    func authors(_ node: JSONNode) -> [ForgeAuthor] { [author(node)] }

    private func author(_ node: JSONNode) -> ForgeAuthor {
        ForgeAuthor(node["author"], name: "username") ?? .nobody
    }

    func adding(_ body: String, on number: Int) -> ForgeCall {
        ForgeCall(
            .post, base + "/merge_requests/\(number)/notes", body: [("body", .string(body))])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        ForgeCall(
            .put, base + "/merge_requests/\(number)/notes/\(comment.id)",
            body: [("body", .string(body))])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        ForgeCall(
            .get, base + "/repository/commits/\(commit)/statuses",
            query: (context.map { [("name", $0)] } ?? []) + [("per_page", "100")])
    }

    /// What another pipeline of the same commit has says nothing of this one.
    func isShared(_ commit: CommitID) -> Bool { pipeline?.commit != commit }

    func status(_ node: JSONNode) -> ShownStatus? {
        guard let id = node["id"]?.int, let context = node["name"]?.string,
            let state = node["status"]?.string
        else { return nil }
        return ShownStatus(
            id: id, context: context, state: state,
            sentence: node["description"]?.string ?? "", address: node["target_url"]?.string ?? "")
    }

    /// GitLab knows no error apart from a failure.
    func shown(_ status: CommitStatus) -> ShownStatus {
        let state =
            switch status.state {
            case .pending: "pending"
            case .success: "success"
            case .failure, .error: "failed"
            }
        return ShownStatus(
            context: status.context, state: state, sentence: sentence(status.sentence),
            address: status.address ?? "")
    }

    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        ForgeCall(
            .post, base + "/statuses/\(commit)",
            body: [
                ("state", .string(status.state)), ("name", .string(status.context)),
                ("description", .string(status.sentence)),
            ] + (status.address.isEmpty ? [] : [("target_url", .string(status.address))])
                + place(of: status, on: commit))
    }

    /// Without one of them GitLab puts the status into the newest pipeline of the commit, which may be another branch's
    /// (`Ci::CreateCommitStatusService`).
    private func place(of status: ShownStatus, on commit: CommitID) -> [(String, JSONText)] {
        if let pipeline, pipeline.commit == commit {
            return [("pipeline_id", .number(JSONNumber(pipeline.id)))]
        }
        return status.branch.map { [("ref", .string($0))] } ?? []
    }

    /// The scope where the answer names one (RFC 6750, section 3.1: `insufficient_scope`), else the role
    /// (GitLab Docs, "Permissions and roles").
    func right(lackedIn response: HTTPResponse, _ operation: ForgeOperation) -> String {
        let root = try? JSONNode(parsing: response.body, named: "error")  // no scope then
        if root?["error"]?.string == "insufficient_scope" {
            let scope = root?["scope"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "api"
            return "the scope \(ShownText(scope))"
        }
        switch operation {
        case .find, .readRequest, .readComments, .readReviews, .readStatuses, .user:
            return "the scope read_api and the role Reporter in the project"
        case .open, .refresh, .label, .ask, .merge, .close, .comment, .setStatus:
            return "the scope api and the role Developer in the project, which must not be archived"
        }
    }
}

/// The pipeline that a job of GitLab is of (GitLab Docs, "Predefined CI/CD variables").
struct GitLabPipeline: Hashable, Sendable {
    /// Its number for the API.
    let id: Int
    /// The commit that it runs for.
    let commit: CommitID

    /// Nil outside of a pipeline of this project.
    init?(environment: [String: String], repository: [String]) {
        let project = repository.joined(separator: "/")
        guard let id = environment["CI_PIPELINE_ID"].flatMap(Int.init),
            let commit = environment["CI_COMMIT_SHA"].flatMap({ CommitID(parsing: $0) }),
            environment["CI_PROJECT_PATH"]?.lowercased() == project.lowercased()
        else { return nil }
        self.id = id
        self.commit = commit
    }
}
