import PinionFiles
import PinionGit
package import PinionModel
import PinionReconcile

/// Starts again what an interrupted change stopped (law 10), where a run over its environment cannot: git does not
/// answer, the files cannot be read, or they name another runtime by now, or the environment no more.
///
/// No pin is needed for that. Which machine and which objects belong to an environment is taken from the newest commit
/// that says so.
package struct Restorer: Sendable {
    /// The most commits that are looked at, from the tip back.
    private static let mostCommits = 50

    private let choice: RepositoryChoice
    private let process: ProcessContext
    private let reader: ProjectReader

    package init(_ choice: RepositoryChoice, _ process: ProcessContext) {
        (self.choice, self.process, reader) = (choice, process, process.zones.reader)
    }

    /// Restores environments, of all where none is named; what was started again, or could not be, by their names.
    package func restore(_ names: [String]) async -> [String: [Restoration]] {
        guard let seen = await lastSeen() else { return [:] }
        return await restore(await environments(names, in: seen))
    }

    /// Restores what belonged to an environment before its file came to name another runtime, or was removed.
    ///
    /// `present` is what it names now; nil where it is gone.
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

    /// The tracked branch as this host saw it last; where its `pinion.yaml` names another one, that.
    private func lastSeen() async -> LastSeen? {
        let address = choice.address(in: process)
        let git = process.gitSettings(cache: choice.cache, deadlines: GitDeadlines())
        guard let first = await LastSeen.find(address, settings: git) else { return nil }
        let settings = await newest(in: first) { commit in
            try await self.settings(of: commit, in: first)
        }
        guard let settings, settings.branch != nil || settings.remote != nil else { return first }
        return await LastSeen.find(
            address, remote: settings.remote, branch: settings.branch, settings: git)
    }

    /// Those of the named environments, or of all, that the tip has, each from the newest commit that says where it
    /// runs.
    private func environments(
        _ names: [String], in seen: LastSeen
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

    private func settings(
        of commit: CommitID, in seen: LastSeen
    ) async throws -> ProjectSettings {
        let files = try await seen.files(of: commit, at: [ProjectReader.settingsPath])
        return try reader.settings(from: files)
    }

    /// What the newest commit gives that can be asked; what fails in one is asked of the one before it.
    private func newest<Answer>(
        in seen: LastSeen, _ ask: (CommitID) async throws -> Answer?
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
