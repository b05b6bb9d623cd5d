import PinionDecisions
import PinionForges
import PinionGit
import PinionHTTP
package import PinionModel
import PinionProcess
package import PinionProposals
import PinionReconcile

extension Session {
    /// Everything that a proposal talks to; the forge is found when it is needed first.
    package func proposalPorts() -> ProposalPorts {
        let forges = ForgeOfRun { [self] in try await forge() }
        return ProposalPorts(
            source: source, publisher: place.publisher(branch: project.settings.branch),
            history: history, forge: { try await forges.forge() },
            clock: process.clock)
    }

    /// What planners of proposals may ask for, at a moment.
    package func proposalContext(at now: Timestamp) -> ProposalContext {
        ProposalContext(
            at: now, tip: tip, project: project, reader: reader, source: source, history: history,
            registries: registries.all,
            outside: ProposalContext.Outside(
                runtime: { try await runtimes.runtime(of: $0) },
                look: { await look(at: $0, of: $1) },
                ledger: { () throws(LedgerError) in try await guardedLedger() },
                refuseSetback: { try await refuseSetback(of: $0) },
                remembering: {
                    let memory = try await memory()
                    return { await memory.wrote(branchTip: $0, of: $1) }
                },
                minuteOfWeek: process.zones.minuteOfWeek))
    }

    /// Looks at what runs in an environment now, and changes nothing.
    private func look(
        at environment: PinionModel::Environment, of commit: CommitID
    ) async -> EnvironmentReport {
        do {
            let brief = RunBrief(
                lookingAt: environment, of: commit, minuteOfWeek: process.zones.minuteOfWeek)
            let ports = try await ports(of: environment, isAtTip: false)
            return EnvironmentReport(try await Reconciler(ports).run(brief))
        } catch {
            return EnvironmentReport(
                name: environment.name.description, problem: Complaint(error).description)
        }
    }

    /// The repository's forge; nil for a local repository whose settings name none.
    package func forge() async throws(ForgeError) -> (any Forge)? {
        try await place.forge(project.settings.forge, process)
    }
}

extension SourceRepository {
    /// The forge of the settings or of the remote's address; nil for a local repository without.
    package func forge(
        _ settings: ForgeSettings?, _ process: ProcessContext
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
            settings: settings, remote: remote, environment: process.environment,
            credential: { endpoint in
                guard let host = endpoint.host else { return nil }
                return await credential(
                    scheme: endpoint.scheme, host: host, port: endpoint.port)
            },
            http: process.http)
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
