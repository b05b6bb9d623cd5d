package import PinionHTTP
package import PinionModel

/// Makes the forge of a repository: detects it, finds its token, and picks its dialect.
///
/// `PinionForges` opens pull requests, keeps comments up to date and sets statuses. It never pushes
/// or merges, and sends a token only to its own host.
package enum ForgeConnection {
    /// Connects to a forge without sending a request yet.
    ///
    /// - Parameters:
    ///   - settings: `forge:` of `pinion.yaml`.
    ///   - remote: The place of the git remote; `nil` if it is a path on this host.
    ///   - environment: The variables with tokens and with facts about the CI job.
    ///   - credential: `.netrc` and git's credential helpers; asked last.
    ///   - http: The run's HTTP client.
    /// - Returns: The forge, or a placeholder if the kind is `none`.
    /// - Throws: `unconfigured` if the forge cannot be determined, `unauthorized` without a token.
    package static func make(
        settings: ForgeSettings?, remote: ForgeRemote?, environment: [String: String],
        credential: ForgeCredentialSource, http: HTTPClient
    ) async throws(ForgeError) -> any Forge {
        let location = try ForgeLocation(
            settings: settings, remote: remote, environment: environment)
        guard let dialect = dialect(of: location, environment) else {
            return NoForge(location: location)
        }
        let finder = TokenFinder(location: location, environment: environment)
        guard let token = await finder.token(credential: credential) else {
            throw .unauthorized(
                forge: location.label, reason: "none was found", remedy: finder.remedy)
        }
        return ForgeClient(
            session: ForgeSession(http: http, location: location, dialect: dialect, token: token))
    }

    private static func dialect(
        of location: ForgeLocation, _ environment: [String: String]
    ) -> (any ForgeDialect)? {
        switch location.kind {
        case .github: GitHubDialect(repository: location.repository)
        case .gitlab:
            GitLabDialect(
                repository: location.repository, address: location.address,
                pipeline: CIJob(environment: environment).pipeline(of: location.repository))
        case .gitea: GiteaDialect(repository: location.repository)
        case .bitbucket:
            BitbucketDialect(repository: location.repository, address: location.address)
        case .bitbucketServer:
            BitbucketServerDialect(repository: location.repository, address: location.address)
        case .azureDevOps: AzureDialect(repository: location.repository, address: location.address)
        case .none: nil
        }
    }
}

/// A remote without a forge: its users merge the pushed branch by hand.
struct NoForge: Forge {
    let location: ForgeLocation

    var label: String { "no forge" }

    let limits = ForgeLimits(title: 255, body: 1_000_000, status: 255)

    func pullRequest(from branch: String) async throws(ForgeError) -> PullRequest? { nil }

    func pullRequest(number: Int) async throws(ForgeError) -> PullRequest {
        throw nowhere("read pull request \(number)")
    }

    func statuses(
        of commit: CommitID, under prefix: String
    ) async throws(ForgeError) -> [String: Bool] {
        throw nowhere("read the statuses of commit \(commit.short)")
    }

    /// Returns number 0, and the address for comparing the branch, or an empty one; opens nothing.
    func open(_ draft: PullRequestDraft) async throws(ForgeError) -> PullRequest {
        PullRequest(
            number: 0, address: location.comparison(of: draft.branch, with: draft.target) ?? "",
            state: .open, head: nil, title: draft.title, body: draft.body)
    }

    func refresh(
        _ request: PullRequest, title: String, body: String
    ) async throws(ForgeError) -> PullRequest { request }

    func comment(
        on request: Int, marker: String, body: String
    ) async throws(ForgeError) -> String { throw nowhere("comment on pull request \(request)") }

    func setStatus(_ status: CommitStatus, of commit: CommitID) async throws(ForgeError) {
        throw nowhere("set a status on commit \(commit.short)")
    }

    private func nowhere(_ operation: String) -> ForgeError {
        .unconfigured(
            reason: "pinion.yaml says `forge: { kind: none }`, so that nothing can \(operation)",
            remedy: "write the forge's kind there")
    }
}
