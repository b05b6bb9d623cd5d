import PinionHTTP
import PinionModel
import PinionSyntax

/// GitHub's REST API, version 2022-11-28; on an Enterprise Server too.
///
/// From its description (github/rest-api-description): `pulls/list`, `pulls/create`,
/// `pulls/update`, `issues/list-comments`, `issues/create-comment`, `issues/update-comment`,
/// `repos/list-commit-statuses-for-ref`, `repos/create-commit-status`.
struct GitHubDialect: GitHubShapedDialect {
    let repository: [String]

    /// The API refuses bodies over 65,536 characters, titles over 256 and sentences over 140.
    let limits = ForgeLimits(title: 255, body: 65_536, status: 140)
    let headers: Headers = [
        "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28",
    ]
    /// Tokens of apps and jobs may not read `/user`; all may send the second request (GitHub
    /// GraphQL API, `Query.viewer`).
    let userCalls = [ForgeCall(.get, "/user"), ForgeCall(graphQL: "{viewer{login}}")]

    func lists(of branch: String) -> [ForgeCall] {
        [
            call(
                .get, "/pulls",
                query: [
                    ("state", "all"), ("head", "\(repository.first ?? ""):\(branch)"),
                    ("sort", "created"), ("direction", "desc"), ("per_page", "100"),
                ])
        ]
    }

    func branch(of head: JSONNode) -> String? { head["ref"]?.string }

    func repositoryID(of side: JSONNode) -> Int? { side["repo"]?["id"]?.int }

    func user(_ node: JSONNode, _ headers: Headers) -> String? {
        (node["data"]?["viewer"] ?? node)["login"]?.string
    }

    func comments(on number: Int) -> ForgeCall {
        call(.get, "/issues/\(number)/comments", query: [("per_page", "100")])
    }

    func statuses(of commit: CommitID, context: String?) -> ForgeCall {
        call(.get, "/commits/\(commit)/statuses", query: [("per_page", "100")])
    }

    func status(_ node: JSONNode) -> ShownStatus? {
        ShownStatus(node, id: node["id"]?.int, context: (node["context"]?.string).map(context))
    }

    /// Returns a context in lower case, since GitHub ignores case in contexts.
    func context(_ name: String) -> String { name.lowercased() }

    func setting(_ status: ShownStatus, of commit: CommitID) -> ForgeCall {
        call(
            .post, "/statuses/\(commit)",
            body: [
                ("state", .string(status.state)), ("context", .string(status.context)),
                ("description", .string(status.sentence)),
            ] + (status.address.isEmpty ? [] : [("target_url", .string(status.address))]))
    }

    /// What the settings must allow for jobs, whose own `permissions:` are not enough (GitHub Docs,
    /// "Managing GitHub Actions settings for a repository", "Preventing GitHub Actions from creating
    /// or approving pull requests").
    static let workflowSetting =
        "leave by the setting `Allow GitHub Actions to create and approve pull requests`, under "
        + "Settings → Actions → General → Workflow permissions (where it is greyed out, in the "
        + "organization's or enterprise's settings first), or give the job a GitHub App's or a "
        + "personal token"

    /// Returns the right in the header fields (GitHub REST API, "Troubleshooting", "Resource not
    /// accessible"; GitHub Docs, "Scopes for OAuth apps"), else the documented permissions.
    func right(
        lackedIn response: HTTPResponse, _ answer: JSONNode?, _ operation: ForgeOperation
    ) -> String {
        if answer?["message"]?.string?.contains("not permitted to create") == true {
            return Self.workflowSetting
        }
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
        case .find, .readRequest, .user, .readComments, .readReviews:
            return "the permission pull_requests=read"
        case .readRepository, .readRights: return "the permission metadata=read"
        case .open, .refresh, .label, .ask, .merge, .close, .comment:
            return "the permission pull_requests=write"
        case .readStatuses: return "the permission statuses=read"
        case .setStatus: return "the permission statuses=write"
        }
    }
}

extension GitHubDialect: AutoMerging {
    /// Asks for the rules of rulesets, and the protection of the branch.
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall] {
        let name = PercentEncoding.encoded(target)
        return [call(.get, "/rules/branches/\(name)"), call(.get, "/branches/\(name)")]
    }

    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool {
        if let rules = answer.array {
            return rules.contains { rule in
                rule["type"]?.string == "required_status_checks"
                    && (rule["parameters"]?["required_status_checks"]?.array ?? [])
                        .contains { $0["context"]?.string == context }
            }
        }
        let checks = answer["protection"]?["required_status_checks"]
        return checks?["enforcement_level"]?.string != "off"
            && (checks?["contexts"]?.array ?? []).contains { $0.string == context }
    }

    /// Tries the ways of merging in turn, without asking which ones the repository allows.
    func merging(_ request: JSONNode, as user: String) -> [ForgeCall] {
        let id = (request["node_id"]?.string ?? "").filter {
            $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "="
        }
        let expected = request["head"]?["sha"]?.commit.map { ",expectedHeadOid:\"\($0)\"" } ?? ""
        return ["MERGE", "SQUASH"].map { method in
            ForgeCall(
                graphQL: "mutation{enablePullRequestAutoMerge(input:{pullRequestId:\"\(id)\","
                    + "mergeMethod:\(method)\(expected)}){clientMutationId}}")
        }
    }
}
