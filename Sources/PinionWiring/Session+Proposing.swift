import PinionDecisions
import PinionForges
import PinionGit
import PinionHTTP
package import PinionModel
package import PinionProcess
import PinionProposals
package import PinionReconcile

extension Session: ProposalPort {
    package var publisher: any Publisher {
        repository.publisher(
            branch: project.settings.branch, signing: project.settings.signing)
    }

    package var imageRegistries: any Registry & TagLister & ImageInspector { registries.all }

    package var clock: ProcessClock { process.clock }

    package func runtime(of environment: Environment) async throws -> any Runtime {
        try await runtimes.runtime(of: environment)
    }

    package func remembering() async throws
        -> @Sendable (CommitID, Environment.Name) async -> Void
    {
        let memory = try await memory()
        return { await memory.wrote(branchTip: $0, of: $1) }
    }

    package func look(at environment: Environment, of commit: CommitID) async -> EnvironmentReport {
        do {
            let brief = RunBrief(
                lookingAt: environment, of: commit, minuteOfWeek: process.zones.minuteOfWeek)
            let ports = try await ports(of: environment, isAtTip: false)
            return EnvironmentReport(try await Reconciler(ports).run(brief))
        } catch {
            return EnvironmentReport(name: environment.name.description, failure: Failure(error))
        }
    }

    /// Returns the repository's forge; `nil` for a local repository whose settings name none.
    package func forge() async throws(ForgeError) -> (any Forge)? {
        try await repository.forge(project.settings.forge, process)
    }
}

extension SourceRepository {
    /// Returns the forge of the settings or the remote's address; `nil` if there is neither.
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
