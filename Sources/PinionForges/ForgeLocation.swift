package import PinionHTTP
package import PinionModel

/// A repository on a forge: which forge it is, where people open it, and where programs ask it.
package struct ForgeLocation: Hashable, Sendable {
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
    var address: String {
        let root = "\(web.endpoint)\(folder)/"
        var parts = repository
        switch kind {
        case .bitbucketServer:
            parts.insert("repos", at: min(1, parts.count))
            parts.insert("projects", at: 0)
        case .azureDevOps: parts.insert("_git", at: max(parts.count - 1, 0))
        case .github, .gitlab, .gitea, .bitbucket, .none: break
        }
        return root + parts.map { PercentEncoding.encoded($0) }.joined(separator: "/")
    }

    /// The base of the API.
    ///
    /// GitHub REST API, "Getting started": `api.github.com`, `HOST/api/v3` on an Enterprise Server, and
    /// `api.NAME.ghe.com` with data residency. GitLab REST API: `/api/v4`. Gitea API Usage: `/api/v1`. Bitbucket:
    /// `api.bitbucket.org/2.0` in the cloud, `/rest` in a data center. Azure DevOps has it below each collection.
    var api: HTTPURL {
        switch kind {
        case .github where web.endpoint.host == "github.com":
            HTTPURL(endpoint: .tls(host: "api.github.com", port: 443), target: "")
        case .github where web.endpoint.host?.hasSuffix(".ghe.com") == true:
            HTTPURL(endpoint: .tls(host: "api.\(web.endpoint.host ?? "")", port: 443), target: "")
        case .github: HTTPURL(endpoint: web.endpoint, target: folder + "/api/v3")
        case .gitlab: HTTPURL(endpoint: web.endpoint, target: folder + "/api/v4")
        case .gitea, .none: HTTPURL(endpoint: web.endpoint, target: folder + "/api/v1")
        case .bitbucket where web.endpoint.host == "bitbucket.org":
            HTTPURL(endpoint: .tls(host: "api.bitbucket.org", port: 443), target: "/2.0")
        case .bitbucket: HTTPURL(endpoint: web.endpoint, target: folder + "/2.0")
        case .bitbucketServer: HTTPURL(endpoint: web.endpoint, target: folder + "/rest")
        case .azureDevOps: HTTPURL(endpoint: web.endpoint, target: folder)
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
        case .bitbucket:
            return "\(address)/pull-requests/new?source=\(PercentEncoding.encoded(branch))"
        case .bitbucketServer:
            let name = PercentEncoding.encoded("refs/heads/" + branch)
            return "\(address)/pull-requests?create&sourceBranch=\(name)"
        case .azureDevOps:
            return "\(address)/pullrequestcreate?sourceRef=\(PercentEncoding.encoded(branch))"
        case .none: return nil
        }
    }
}
