package import PinionHTTP
package import PinionModel

/// A repository on a forge: which forge it is, where people open it, and where programs ask it.
package struct ForgePlace: Hashable, Sendable {
    /// Which forge it is.
    package let kind: ForgeKind
    /// Where people open it; the target is the sub-path without a slash at its end, or `/`.
    package let web: HTTPURL
    /// The repository's path: owner and name; on GitLab all the groups before the name.
    package let repository: [String]

    init(kind: ForgeKind, web: HTTPURL, repository: [String]) {
        self.kind = kind
        self.web = web
        self.repository = repository
    }

    /// The path as people write it: `shop/deploy`.
    package var path: String { repository.joined(separator: "/") }

    /// The forge for people: `github.com shop/deploy`.
    package var label: String { "\(name) \(path)" }

    /// The forge alone: `git.example.com/forge`.
    var name: String { web.endpoint.authority + folder }

    /// The sub-path of the forge, without a slash at its end; empty for none.
    var folder: String { web.target == "/" ? "" : web.target }

    /// The address of the repository for people.
    var address: String { "\(web.endpoint)\(folder)/\(path)" }

    /// The base of the API.
    ///
    /// GitHub REST API, "Getting started": `api.github.com`, `HOST/api/v3` on an Enterprise Server, and
    /// `api.NAME.ghe.com` with data residency. GitLab REST API: `/api/v4`. Gitea API Usage: `/api/v1`.
    var api: HTTPURL {
        switch kind {
        case .github where web.endpoint.host == "github.com":
            HTTPURL(endpoint: .tls(host: "api.github.com", port: 443), target: "")
        case .github where web.endpoint.host?.hasSuffix(".ghe.com") == true:
            HTTPURL(endpoint: .tls(host: "api.\(web.endpoint.host ?? "")", port: 443), target: "")
        case .github: HTTPURL(endpoint: web.endpoint, target: folder + "/api/v3")
        case .gitlab: HTTPURL(endpoint: web.endpoint, target: folder + "/api/v4")
        case .gitea, .none: HTTPURL(endpoint: web.endpoint, target: folder + "/api/v1")
        }
    }

    /// Where GitHub's GraphQL is asked, on the API's host (GitHub Docs, "Forming calls with GraphQL").
    var graphQL: String {
        api.target.isEmpty ? "/graphql" : folder + "/api/graphql"
    }

    /// Where a branch can be compared, and a pull request opened, by hand; nil where that is not known.
    func comparison(of branch: String, with target: String) -> String? {
        let encoded = branch.split(separator: "/").map { PercentEncoding.encoded(String($0)) }
            .joined(separator: "/")
        switch Self.known(host: web.endpoint.host ?? "") ?? kind {
        case .github: return "\(address)/compare/\(target)...\(encoded)?expand=1"
        case .gitea: return "\(address)/compare/\(target)...\(encoded)"
        case .gitlab:
            let name = PercentEncoding.encoded(branch)
            return
                "\(address)/-/merge_requests/new?merge_request%5Bsource_branch%5D=\(name)"
        case .none: return nil
        }
    }
}
