import Synchronization

/// What the forges describe of a repository and of a token, without being written to.
///
/// GitHub's `repos/get` and `X-OAuth-Scopes`; GitLab's "Projects API", "Members API" and "Personal access tokens API";
/// Gitea's `modules/structs/repo.go`; Bitbucket Cloud's and Data Center's descriptions of repositories; Azure DevOps'
/// `Repositories - Get Repository` and `Permissions - Has Permissions`.
extension StubForge {
    /// Gives the token scopes, as they are told; nil is a token of which they are not told.
    package func grant(scopes: String?) { state.withLock { $0.scopes = scopes } }

    /// Lets everybody read the repository: on Gitea and Azure DevOps a wrong token is answered as none is.
    package func publish() { state.withLock { $0.isPublic = true } }

    /// Gives the token's user another name.
    package func name(_ user: String) { state.withLock { $0.userName = user } }

    /// The repository's path by now.
    func presentPath(_ state: State) -> String {
        guard case .renamed(let name) = state.condition else { return repository }
        return repository.split(separator: "/").dropLast().joined(separator: "/") + "/" + name
    }

    /// The repository, as its forge describes it.
    func described(_ state: State) -> Outcome {
        let path = presentPath(state)
        let name = StubJSON.string(String(path.split(separator: "/").last ?? ""))
        let group = StubJSON.string(String(path.split(separator: "/").first ?? ""))
        let isArchived = StubJSON.bool(state.condition == .archived)
        let takesRequests = state.condition != .withoutRequests
        let mayPush = StubJSON.bool(state.rights.contains("push"))
        var outcome = Outcome(200, [:])
        switch flavor {
        case .github, .gitea:
            outcome.json = [
                "full_name": .string(path), "archived": isArchived, "private": true,
                "has_pull_requests": .bool(takesRequests),
                "permissions": ["admin": false, "push": mayPush, "pull": true],
            ]
        case .gitlab:
            outcome.json = [
                "path_with_namespace": .string(path), "archived": isArchived,
                "merge_requests_access_level": takesRequests ? "enabled" : "disabled",
                "only_allow_merge_if_pipeline_succeeds": .bool(!state.required.isEmpty),
            ]
        case .bitbucket: outcome.json = ["full_name": .string(path)]
        case .bitbucketServer:
            outcome.json = [
                "id": 7, "slug": name, "name": name, "project": ["key": group],
                "archived": isArchived,
            ]
        case .azure:
            outcome.json = [
                "id": "r-7", "name": name, "project": ["id": "p-7", "name": "shop"],
                "isDisabled": isArchived,
            ]
        }
        if flavor == .github || flavor == .bitbucket, let scopes = state.scopes {
            outcome.headers.append(("X-OAuth-Scopes", scopes))
        }
        return outcome
    }

    /// What the token may do, where a request tells it; nil for another request.
    func rights(_ parts: [String], _ request: Request, _ state: State) -> Outcome? {
        guard request.method == "GET" else { return nil }
        let mayPush = state.rights.contains("push")
        switch flavor {
        case .github, .gitea, .bitbucket: return nil
        case .gitlab:
            if parts == ["personal_access_tokens", "self"] {
                let scopes = (state.scopes ?? "api").split(separator: " ")
                return Outcome(
                    200,
                    [
                        "scopes": .array(scopes.map { .string(String($0)) }),
                        "expires_at": "2027-06-01",
                    ])
            }
            guard parts == ["projects", repository, "members", "all", "1"] else { return nil }
            return Outcome(200, ["id": 1, "access_level": .number(mayPush ? 30 : 20)])
        case .bitbucketServer:
            guard parts == ["api", "latest", "repos"] else { return nil }
            let own: StubJSON = ["id": 7, "slug": "deploy"]
            return Outcome(
                200,
                ["values": .array(mayPush ? [["id": 8], own] : [["id": 8]]), "isLastPage": true])
        case .azure:
            guard parts.starts(with: ["acme", "_apis", "permissions"]), parts.last == "16404",
                query("tokens", of: request) == "repoV2/p-7/r-7"
            else { return nil }
            return Outcome(200, ["count": 1, "value": [.bool(mayPush)]])
        }
    }

    /// What a repository without pull requests answers to who asks for them; nil for other requests.
    func withoutRequests(_ request: Request) -> Outcome? {
        switch flavor {
        case .github where request.path.contains("/pulls"),
            .gitea where request.path.contains("/pulls"):
            Outcome(404, ["message": "Not Found"])
        case .gitlab where request.path.contains("/merge_requests"):
            Outcome(403, ["message": "403 Forbidden"])
        default: nil
        }
    }
}
