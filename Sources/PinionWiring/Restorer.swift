import PinionFiles
import PinionGit
package import PinionModel
import PinionReconcile

/// Restarts the services that an interrupted change stopped, whatever the rules, without a run.
///
/// A run is impossible if git does not answer, or if the files cannot be read, now name another
/// runtime, or no longer contain the environment. Restoring needs no pins: the machine and objects
/// of an environment are taken from the newest commit that names them.
package struct Restorer: Sendable {
    /// The maximum number of commits that are read, back from the tip.
    private static let mostCommits = 50

    private let choice: RepositoryChoice
    private let process: ProcessContext
    private let reader: ProjectReader

    package init(_ choice: RepositoryChoice, _ process: ProcessContext) {
        (self.choice, self.process, reader) = (choice, process, process.zones.reader)
    }

    /// Restores the named environments, or all; returns the restorations by environment's name.
    package func restore(_ names: [String]) async -> [String: [Restoration]] {
        guard let seen = await lastSeen() else { return [:] }
        return await restore(await environments(names, in: seen))
    }

    /// Restores an environment as it was before its file named another runtime or was removed.
    ///
    /// `present` is the runtime that the file names now; `nil` if the file is gone.
    package func restore(
        _ name: String, before present: (any RuntimeSettings)?, in session: Session
    ) async -> [Restoration] {
        let root = session.project.settings.environmentsFolder
        let versions = try? await session.history.versions(
            of: "\(root)/\(name)/environment.yaml", at: session.tip.id, limit: Self.mostCommits)
        for version in versions ?? [] {
            guard let file = version.file,
                let former = reader.environmentsWithoutPins(in: [file], root: root)[name] ?? nil,
                !(present.map { former.runtime.isEqual(to: $0) } ?? false)
            else { continue }
            return await restore([former])[name] ?? []
        }
        return []
    }

    private func restore(
        _ environments: [PinionModel::Environment]
    ) async -> [String: [Restoration]] {
        guard let registries = try? Registries(layout: nil, process) else { return [:] }
        let runtimes = RuntimeFactory(
            root: nil, registries: registries,
            cacheFolder: process.cacheFolder(asked: choice.cache), process: process)
        var restored: [String: [Restoration]] = [:]
        for environment in environments {
            guard let runtime = try? await runtimes.runtime(of: environment),
                let found = try? await Reconciler.restore(environment, on: runtime)
            else { continue }
            restored[environment.name.description] = found
        }
        return restored.filter { !$0.value.isEmpty }
    }

    /// Returns the tracked branch as this host last saw it, following its `pinion.yaml`.
    private func lastSeen() async -> OfflineRepository? {
        let address = choice.address(in: process)
        let git = process.gitSettings(cache: choice.cache, deadlines: GitDeadlines())
        guard let first = await OfflineRepository.find(address, settings: git) else { return nil }
        let settings = await newest(in: first) { commit in
            try await self.settings(of: commit, in: first)
        }
        guard let settings, settings.branch != nil || settings.remote != nil else { return first }
        return await OfflineRepository.find(
            address, remote: settings.remote, branch: settings.branch, settings: git)
    }

    /// Returns the named environments, or all, each from the newest commit that names its runtime.
    private func environments(
        _ names: [String], in seen: OfflineRepository
    ) async -> [PinionModel::Environment] {
        var open: Set<String>?
        var found: [PinionModel::Environment] = []
        let _: Bool? = await newest(in: seen) { commit in
            let root = try await self.settings(of: commit, in: seen).environmentsFolder
            let roots = open.map { $0.sorted().map { "\(root)/\($0)/environment.yaml" } } ?? [root]
            let there = reader.environmentsWithoutPins(
                in: try await seen.files(of: commit, at: roots), root: root)
            let wanted = open ?? Set(there.keys).filter { names.isEmpty || names.contains($0) }
            let readable = wanted.sorted().compactMap { there[$0] ?? nil }
            found += readable
            let rest = wanted.subtracting(readable.map(\.name.description))
            open = rest
            return rest.isEmpty ? true : nil
        }
        return found
    }

    private func settings(of commit: CommitID, in seen: OfflineRepository) async throws
        -> ProjectSettings
    {
        let files = try await seen.files(of: commit, at: [ProjectReader.settingsPath])
        return try reader.settings(from: files)
    }

    /// Returns the first answer from the newest commit or, where it gives none, an earlier one.
    private func newest<Answer>(
        in seen: OfflineRepository, _ ask: (CommitID) async throws -> Answer?
    ) async -> Answer? {
        var commit = seen.tip
        for _ in 0..<Self.mostCommits {
            if let answer = try? await ask(commit) { return answer }
            guard let parent = try? await seen.parent(of: commit) else { return nil }
            commit = parent
        }
        return nil
    }
}
