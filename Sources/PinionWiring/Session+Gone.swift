import PinionFiles
import PinionGit
import PinionHistory
import PinionModel
package import PinionReconcile

extension Session: HistoryPort {
    package func vanished() async throws -> [String] {
        try await gone().compactMap { gone in gone.failure.map { "\(gone.name): \($0)" } }
    }

    /// Returns the named environments, or all, that have or had a ledger but no folder, by name.
    ///
    /// The folders at the tracked branch's tip count, whatever commit the session is open at.
    package func gone(named names: [String] = []) async throws -> [FolderlessEnvironment] {
        let settings = project.settings
        let ledgers = try await repository.ledgerEnds(settings.ledger).filter {
            names.isEmpty || names.contains($0.key.description)
        }
        var folders = Set(project.environments.map(\.name))
        guard ledgers.keys.contains(where: { !folders.contains($0.description) }) else { return [] }
        var retired = settings.retired
        if revision.id != tip.id {
            let now = try await projectAtTip()
            folders.formUnion(now.environments.map(\.name))
            retired = now.settings.retired
        }
        let vanished = VanishedEnvironment.all(
            of: ledgers, besides: folders, retired, in: settings.ledger)
        let root = settings.environmentsFolder
        return ledgers.filter { !folders.contains($0.key.description) }
            .sorted { $0.key < $1.key }.map { name, end in
                let one = vanished.first { $0.name == name }
                let label = repository.ledgerLabel(of: name, settings.ledger)
                return FolderlessEnvironment(
                    name: name, end: end,
                    failure: one.map {
                        Failure(RunFailure.noFolder($0, root: root, ledger: label))
                    })
            }
    }

    private func projectAtTip() async throws -> Project {
        let files = try await source.files(
            of: tip.id, at: [ProjectReader.settingsPath, project.settings.environmentsFolder])
        return try reader.project(from: files)
    }
}
