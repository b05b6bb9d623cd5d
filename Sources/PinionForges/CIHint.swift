import PinionHTTP
import PinionModel

/// What a CI system says of the forge that it belongs to, where that is the forge in question.
///
/// GitHub Docs, "Variables reference"; GitLab Docs, "Predefined CI/CD variables". Gitea's and Forgejo's runners
/// set GitHub's variables too, with their own address. Azure Pipelines, "Predefined variables": the collection.
struct CIHint: Hashable, Sendable {
    /// Which forge it is.
    let kind: ForgeKind
    /// Where people open it.
    let web: HTTPURL

    /// Nil where the variables are absent, or are about another host.
    init?(environment: [String: String], host: String?) {
        guard let host else { return nil }
        if let web = Self.url(environment["CI_SERVER_URL"], host: host)
            ?? Self.url(environment["CI_API_V4_URL"], host: host, without: "/api/v4")
        {
            self.init(kind: .gitlab, web: web)
        } else if let web = Self.url(environment["GITHUB_SERVER_URL"], host: host) {
            let api = environment["GITHUB_API_URL"] ?? ""
            let isGitea =
                api.hasSuffix("/api/v1") || environment["GITEA_ACTIONS"] == "true"
                || environment["FORGEJO_ACTIONS"] == "true"
            self.init(kind: isGitea ? .gitea : .github, web: web)
        } else if let collection = Self.url(environment["SYSTEM_COLLECTIONURI"], host: host) {
            let folder = collection.target.split(separator: "/").dropLast()
            let web = "/" + folder.joined(separator: "/")
            self.init(
                kind: .azureDevOps, web: HTTPURL(endpoint: collection.endpoint, target: web))
        } else if environment["CI"] == "woodpecker",
            let kind = Self.woodpecker[environment["CI_FORGE_TYPE"] ?? ""],
            let web = Self.url(environment["CI_FORGE_URL"], host: host)
        {
            self.init(kind: kind, web: web)
        } else {
            return nil
        }
    }

    /// The forges of Woodpecker: Woodpecker Docs, "Environment variables".
    private static let woodpecker: [String: ForgeKind] = [
        "github": .github, "gitlab": .gitlab, "gitea": .gitea, "forgejo": .gitea,
        "bitbucket": .bitbucket, "bitbucket_dc": .bitbucketServer,
    ]

    private init(kind: ForgeKind, web: HTTPURL) {
        self.kind = kind
        self.web = web
    }

    /// Reads an address of this host that may be used: TLS, or this machine.
    private static func url(_ text: String?, host: String, without end: String = "") -> HTTPURL? {
        guard let text, text.hasSuffix(end), let url = try? HTTPURL(parsing: text),  // no hint then
            url.endpoint.host == host, url.endpoint.scheme == "https" || url.endpoint.isLocal,
            !url.target.contains("?")
        else { return nil }
        let folder = url.target.dropLast(end.utf8.count).split(separator: "/")
        return HTTPURL(endpoint: url.endpoint, target: "/" + folder.joined(separator: "/"))
    }
}
