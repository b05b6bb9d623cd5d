package import PinionHTTP
package import PinionModel

/// Makes the forge of a repository: detects it, finds its token, and picks how it is spoken to.
///
/// `PinionForges` opens pull requests, keeps comments up to date and sets statuses. It
/// never pushes, never merges, and never shows a token to another host than the one that it belongs to.
package enum ForgeConnection {
    /// Connects to a forge; asks it nothing yet.
    ///
    /// - Parameters:
    ///   - settings: `forge:` of `pinion.yaml`.
    ///   - remote: Where the git remote is; nil where it is a path on this host.
    ///   - environment: The variables, for tokens and for what the CI says.
    ///   - credential: `.netrc` and git's credential helpers; asked last.
    ///   - http: The run's HTTP client.
    /// - Returns: The forge, which may be none.
    /// - Throws: `unconfigured` where the forge cannot be told, `unauthorized` where there is no token for it.
    package static func make(
        settings: ForgeSettings?, remote: ForgeRemote?, environment: [String: String],
        credential: ForgeCredentialSource, http: HTTPClient
    ) async throws(ForgeError) -> any Forge {
        let place = try ForgeLocation(settings: settings, remote: remote, environment: environment)
        guard let dialect = dialect(of: place, environment) else { return NoForge(place: place) }
        let finder = TokenFinder(place: place, environment: environment)
        guard let token = await finder.token(credential: credential) else {
            throw .unauthorized(
                forge: place.label, reason: "none was found", remedy: finder.remedy)
        }
        let session = ForgeSession(
            http: http, place: place, dialect: dialect, token: token)
        return ForgeClient(session: session)
    }

    private static func dialect(
        of place: ForgeLocation, _ environment: [String: String]
    ) -> (any ForgeDialect)? {
        switch place.kind {
        case .github: GitHubDialect(repository: place.repository)
        case .gitlab:
            GitLabDialect(
                repository: place.repository, address: place.address,
                pipeline: GitLabPipeline(
                    environment: environment, repository: place.repository))
        case .gitea: GiteaDialect(repository: place.repository)
        case .bitbucket:
            BitbucketDialect(repository: place.repository, address: place.address)
        case .bitbucketServer:
            BitbucketServerDialect(repository: place.repository, address: place.address)
        case .azureDevOps: AzureDialect(repository: place.repository, address: place.address)
        case .none: nil
        }
    }
}
