import PinionHTTP
import PinionModel
import PinionSyntax

extension GiteaDialect {
    /// Reads `repoGet`: `full_name`, `archived`, `mirror`, `has_pull_requests`, `permissions`, which
    /// are the user's (go-gitea/gitea, `modules/structs/repo.go`).
    ///
    /// A token's scopes are told to its user's password only.
    func state(
        ofRepository node: JSONNode, _ headers: Headers, user: JSONNode?
    ) -> RepositoryState {
        let isMirror = node["mirror"]?.bool == true
        return RepositoryState(
            path: node["full_name"]?.string,
            obstacle: isMirror
                ? "the repository is a mirror, which is written by its origin alone; name the "
                    + "origin as the remote"
                : RepositoryState.obstacle(
                    node, isOff: node["has_pull_requests"]?.bool == false,
                    on: "Settings → Units"),
            checks: [
                RepositoryState.role(
                    mayWrite: node["permissions"]?["push"]?.bool,
                    needed: "the right to write code", untold: "what its user may do is not told"),
                ForgeCheck(
                    "scopes",
                    .untried("they are not told; it needs write:repository and write:issue")),
            ])
    }
}
