import PinionProcess

/// The login that a CI job has for the server that runs it, and for no other server.
///
/// GitHub Docs, "Variables reference": `GITHUB_SERVER_URL`, also on an Enterprise Server and
/// ghe.com; the runners of Gitea and Forgejo set the same variables. GitLab Docs, "Predefined CI/CD
/// variables reference": `CI_SERVER_URL`. Woodpecker: `CI_FORGE_URL`. Azure Pipelines, "Predefined
/// variables": `SYSTEM_COLLECTIONURI`, with the organization. Bitbucket Docs, "Variables and
/// secrets": Pipelines run for bitbucket.org only; the user names are in "Using API tokens" and
/// "Using access tokens".
struct CIJobLogin {
    let environment: [String: String]

    /// Returns the job's token; `nil` if there is none, or if the remote is another server.
    func login(for remote: RemoteURL) -> Login? {
        if runsActions {
            guard serves("GITHUB_SERVER_URL", remote) else { return nil }
            // Set by an operator, so it goes before the token that every job has.
            let own = isGitea ? value("GITEA_TOKEN") ?? value("FORGEJO_TOKEN") : nil
            return (own ?? value("GITHUB_TOKEN")).map { .init("x-access-token", $0) }
        }
        if environment["CI"] == "woodpecker" {
            // Woodpecker Docs, "Environment variables". A job has only the tokens it is given.
            guard serves("CI_FORGE_URL", remote) else { return nil }
            let own: [String] =
                switch environment["CI_FORGE_TYPE"] {
                case "gitea", "forgejo": ["GITEA_TOKEN", "FORGEJO_TOKEN"]
                case "gitlab": ["GITLAB_TOKEN"]
                case "github": ["GITHUB_TOKEN"]
                default: []
                }
            return own.lazy.compactMap(value).first.map { .init("oauth2", $0) }
        }
        if value("TF_BUILD") != nil {
            guard serves("SYSTEM_COLLECTIONURI", remote) else { return nil }
            let own = value("AZURE_DEVOPS_TOKEN") ?? value("AZURE_DEVOPS_EXT_PAT")
            return (own ?? value("SYSTEM_ACCESSTOKEN")).map { .init("pinion", $0) }
        }
        if value("BITBUCKET_BUILD_NUMBER") != nil {
            guard remote.scheme == .https, remote.host == "bitbucket.org", remote.port == 443
            else { return nil }
            let isUsers = value("BITBUCKET_USERNAME") != nil
            return value("BITBUCKET_TOKEN").map {
                .init(isUsers ? "x-bitbucket-api-token-auth" : "x-token-auth", $0)
            }
        }
        guard runsGitLab, serves("CI_SERVER_URL", remote) else { return nil }
        // GitLab Docs, "Project access tokens": any name that is not blank.
        return value("GITLAB_TOKEN").map { .init("oauth2", $0) }
    }

    /// Returns the read-only token that every GitLab job has; it is tried last.
    func readOnlyLogin(for remote: RemoteURL) -> Login? {
        guard runsGitLab, serves("CI_SERVER_URL", remote) else { return nil }
        return value("CI_JOB_TOKEN").map { .init("gitlab-ci-token", $0) }
    }

    /// Whether this is a job of GitHub Actions, or of the Actions of Gitea or Forgejo.
    var runsActions: Bool { environment["GITHUB_ACTIONS"] == "true" || isGitea }

    private var runsGitLab: Bool { environment["GITLAB_CI"] == "true" && !runsActions }

    private var isGitea: Bool {
        environment["GITEA_ACTIONS"] == "true" || environment["FORGEJO_ACTIONS"] == "true"
    }

    /// Whether a variable names the remote's server: scheme, host, port, and any path prefix.
    private func serves(_ variable: String, _ remote: RemoteURL) -> Bool {
        var server = value(variable) ?? ""
        while server.hasSuffix("/") { server.removeLast() }
        // The parser requires a path; an address that it cannot read matches no server.
        let path = remote.path.lowercased()
        // A server that resolves such a path may leave the path prefix.
        guard remote.scheme != .ssh, !server.isEmpty, !path.contains(".."), !path.contains("%2e"),
            case .url(let url)? = try? RemoteAddress(parsing: server + "/-")
        else { return false }
        return url.scheme == remote.scheme && url.host == remote.host && url.port == remote.port
            && remote.path.hasPrefix(url.path.dropLast())
    }

    /// A variable's value without a trailing line break from a secret file; `nil` if it is empty.
    private func value(_ name: String) -> String? {
        guard let text = environment[name] else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.count == 1 ? String(words[0]) : nil
    }
}

extension Login {
    fileprivate init(_ user: String, _ token: String) {
        self.init(user: user, secret: Secret(token))
    }
}
