import PinionDecisions
import PinionFiles
import PinionGit
import PinionModel
import PinionReconcile

extension Desk {
    /// Looks at what runs in an environment now, and changes nothing.
    func look(
        at environment: PinionModel::Environment, of commit: CommitID
    ) async -> EnvironmentReport {
        let zones = session.zones
        do {
            let brief = RunBrief(
                environment: environment, commit: commit, mode: .inspect(.decision),
                minuteOfWeek: { zones.minuteOfWeek(in: $0, at: $1) }, hash: sha256)
            let result = try await Reconciler(
                try await session.ports(of: environment, isAtTip: false)
            )
            .run(brief)
            return EnvironmentReport(result)
        } catch {
            return EnvironmentReport(
                name: environment.name.description, problem: Complaint(error).description)
        }
    }

    /// An environment as a commit has it.
    func environment(
        _ name: PinionModel::Environment.Name, at commit: CommitID
    ) async throws -> PinionModel::Environment {
        let settings = session.project.settings
        let files = try await session.place.source(branch: settings.branch).files(
            of: commit, at: [ProjectReader.settingsPath, settings.environmentsFolder])
        let zones = session.zones
        let project = try zones.reader.project(from: files)
        guard let read = project.environments.first(where: { $0.name == name.description }) else {
            throw Complaint(
                "commit \(commit.short) has no environment \(name); name a commit that has it")
        }
        return try read.result.get()
    }

    /// Throws where a name is no pin of any of the environments; where one cannot be read, nobody knows.
    func check(_ names: [String], among environments: [ReadEnvironment]) throws {
        let readable = environments.compactMap { read in
            if case .success(let environment) = read.result { environment } else { nil }
        }
        guard readable.count == environments.count, let first = readable.first else { return }
        let keys = readable.flatMap(\.pins.keys)
        for name in names where !keys.contains(where: { $0.isNamed(in: [name]) }) {
            _ = try pins(named: name, in: first)
        }
    }
}
