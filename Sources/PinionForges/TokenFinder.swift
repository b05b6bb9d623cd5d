import PinionHTTP
import PinionModel
import PinionProcess

/// Finds the token of a forge: in the variables for its host, else where git keeps one.
///
/// A variable that belongs to a known host is used for no other: those of a CI system for the forge
/// that runs it, those of the GitHub CLI as its manual says (`gh help environment`). The others
/// belong to the forge of the settings or the remote.
struct TokenFinder {
    let location: ForgeLocation
    let environment: [String: String]

    /// Returns the token; `nil` if there is none.
    func token(credential: ForgeCredentialSource) async -> ForgeToken? {
        for (name, form) in candidates {
            if let text = environment[name]?.trimmed, !text.isEmpty {
                return ForgeToken(secret: Secret(text), form: form, source: name)
            }
        }
        guard let found = await credential(location.web.endpoint), !found.secret.isEmpty else {
            return nil
        }
        let form: ForgeToken.Form =
            switch location.kind {
            case .gitlab where found.user == "gitlab-ci-token": .job
            case .github, .gitlab: .bearer
            case .gitea, .none: found.user.isEmpty ? .token : .basic(user: found.user)
            case .bitbucket, .bitbucketServer:
                ["", "x-token-auth"].contains(found.user) ? .bearer : .basic(user: found.user)
            case .azureDevOps: .basic(user: found.user)
            }
        return ForgeToken(secret: found.secret, form: form, source: "git's credentials")
    }

    /// The variables that may be used for this host, in order.
    private var candidates: [(String, ForgeToken.Form)] {
        switch location.kind {
        case .github:
            let own =
                isGitHubCom ? ["GH_TOKEN"] : ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]
            return (hasGitHubToken ? ["GITHUB_TOKEN"] : []).bearers
                + (names("GH_HOST") ? own.bearers : [])
        case .gitlab:
            return (names("GITLAB_HOST") ? ["GITLAB_TOKEN"] : []).bearers
                + (job.runsGitLab(at: location.web) ? [("CI_JOB_TOKEN", .job)] : [])
        case .gitea:
            return (["GITEA_TOKEN", "FORGEJO_TOKEN"] + (hasGitHubToken ? ["GITHUB_TOKEN"] : []))
                .map { ($0, .token) }
        case .bitbucket, .bitbucketServer:
            let user = environment["BITBUCKET_USERNAME"]?.trimmed ?? ""
            return [("BITBUCKET_TOKEN", user.isEmpty ? .bearer : .basic(user: user))]
        case .azureDevOps:
            let own = ["AZURE_DEVOPS_TOKEN", "AZURE_DEVOPS_EXT_PAT"].map { name in
                // A token of Entra is not a personal one.
                (name, environment[name]?.hasPrefix("eyJ") == true ? .bearer : Self.personal)
            }
            let isOfJob = job.runsAzure(at: location.web, collection: location.repository.first)
            return own + (isOfJob ? ["SYSTEM_ACCESSTOKEN"] : []).bearers
        case .none: return []
        }
    }

    /// The form of a personal token of Azure DevOps: a password with an empty user name.
    private static let personal = ForgeToken.Form.basic(user: "")

    /// The advice if there is no token.
    var remedy: String {
        switch location.kind {
        case .github:
            isGitHubCom
                ? "set GITHUB_TOKEN or GH_TOKEN, or keep a token for \(host) in ~/.netrc"
                : "set GH_ENTERPRISE_TOKEN, or keep a token for \(host) in ~/.netrc"
        case .gitlab: "set GITLAB_TOKEN, or keep a token for \(host) in ~/.netrc"
        case .bitbucket:
            "set BITBUCKET_TOKEN to an access token, or to an API token with the account's address "
                + "as BITBUCKET_USERNAME"
        case .bitbucketServer:
            "set BITBUCKET_TOKEN to an HTTP access token, or keep a password for \(host) in "
                + "~/.netrc"
        case .azureDevOps:
            "set AZURE_DEVOPS_TOKEN to a personal access token, or SYSTEM_ACCESSTOKEN in a job"
        case .gitea, .none:
            "set GITEA_TOKEN or FORGEJO_TOKEN, or keep a token for \(host) in ~/.netrc"
        }
    }

    private var host: String { location.web.endpoint.host ?? "" }

    private var isGitHubDotCom: Bool { host == "github.com" }

    /// Whether the host is one for which the GitHub CLI uses `GH_TOKEN`.
    private var isGitHubCom: Bool { isGitHubDotCom || host.hasSuffix(".ghe.com") }

    private var job: CIJob { CIJob(environment: environment) }

    private var hasGitHubToken: Bool {
        job.hasGitHubToken(
            of: location.web, isGitHubDotCom: location.kind == .github && isGitHubDotCom)
    }

    /// Whether the variable for the CLI's host is unset or names this one.
    private func names(_ variable: String) -> Bool {
        guard let text = environment[variable], !text.isEmpty else { return true }
        let url = text.contains("://") ? text : "https://\(text)"
        // An address that cannot be read counts as another host.
        return (try? HTTPURL(parsing: url))?.endpoint.host == host
    }
}

extension [String] {
    fileprivate var bearers: [(String, ForgeToken.Form)] { map { ($0, .bearer) } }
}
