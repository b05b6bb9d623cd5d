import PinionProcess

/// The login that a CI job has for the server that runs it, and for no other.
///
/// GitHub Docs, "Variables reference": `GITHUB_SERVER_URL`, also on an Enterprise Server and
/// ghe.com; Gitea's and Forgejo's runners set the same variables. GitLab Docs, "Predefined CI/CD
/// variables reference": `CI_SERVER_URL`. Woodpecker: `CI_FORGE_URL`. Azure Pipelines, "Predefined
/// variables": `SYSTEM_COLLECTIONURI`, with the organization. Bitbucket Docs, "Variables and
/// secrets": Pipelines are of bitbucket.org alone; the users are in "Using API tokens" and "Using
/// access tokens".
struct CIJobLogin {
    let environment: [String: String]

    /// The token that the job was given; nil without one, or where it runs on another server.
    func given(for remote: RemoteURL) -> Login? {
        if runsActions {
            guard serves("GITHUB_SERVER_URL", remote) else { return nil }
            // Told to the job by a person, so before what every job has.
            let own = isGitea ? value("GITEA_TOKEN") ?? value("FORGEJO_TOKEN") : nil
            return (own ?? value("GITHUB_TOKEN")).map { .init("x-access-token", $0) }
        }
        if environment["CI"] == "woodpecker" {
            // Woodpecker Docs, "Environment variables". What a job has is what a person gave it.
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

    /// The token that every job of GitLab has, and which may only read: asked last.
    func everyJobs(for remote: RemoteURL) -> Login? {
        guard runsGitLab, serves("CI_SERVER_URL", remote) else { return nil }
        return value("CI_JOB_TOKEN").map { .init("gitlab-ci-token", $0) }
    }

    /// Whether this is a job of GitHub's, Gitea's or Forgejo's Actions.
    var runsActions: Bool { environment["GITHUB_ACTIONS"] == "true" || isGitea }

    private var runsGitLab: Bool { environment["GITLAB_CI"] == "true" && !runsActions }

    private var isGitea: Bool {
        environment["GITEA_ACTIONS"] == "true" || environment["FORGEJO_ACTIONS"] == "true"
    }

    /// Whether a variable names the remote's server: scheme, host, port, and any sub-path.
    private func serves(_ variable: String, _ remote: RemoteURL) -> Bool {
        var server = value(variable) ?? ""
        while server.hasSuffix("/") { server.removeLast() }
        // An address needs a path; what cannot be read is nobody's server.
        let path = remote.path.lowercased()
        // Whoever resolves such a path may leave the sub-path.
        guard remote.scheme != .ssh, !server.isEmpty, !path.contains(".."), !path.contains("%2e"),
            case .url(let url)? = try? RemoteAddress(parsing: server + "/-")
        else { return false }
        return url.scheme == remote.scheme && url.host == remote.host && url.port == remote.port
            && remote.path.hasPrefix(url.path.dropLast())
    }

    /// A variable without the line break that a secret's file brings along; nil where it is empty.
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
