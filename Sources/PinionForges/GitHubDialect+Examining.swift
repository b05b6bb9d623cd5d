import PinionHTTP
import PinionModel
import PinionSyntax

extension GitHubDialect {
    /// Reads `repos/get`: `full_name`, `archived`, `disabled`, `has_pull_requests`, `permissions`.
    ///
    /// Classic tokens have their scopes in a header field (GitHub Docs, "Scopes for OAuth apps");
    /// what a fine-grained token or an app may do is shown by a write alone, and the permissions of
    /// the description are the user's.
    func state(
        ofRepository node: JSONNode, _ headers: Headers, user: JSONNode?
    ) -> RepositoryState {
        let isOff = node["has_pull_requests"]?.bool == false
        let isDisabled = node["disabled"]?.bool == true
        let name = user.flatMap { self.user($0, headers) } ?? ""
        let role = RepositoryState.role(
            mayWrite: node["permissions"]?["push"]?.bool, needed: "the role Write",
            untold: "what its user may do is not told")
        // An app is no user, and has permissions of its own.
        let roles = name.hasSuffix("[bot]") ? [] : [role]
        return RepositoryState(
            path: node["full_name"]?.string,
            obstacle: isDisabled
                ? "the repository is disabled by GitHub; ask its owner why"
                : RepositoryState.obstacle(
                    node, isOff: isOff, on: "Settings → General → Features"),
            checks: roles + [scopes(headers, of: name, isPrivate: node["private"]?.bool)])
    }

    private func scopes(_ headers: Headers, of user: String, isPrivate: Bool?) -> ForgeCheck {
        let told = headers["X-OAuth-Scopes"] ?? ""
        guard !told.isEmpty else {
            guard user == "github-actions[bot]" else {
                return ForgeCheck(
                    "permissions",
                    .untried(
                        "GitHub does not tell them of a fine-grained token or an app; it needs "
                            + "contents and pull_requests to read and write, for the gate also "
                            + "statuses"))
            }
            return ForgeCheck(
                "permissions",
                .untried(
                    "GitHub does not tell them of a job's token; the workflow needs `permissions: "
                        + "{ contents: write, pull-requests: write }`, for the gate also "
                        + "`statuses: write`, and to open pull requests \(Self.workflowSetting)"))
        }
        let scopes = told.split(separator: ",").map { String($0).trimmed }
        if scopes.contains("repo") || (isPrivate == false && scopes.contains("public_repo")) {
            return ForgeCheck("scopes", .granted("it has \(ShownText(told))"))
        }
        return ForgeCheck(
            "scopes", .refused("it has \(ShownText(told)), and not repo; give it the scope repo"))
    }
}
