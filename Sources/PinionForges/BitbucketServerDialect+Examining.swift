import PinionHTTP
import PinionModel
import PinionSyntax

extension BitbucketServerDialect {
    /// Reads a repository: `project.key`, `slug`, and since version 8.0 `archived`.
    func state(
        ofRepository node: JSONNode, _ headers: Headers, user: JSONNode?
    ) -> RepositoryState {
        let (key, slug) = (node["project"]?["key"]?.string, node["slug"]?.string)
        return RepositoryState(
            path: key.flatMap { key in slug.map { "\(key)/\($0)" } },
            obstacle: RepositoryState.obstacle(node, isOff: false, on: ""))
    }

    /// Asks for the repositories of this name in which the user has REPO_WRITE; it is not told
    /// whether the token may use that.
    func rights(in repository: JSONNode, of user: JSONNode?) -> [TokenRight] {
        guard let name = repository["name"]?.string ?? repository["slug"]?.string,
            let id = repository["id"]?.int
        else { return [] }
        let list = ForgeCall(
            .get, "/api/latest/repos",
            query: [("name", name), ("permission", "REPO_WRITE"), ("limit", "1000")])
        return [
            TokenRight(
                name: "role", call: list, untold: "it is not told; its user needs REPO_WRITE"
            ) { answer in
                let all = answer["values"]?.array ?? []
                if all.contains(where: { $0["id"]?.int == id }) {
                    return .granted(
                        "its user has REPO_WRITE; whether the token itself may write is not told")
                }
                guard answer["isLastPage"]?.bool == true else {
                    return .untried("it is not told; its user needs REPO_WRITE")
                }
                return .refused("its user has not the permission REPO_WRITE; give it that")
            }
        ]
    }
}
