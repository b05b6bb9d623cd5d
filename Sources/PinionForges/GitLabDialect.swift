import PinionHTTP
import PinionModel
import PinionSyntax

/// GitLab's REST API, version 4.
///
/// By its documentation: "Merge requests API" (list project merge requests, create, update), "Notes
/// API" (merge requests), "Commits API" (list the statuses of a commit, set the pipeline status of
/// a commit). A project is named by its path, encoded as one part ("REST API", "Namespaced paths").
struct GitLabDialect: ForgeDialect {
    /// The groups and the name.
    let repository: [String]
    /// The repository's web address.
    let address: String
    /// The pipeline of this job; `nil` outside GitLab's pipelines.
    let pipeline: CIJob.Pipeline?

    /// Descriptions have 1,048,576 characters, notes a million ("Notes API"); titles and sentences
    /// are columns of 255.
    let limits = ForgeLimits(title: 255, body: 1_000_000, status: 255)
    let draftMark: String? = "Draft: "
    let requests = "/merge_requests"

    var base: String {
        "/projects/" + PercentEncoding.encoded(repository.joined(separator: "/"))
    }

    func lists(of branch: String) -> [ForgeCall] {
        [
            call(
                .get, requests,
                query: [
                    ("state", "all"), ("source_branch", branch), ("order_by", "created_at"),
                    ("sort", "desc"), ("per_page", "100"),
                ])
        ]
    }

    func proposed(_ node: JSONNode) -> ProposedBranch? {
        guard let number = node["iid"]?.int, let title = node["title"]?.string,
            let state = Self.state(node["state"]?.string), let page = node["web_url"]?.string,
            let branch = node["source_branch"]?.string, let target = node["target_branch"]?.string
        else { return nil }
        var request = PullRequest(
            number: number, address: page, state: state, head: node["sha"]?.commit, title: title,
            body: node["description"]?.string ?? "", author: node["author"]?["username"]?.string)
        request.isDraft = title.hasPrefix("Draft: ")
        let source = node["source_project_id"]?.int
        return ProposedBranch(
            request: request, branch: branch, target: target,
            isOfRepository: source != nil && source == node["target_project_id"]?.int)
    }

    /// Reads a state; a locked merge request is about to be merged.
    private static func state(_ word: String?) -> PullRequest.State? {
        switch word {
        case "opened", "locked": .open
        case "closed": .closed
        case "merged": .merged
        default: nil
        }
    }

    func opening(_ draft: PullRequestDraft) -> ForgeCall {
        call(
            .post, requests,
            body: [
                ("source_branch", .string(draft.branch)), ("target_branch", .string(draft.target)),
                ("title", .string(draft.title)), ("description", .string(draft.body)),
            ])
    }

    private func writing(_ number: Int, _ fields: [(String, JSONText)]) -> ForgeCall {
        call(.put, "\(requests)/\(number)", body: fields)
    }

    func refreshing(
        _ number: Int, title: String, body: String, of current: JSONNode?
    ) -> ForgeCall {
        writing(number, [("title", .string(title)), ("description", .string(body))])
    }

    func closing(_ number: Int, saying body: String, of current: JSONNode?) -> ForgeCall {
        writing(number, [("state_event", "close"), ("description", .string(body))])
    }

    func labeling(_ number: Int, with labels: [String]) -> [ForgeCall]? {
        [writing(number, [("add_labels", .string(labels.joined(separator: ",")))])]
    }

    func finding(_ reviewer: String) -> ForgeCall? {
        ForgeCall(.get, "/users", query: [("username", reviewer)])
    }

    /// Asks for reviews; without a licence, GitLab takes only the first reviewer.
    func asking(_ reviewers: [String], on number: Int, of current: JSONNode?) -> [ForgeCall] {
        let ids = reviewers.compactMap { Int($0) }.map { JSONText.number(JSONNumber($0)) }
        return [writing(number, [("reviewer_ids", .array(ids))])]
    }

    /// Escapes lines that begin with `/`, which would be commands to GitLab ("Quick actions").
    func body(_ text: String, longest: Int) -> String {
        FittedText.markdown(FittedText.withoutCommands(text), longest: longest)
    }
}

extension GitLabDialect {
    /// Asks for the notes; an approval is a system note by the approver.
    func comments(on number: Int) -> ForgeCall {
        call(
            .get, "\(requests)/\(number)/notes",
            query: [("sort", "asc"), ("order_by", "created_at"), ("per_page", "100")])
    }

    /// Reads a note; the text of a system note is left out, so that it is never taken for ours.
    func comment(_ node: JSONNode, on number: Int) -> ForgeComment? {
        guard let id = node["id"]?.int else { return nil }
        return ForgeComment(
            id: id, body: node["system"]?.bool == true ? "" : node["body"]?.string ?? "",
            author: ForgeAuthor(node["author"], name: "username"),
            address: "\(address)/-/merge_requests/\(number)#note_\(id)")
    }

    func user(_ node: JSONNode, _ headers: Headers) -> String? { node["username"]?.string }

    func authors(_ node: JSONNode) -> [ForgeAuthor] {
        [ForgeAuthor(node["author"], name: "username")]
    }

    func adding(_ body: String, on number: Int) -> ForgeCall {
        call(.post, "\(requests)/\(number)/notes", body: [("body", .string(body))])
    }

    func editing(_ comment: ForgeComment, to body: String, on number: Int) -> ForgeCall {
        call(.put, "\(requests)/\(number)/notes/\(comment.id)", body: [("body", .string(body))])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        call(
            .get, "/repository/commits/\(commit)/statuses",
            query: (context.map { [("name", $0)] } ?? []) + [("per_page", "100")])
    }

    /// False for the commit of the job's pipeline, in which statuses of others do not count.
    func isShared(_ commit: CommitID) -> Bool { pipeline?.commit != commit }

    func status(_ node: JSONNode) -> ShownStatus? {
        ShownStatus(node, id: node["id"]?.int, context: node["name"]?.string, state: "status")
    }

    /// Returns the word for a state; GitLab does not tell an error from a failure.
    func word(for state: CommitStatus.State) -> String {
        state == .failure || state == .error ? "failed" : state.rawValue
    }

    /// Sets a status; without a pipeline or a branch, GitLab puts it into the commit's newest
    /// pipeline, which may be another branch's (`Ci::CreateCommitStatusService`).
    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        var fields: [(String, JSONText)] = [
            ("state", .string(status.state)), ("name", .string(status.context)),
            ("description", .string(status.sentence)),
        ]
        if !status.address.isEmpty { fields.append(("target_url", .string(status.address))) }
        if let pipeline, pipeline.commit == commit {
            fields.append(("pipeline_id", .number(JSONNumber(pipeline.id))))
        } else if let branch = status.branch {
            fields.append(("ref", .string(branch)))
        }
        return call(.post, "/statuses/\(commit)", body: fields)
    }

    /// Returns the scope if the answer names one (RFC 6750, section 3.1: `insufficient_scope`),
    /// else the role (GitLab Docs, "Permissions and roles").
    func right(
        lackedIn response: HTTPResponse, _ answer: JSONNode?, _ operation: ForgeOperation
    ) -> String {
        if answer?["error"]?.string == "insufficient_scope" {
            let scope = answer?["scope"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "api"
            return "the scope \(ShownText(scope))"
        }
        switch operation {
        case .find, .readRequest, .readComments, .readReviews, .readStatuses, .user,
            .readRepository, .readRights:
            return "the scope read_api and the role Reporter in the project"
        case .open, .refresh, .label, .ask, .merge, .close, .comment, .setStatus:
            return "the scope api and the role Developer in the project, which must not be archived"
        }
    }
}

extension GitLabDialect: AutoMerging {
    /// The wait for GitLab to make the pipeline after the merge request.
    var pauseBeforeMerging: Duration { .seconds(5) }

    var gateName: String { "that pipelines succeed" }

    func requirements(of target: String, for request: JSONNode) -> [ForgeCall] { [call(.get, "")] }

    /// Whether pipelines must succeed, since the gate's verdict is part of the pipeline's.
    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool {
        answer["only_allow_merge_if_pipeline_succeeds"]?.bool == true
            && answer["allow_merge_on_skipped_pipeline"]?.bool != true
    }

    func merging(_ request: JSONNode, as user: String) -> [ForgeCall] {
        Array(
            repeating: call(
                .put, "\(requests)/\(request["iid"]?.int ?? 0)/merge",
                body: [
                    ("merge_when_pipeline_succeeds", true), ("auto_merge", true),
                    ("sha", .string(request["sha"]?.string ?? "")),
                ]), count: 4)
    }
}
