package import PinionFiles
package import PinionGit
package import PinionModel

/// The tracked branch at the remote's present state.
package struct TrackedBranch: Sendable {
    /// The repository that was named, whose `pinion.yaml` may point to another remote.
    let named: SourceRepository
    /// The repository that contains the branch.
    package let repository: SourceRepository
    /// The newest commit.
    package let tip: Revision
    /// The settings of `pinion.yaml` at the tip.
    package let settings: ProjectSettings

    /// Asks for the tip, and again if `pinion.yaml` there names another branch or remote.
    ///
    /// `remote` is the remote in place of `origin`, by its name or address.
    package static func read(
        _ choice: RepositoryChoice, _ process: ProcessContext, _ reader: ProjectReader,
        remote: String? = nil, bringsProposals: Bool = false, isCached: Bool = false
    ) async throws -> TrackedBranch {
        let address = choice.address(in: process)
        let git = try process.gitSettings(cache: choice.cache)
        let named = try await SourceRepository.open(address, remote: remote, settings: git)
        var repository = isCached ? try await named.cached() : named
        // The same fetch then includes the branches of proposals.
        if bringsProposals { _ = repository.publisher() }
        var tip = try await repository.source().tip()
        var settings = try await Self.settings(repository.source(), tip, reader)
        guard settings.branch != nil || settings.remote != nil else {
            return TrackedBranch(named: named, repository: repository, tip: tip, settings: settings)
        }
        let seen = repository
        repository = try await named.following(settings.remote)
        if isCached {
            seen.discard()
            repository = try await repository.cached()
        }
        let branch = settings.branch
        tip = try await repository.source(branch: branch).tip()
        settings = try await Self.settings(repository.source(branch: branch), tip, reader)
        guard settings.branch == branch else {
            throw Complaint(
                "pinion.yaml names the branch `\(branch ?? "")`, and pinion.yaml on that branch "
                    + "names `\(settings.branch ?? "another")`; let both name the same")
        }
        return TrackedBranch(named: named, repository: repository, tip: tip, settings: settings)
    }

    private static func settings(
        _ source: any Source, _ tip: Revision, _ reader: ProjectReader
    ) async throws -> ProjectSettings {
        let files = try await source.files(of: tip.id, at: [ProjectReader.settingsPath])
        return try reader.settings(from: files)
    }
}
