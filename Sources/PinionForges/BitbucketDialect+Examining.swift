import PinionHTTP
import PinionModel
import PinionSyntax

extension BitbucketDialect {
    /// False, since access tokens of a repository or workspace have no user.
    ///
    /// `/user` answers 401 to them; an invalid token is refused by every other request.
    var refusesOnlyInvalidTokens: Bool { false }

    /// Reads a repository: `full_name`.
    ///
    /// There is no archive, and pull requests cannot be turned off. The scopes are in a header field, in the words of both kinds of tokens; the role of the user
    /// is not told.
    func state(
        ofRepository node: JSONNode, _ headers: Headers, user: JSONNode?
    ) -> RepositoryState {
        let told = headers["X-OAuth-Scopes"] ?? ""
        let scopes = told.split(separator: ",").map { String($0).trimmed }
        let may = !Set(scopes).isDisjoint(with: [
            "pullrequest:write", "write:pullrequest:bitbucket",
        ])
        let needed = "it needs pullrequest:write and repository:write"
        return RepositoryState(
            path: node["full_name"]?.string, obstacle: nil,
            checks: [
                ForgeCheck(
                    "scopes",
                    may
                        ? .granted("it has \(ShownText(told))")
                        : .untried(
                            told.isEmpty
                                ? "they are not told; \(needed)"
                                : "those that are told are \(ShownText(told)); \(needed)"))
            ])
    }
}
