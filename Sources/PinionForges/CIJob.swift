import PinionHTTP
import PinionModel

/// The CI job that the environment variables describe.
///
/// GitHub Docs, "Variables reference"; GitLab Docs, "Predefined CI/CD variables". The runners of
/// Gitea and Forgejo set GitHub's variables too, with their own address. Azure Pipelines,
/// "Predefined variables": the collection. Woodpecker Docs, "Environment variables".
struct CIJob {
    let environment: [String: String]

    /// A pipeline of GitLab.
    struct Pipeline: Hashable, Sendable {
        /// The pipeline's number in the API.
        let id: Int
        /// The commit that the pipeline runs for.
        let commit: CommitID
    }

    /// Returns the job's GitLab pipeline; `nil` unless it is one of this project.
    func pipeline(of repository: [String]) -> Pipeline? {
        let project = repository.joined(separator: "/")
        guard let id = environment["CI_PIPELINE_ID"].flatMap(Int.init),
            let commit = environment["CI_COMMIT_SHA"].flatMap({ CommitID(parsing: $0) }),
            environment["CI_PROJECT_PATH"]?.lowercased() == project.lowercased()
        else { return nil }
        return Pipeline(id: id, commit: commit)
    }

    /// Returns the forge that the job belongs to; `nil` if there is none, or it is on another host.
    func forge(at host: String) -> (kind: ForgeKind, web: HTTPURL)? {
        if let web = url("CI_SERVER_URL", host) ?? url("CI_API_V4_URL", host, without: "/api/v4") {
            return (.gitlab, web)
        }
        if let web = url("GITHUB_SERVER_URL", host) {
            let api = environment["GITHUB_API_URL"] ?? ""
            return (api.hasSuffix("/api/v1") || runsGiteaActions ? .gitea : .github, web)
        }
        if let collection = url("SYSTEM_COLLECTIONURI", host) {
            let folder = collection.target.split(separator: "/").dropLast()
            return (.azureDevOps, collection.at(folder))
        }
        if environment["CI"] == "woodpecker", let web = url("CI_FORGE_URL", host) {
            let kinds: [String: ForgeKind] = [
                "github": .github, "gitlab": .gitlab, "gitea": .gitea, "forgejo": .gitea,
                "bitbucket": .bitbucket, "bitbucket_dc": .bitbucketServer,
            ]
            return kinds[environment["CI_FORGE_TYPE"] ?? ""].map { ($0, web) }
        }
        return nil
    }

    private var runsGiteaActions: Bool {
        environment["GITEA_ACTIONS"] == "true" || environment["FORGEJO_ACTIONS"] == "true"
    }

    /// Whether `GITHUB_TOKEN` belongs to this forge because the forge runs the job.
    ///
    /// Outside jobs it is the token of github.com.
    func hasGitHubToken(of web: HTTPURL, isGitHubDotCom: Bool) -> Bool {
        guard let server = environment["GITHUB_SERVER_URL"], !server.isEmpty else {
            return isGitHubDotCom
        }
        let runsActions = environment["GITHUB_ACTIONS"] == "true" || runsGiteaActions
        return isServer(server, web) && (isGitHubDotCom || runsActions)
    }

    /// Whether the GitLab at this address runs the job.
    func runsGitLab(at web: HTTPURL) -> Bool {
        let server = environment["CI_SERVER_URL"] ?? environment["CI_API_V4_URL"]
        return server.map { isServer($0, web) } ?? false
    }

    /// Whether Azure Pipelines runs the job in this organization or collection.
    func runsAzure(at web: HTTPURL, collection: String?) -> Bool {
        let text =
            environment["SYSTEM_COLLECTIONURI"]
            ?? environment["SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"] ?? ""
        guard let url = try? HTTPURL(parsing: text) else { return false }  // no such job
        let server = url.endpoint.host ?? ""
        let isNamed = server.hasSuffix(".visualstudio.com")
        let name = isNamed ? server.prefix { $0 != "." } : url.target.split(separator: "/").last
        let isHere =
            isNamed
            ? web.endpoint.host == "dev.azure.com" : url.endpoint.isSameOrigin(as: web.endpoint)
        return isHere && name?.lowercased() == collection?.lowercased()
    }

    private func isServer(_ text: String, _ web: HTTPURL) -> Bool {
        // An address that cannot be read counts as another server.
        (try? HTTPURL(parsing: text))?.endpoint.isSameOrigin(as: web.endpoint) ?? false
    }

    /// Reads an address on this host that may be used: with TLS, or on this machine.
    private func url(_ name: String, _ host: String, without end: String = "") -> HTTPURL? {
        guard let text = environment[name], text.hasSuffix(end),
            let url = try? HTTPURL(parsing: text),  // no forge then
            url.endpoint.host == host, url.endpoint.scheme == "https" || url.endpoint.isLocal,
            !url.target.contains("?")
        else { return nil }
        return url.at(url.target.dropLast(end.utf8.count).split(separator: "/"))
    }
}
