import PinionHTTP
import PinionModel
import PinionSyntax

extension AzureDialect {
    /// The id of everybody without a valid token, who may read public projects.
    func isNobody(_ user: String) -> Bool { user == "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa" }

    /// Reads a repository (`Repositories - Get Repository`): `name`, `project`, `isDisabled`.
    ///
    /// The settings may name both by their ids.
    func state(
        ofRepository node: JSONNode, _ headers: Headers, user: JSONNode?
    ) -> RepositoryState {
        let project = present(repository.dropLast().last, of: node["project"])
        let name = present(repository.last, of: node)
        let isDisabled = node["isDisabled"]?.bool == true
        return RepositoryState(
            path: project.flatMap { project in
                name.map { "\(repository.first ?? "")/\(project)/\($0)" }
            },
            obstacle: isDisabled
                ? "the repository is disabled; enable it under Project settings → Repositories"
                : nil,
            checks: [
                ForgeCheck(
                    "scopes",
                    .untried("they are not told; it needs Code (read & write) and Code (status)"))
            ])
    }

    private func present(_ written: String?, of node: JSONNode?) -> String? {
        written == node?["id"]?.string ? written : node?["name"]?.string
    }

    /// Asks whether the user has Contribute (4), Create branch (16) and Contribute to pull requests
    /// (16384) in the namespace "Git Repositories" (Azure DevOps, "Security namespace and permission
    /// reference"; REST API, "Permissions - Has Permissions").
    func rights(in repository: JSONNode, of user: JSONNode?) -> [TokenRight] {
        guard let id = repository["id"]?.string, let project = repository["project"]?["id"]?.string
        else { return [] }
        let collection = PercentEncoding.encoded(self.repository.first ?? "")
        let needed = "Contribute, Create branch and Contribute to pull requests"
        return [
            TokenRight(
                name: "role",
                call: ForgeCall(
                    .get,
                    "/\(collection)/_apis/permissions/2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87/16404",
                    query: [("tokens", "repoV2/\(project)/\(id)")] + endOfQuery),
                untold: "it is not told; its user needs \(needed)"
            ) { answer in
                switch answer["value"]?.array?.first?.bool {
                case true: .granted("its user has \(needed)")
                case false: .refused("its user lacks one of \(needed); give it all of them")
                default: .untried("it is not told; its user needs \(needed)")
                }
            }
        ]
    }
}
