package import PinionHTTP
package import PinionModel

/// A repository on a forge: the kind of forge, the web address and the API's address.
package struct ForgeLocation: Hashable, Sendable {
    package let kind: ForgeKind
    /// The web address; the target is the path prefix without a slash at its end, or `/`.
    package let web: HTTPURL
    /// The repository's path: owner and name; on GitLab all the groups before the name.
    package let repository: [String]

    /// The path in its usual form: `shop/deploy`.
    package var path: String { repository.joined(separator: "/") }

    /// The repository in messages: `github.com shop/deploy`.
    package var label: String { "\(name) \(path)" }

    /// The forge without the repository: `git.example.com/forge`.
    var name: String { web.endpoint.authority + folder }

    /// The path prefix of the forge, without a slash at its end; empty if there is none.
    var folder: String { web.target == "/" ? "" : web.target }

    /// The repository's web address.
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
        return root + PercentEncoding.encoded(parts: parts)
    }

    /// The base of the API.
    ///
    /// GitHub REST API, "Getting started": `api.github.com`, `HOST/api/v3` on an Enterprise Server,
    /// and `api.NAME.ghe.com` with data residency. GitLab REST API: `/api/v4`. Gitea API Usage:
    /// `/api/v1`. Bitbucket: `api.bitbucket.org/2.0` in the cloud, `/rest` in a data center. Azure
    /// DevOps has it below each collection.
    var api: HTTPURL {
        let host = web.endpoint.host ?? ""
        func below(_ path: String) -> HTTPURL {
            HTTPURL(endpoint: web.endpoint, target: folder + path)
        }
        func own(_ path: String) -> HTTPURL {
            HTTPURL(endpoint: .tls(host: "api." + host, port: 443), target: path)
        }
        return switch kind {
        case .github:
            host == "github.com" || host.hasSuffix(".ghe.com") ? own("") : below("/api/v3")
        case .gitlab: below("/api/v4")
        case .gitea, .none: below("/api/v1")
        case .bitbucket: host == "bitbucket.org" ? own("/2.0") : below("/2.0")
        case .bitbucketServer: below("/rest")
        case .azureDevOps: below("")
        }
    }

    /// The path of GitHub's GraphQL (GitHub Docs, "Forming calls with GraphQL").
    var graphQL: String {
        api.target.isEmpty ? "/graphql" : folder + "/api/graphql"
    }

    /// Returns the page for opening a pull request by hand; `nil` if it is unknown.
    func comparison(of branch: String, with target: String) -> String? {
        let encoded = PercentEncoding.encoded(parts: branch.split(separator: "/").map(String.init))
        let name = PercentEncoding.encoded(branch)
        switch Self.known(host: web.endpoint.host ?? "") ?? kind {
        case .github: return "\(address)/compare/\(target)...\(encoded)?expand=1"
        case .gitea: return "\(address)/compare/\(target)...\(encoded)"
        case .gitlab:
            return "\(address)/-/merge_requests/new?merge_request%5Bsource_branch%5D=\(name)"
        case .bitbucket: return "\(address)/pull-requests/new?source=\(name)"
        case .bitbucketServer:
            return "\(address)/pull-requests?create&sourceBranch=refs%2Fheads%2F\(name)"
        case .azureDevOps: return "\(address)/pullrequestcreate?sourceRef=\(name)"
        case .none: return nil
        }
    }
}

extension PercentEncoding {
    /// Encodes each part of a path.
    static func encoded(parts: some Sequence<String>) -> String {
        parts.map { encoded($0) }.joined(separator: "/")
    }
}
