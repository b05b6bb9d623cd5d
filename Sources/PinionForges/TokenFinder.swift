import PinionHTTP
import PinionModel
import PinionProcess

/// Finds the token of a forge: in the variables that belong to its host, else where git keeps its own.
///
/// A variable whose host is known goes nowhere else: those of a CI system go to the forge that runs it, those of
/// the GitHub CLI as its manual says (`gh help environment`). The rest belong to the forge of the settings or remote.
struct TokenFinder {
    let place: ForgeLocation
    let environment: [String: String]

    /// The token; nil where there is none.
    func token(credential: ForgeCredentialSource) async -> ForgeToken? {
        for (name, form) in candidates {
            if let text = environment[name]?.trimmed, !text.isEmpty {
                return ForgeToken(secret: Secret(text), form: form, source: name)
            }
        }
        guard let found = await credential(place.web.endpoint), !found.secret.isEmpty else {
            return nil
        }
        let form: ForgeToken.Form =
            switch place.kind {
            case .gitlab where found.user == "gitlab-ci-token": .job
            case .github, .gitlab: .bearer
            case .gitea, .none: found.user.isEmpty ? .token : .basic(user: found.user)
            case .bitbucket, .bitbucketServer:
                ["", "x-token-auth"].contains(found.user) ? .bearer : .basic(user: found.user)
            case .azureDevOps: .basic(user: found.user)
            }
        return ForgeToken(secret: found.secret, form: form, source: "git's credentials")
    }

    /// The variables that may be shown to this host, in the order in which they are asked.
    private var candidates: [(String, ForgeToken.Form)] {
        switch place.kind {
        case .github:
            let own =
                isGitHubCom ? ["GH_TOKEN"] : ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]
            return (runsGitHubJob(elsewhere: isGitHubDotCom) ? ["GITHUB_TOKEN"] : []).bearers
                + (names("GH_HOST") ? own.bearers : [])
        case .gitlab:
            return (names("GITLAB_HOST") ? ["GITLAB_TOKEN"] : []).bearers
                + (runsGitLabJob ? [("CI_JOB_TOKEN", .job)] : [])
        case .gitea:
            let job = runsGitHubJob(elsewhere: false) ? ["GITHUB_TOKEN"] : []
            return (["GITEA_TOKEN", "FORGEJO_TOKEN"] + job).map { ($0, .token) }
        case .bitbucket, .bitbucketServer:
            let user = environment["BITBUCKET_USERNAME"]?.trimmed ?? ""
            return [("BITBUCKET_TOKEN", user.isEmpty ? .bearer : .basic(user: user))]
        case .azureDevOps:
            let own = ["AZURE_DEVOPS_TOKEN", "AZURE_DEVOPS_EXT_PAT"].map { name in
                // What Entra gives is no personal token.
                (name, environment[name]?.hasPrefix("eyJ") == true ? .bearer : Self.personal)
            }
            return own + (runsAzureJob ? ["SYSTEM_ACCESSTOKEN"] : []).bearers
        case .none: return []
        }
    }

    /// How a personal token of Azure DevOps is shown: as a password of nobody in particular.
    private static let personal = ForgeToken.Form.basic(user: "")

    /// What to do when there is no token.
    var remedy: String {
        switch place.kind {
        case .github:
            isGitHubCom
                ? "set GITHUB_TOKEN or GH_TOKEN, or keep a token for \(host) in ~/.netrc"
                : "set GH_ENTERPRISE_TOKEN, or keep a token for \(host) in ~/.netrc"
        case .gitlab: "set GITLAB_TOKEN, or keep a token for \(host) in ~/.netrc"
        case .bitbucket:
            "set BITBUCKET_TOKEN to an access token, or to an API token with the account's address as "
                + "BITBUCKET_USERNAME"
        case .bitbucketServer:
            "set BITBUCKET_TOKEN to an HTTP access token, or keep a password for \(host) in ~/.netrc"
        case .azureDevOps:
            "set AZURE_DEVOPS_TOKEN to a personal access token, or SYSTEM_ACCESSTOKEN in a job"
        case .gitea, .none:
            "set GITEA_TOKEN or FORGEJO_TOKEN, or keep a token for \(host) in ~/.netrc"
        }
    }

    private var host: String { place.web.endpoint.host ?? "" }

    private var isGitHubDotCom: Bool { host == "github.com" }

    /// The hosts that the GitHub CLI shows `GH_TOKEN`.
    private var isGitHubCom: Bool { isGitHubDotCom || host.hasSuffix(".ghe.com") }

    /// Whether `GITHUB_TOKEN` is of this forge: of the one that runs the job; outside of jobs of github.com.
    private func runsGitHubJob(elsewhere: Bool) -> Bool {
        guard let server = environment["GITHUB_SERVER_URL"], !server.isEmpty else {
            return elsewhere
        }
        return isSelf(server) && (elsewhere || runsActions)
    }

    /// Whether this is a job of GitHub's, Gitea's or Forgejo's Actions.
    private var runsActions: Bool {
        ["GITHUB_ACTIONS", "GITEA_ACTIONS", "FORGEJO_ACTIONS"].contains {
            environment[$0] == "true"
        }
    }

    private var runsGitLabJob: Bool {
        let server = environment["CI_SERVER_URL"] ?? environment["CI_API_V4_URL"]
        return server.map(isSelf) ?? false
    }

    /// Whether this is a job of Azure Pipelines in the same organization or collection.
    private var runsAzureJob: Bool {
        let text =
            environment["SYSTEM_COLLECTIONURI"]
            ?? environment["SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"] ?? ""
        guard let url = try? HTTPURL(parsing: text) else { return false }  // nobody's then
        let server = url.endpoint.host ?? ""
        let isNamed = server.hasSuffix(".visualstudio.com")
        let name = isNamed ? server.prefix { $0 != "." } : url.target.split(separator: "/").last
        let isHere =
            isNamed ? host == "dev.azure.com" : url.endpoint.isSameOrigin(as: place.web.endpoint)
        return isHere && name?.lowercased() == place.repository.first?.lowercased()
    }

    /// Whether the variable that names the CLI's host, where it is set, names this one.
    private func names(_ variable: String) -> Bool {
        guard let text = environment[variable], !text.isEmpty else { return true }
        let url = text.contains("://") ? text : "https://\(text)"
        // What cannot be read is another host.
        return (try? HTTPURL(parsing: url))?.endpoint.host == host
    }

    private func isSelf(_ text: String) -> Bool {
        guard let url = try? HTTPURL(parsing: text) else { return false }  // nobody's then
        return url.endpoint.isSameOrigin(as: place.web.endpoint)
    }
}

extension [String] {
    fileprivate var bearers: [(String, ForgeToken.Form)] { map { ($0, .bearer) } }
}
