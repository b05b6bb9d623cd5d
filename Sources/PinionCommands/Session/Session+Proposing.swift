import PinionForges
import PinionGit
import PinionHTTP
import PinionModel
import PinionProcess
import PinionProposals

extension Session {
    /// Everything that a proposal talks to; the forge is found when it is needed first.
    func proposalPorts() -> ProposalPorts {
        let branch = project.settings.branch
        let forges = ForgeOfRun { [self] in try await forge() }
        return ProposalPorts(
            source: place.source(branch: branch), publisher: place.publisher(branch: branch),
            history: place.history(), forge: { try await forges.forge() }, clock: surroundings.clock
        )
    }

    /// The forge of the repository; nil for a repository on this host whose settings name none.
    func forge() async throws(ForgeError) -> (any Forge)? {
        try await place.forge(project.settings.forge, registries.http, surroundings)
    }
}

extension GitPlace {
    /// The forge that settings and remote name; nil for a repository on this host whose settings name none.
    func forge(
        _ settings: ForgeSettings?, _ http: HTTPClient, _ surroundings: Surroundings
    ) async throws(ForgeError) -> (any Forge)? {
        let location = remoteAddress
        guard location != nil || settings != nil else { return nil }
        let remote = location.flatMap { location in
            ForgeRemote.Scheme(rawValue: location.scheme).map {
                ForgeRemote(
                    scheme: $0, host: location.host, port: location.port, path: location.path)
            }
        }
        return try await ForgeConnection.make(
            settings: settings, remote: remote, environment: surroundings.environment,
            credential: { endpoint in
                guard let host = endpoint.host else { return nil }
                let found = await credential(
                    scheme: endpoint.scheme, host: host, port: endpoint.port)
                return found.map { ForgeCredential(user: $0.user, secret: Secret($0.secret)) }
            },
            http: http)
    }
}

/// The forge of one run: looked for once.
private actor ForgeOfRun {
    private let find: @Sendable () async throws -> (any Forge)?
    private var found: (any Forge)??

    init(_ find: @escaping @Sendable () async throws -> (any Forge)?) { self.find = find }

    func forge() async throws -> (any Forge)? {
        if let found { return found }
        let forge = try await find()
        found = .some(forge)
        return forge
    }
}
