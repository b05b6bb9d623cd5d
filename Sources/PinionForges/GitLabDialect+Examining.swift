import PinionHTTP
import PinionModel
import PinionSyntax

extension GitLabDialect {
    /// Reads a project ("Projects API", "Retrieve a project"): `path_with_namespace`, `archived`,
    /// `merge_requests_access_level`, before it `merge_requests_enabled`.
    func state(
        ofRepository node: JSONNode, _ headers: Headers, user: JSONNode?
    ) -> RepositoryState {
        let isOff =
            node["merge_requests_access_level"].map { $0.string == "disabled" }
            ?? (node["merge_requests_enabled"]?.bool == false)
        return RepositoryState(
            path: node["path_with_namespace"]?.string,
            obstacle: RepositoryState.obstacle(
                node, isOff: isOff, "merge requests",
                on: "Settings → General → Visibility, project features, permissions"))
    }

    /// Asks for the scopes ("Personal access tokens API", "Retrieve self-information", which project
    /// and group access tokens have too) and for the role ("Members API", with inherited and
    /// invited members).
    func rights(in repository: JSONNode, of user: JSONNode?) -> [TokenRight] {
        let scopes = TokenRight(
            name: "scopes", call: ForgeCall(.get, "/personal_access_tokens/self"),
            untold: "they are not told; it needs api", read: Self.scopes)
        guard let id = user?["id"]?.int else { return [scopes] }
        let role = TokenRight(
            name: "role", call: call(.get, "/members/all/\(id)"),
            untold: "it is not told; its user needs Developer", read: Self.role)
        return [role, scopes]
    }

    private static func scopes(_ token: JSONNode) -> ForgeCheck.Result {
        let scopes = (token["scopes"]?.array ?? []).compactMap(\.string)
        let told = ShownText(scopes.joined(separator: ", "))
        let end = token["expires_at"]?.string.map { ", until \(ShownText($0))" } ?? ""
        if scopes.contains("api") { return .granted("it has \(told)\(end)") }
        // Fine-grained tokens list permissions in place of scopes.
        guard !scopes.isEmpty, token["granular_scopes"] == nil else {
            return .untried("its permissions are fine-grained; it needs to write merge requests")
        }
        return .refused("it has \(told), and not api; make one with the scope api")
    }

    /// Reads a member ("Members API", "Roles": Developer is 30).
    private static func role(_ member: JSONNode) -> ForgeCheck.Result {
        guard let level = member["access_level"]?.int else {
            return .untried("it is not told; its user needs Developer")
        }
        guard level < 30 else { return .granted("its user may write in the project") }
        return .refused(
            "its user's access level in the project is \(level), below Developer (30), and may not "
                + "write there; give it that role")
    }
}
