package import PinionFiles
package import PinionGit
package import PinionModel
package import PinionReconcile
import PinionSyntax

/// A repository that is open at one commit, with everything that use cases need.
///
/// It joins the adapters, and lasts for one look. ``ProcessContext`` has the values that last
/// longer.
package struct Session: Sendable {
    /// The requested repository.
    let choice: RepositoryChoice
    /// The repository that was named, whose `pinion.yaml` may point to another remote.
    let named: SourceRepository
    package let repository: SourceRepository
    package let revision: Revision
    package let tip: Revision
    package let project: Project
    package let registries: Registries
    package let runtimes: RuntimeFactory
    package let process: ProcessContext
    let claims: MachineClaims

    /// Opens the repository, asks for the branch's tip once, and reads the files of the commit.
    package static func open(
        _ choice: RepositoryChoice, _ process: ProcessContext, revision: String?,
        bringsProposals: Bool = false, isCached: Bool = false
    ) async throws -> Session {
        let reader = process.zones.reader
        let tracked = try await TrackedBranch.read(
            choice, process, reader, bringsProposals: bringsProposals, isCached: isCached)
        let (repository, tip, settings) = (tracked.repository, tracked.tip, tracked.settings)
        let source = repository.source(branch: settings.branch)
        let revision = try await revision.asyncMap { try await source.revision($0) } ?? tip
        let files = try await source.files(
            of: revision.id, at: [ProjectReader.settingsPath, settings.environmentsFolder])
        let project = try reader.project(from: files)
        let registries = try Registries(project.settings, root: repository.workingCopy, process)
        let runtimes = RuntimeFactory(
            root: repository.workingCopy, registries: registries,
            cacheFolder: process.cacheFolder(asked: choice.cache), process: process)
        return Session(
            choice: choice, named: tracked.named, repository: repository, revision: revision,
            tip: tip, project: project, registries: registries, runtimes: runtimes,
            process: process,
            claims: MachineClaims(
                project, repository, tip: tip.id, runtimes: runtimes, now: process.now))
    }

    /// Returns the environments with these names, or all; throws a suggestion for an unknown name.
    package func environments(named names: [String]) throws -> [ReadEnvironment] {
        try project.environments(named: names, at: revision)
    }

    /// Returns all ports of a run over one environment.
    ///
    /// Only a run over the tracked branch's tip can compare it with what this host saw before.
    package func ports(
        of environment: PinionModel::Environment, isAtTip: Bool
    ) async throws -> Ports {
        let ledger = try await repository.ledger(project.settings.ledger)
        let memory = isAtTip ? try await memory() : nil
        return Ports(
            runtime: try await runtimes.runtime(of: environment), registry: registries.reading,
            retagger: registries.retagging,
            ledger: memory.map { RememberingLedger(ledger, in: $0) } ?? ledger,
            claims: claims, source: source, memory: memory,
            probe: HostIdentity.life, remoteClock: { await remoteClock() }, now: process.now,
            clock: process.clock,
            criticalSections: process.criticalSections)
    }

    /// The tracked branch.
    package var source: any Source { repository.source(branch: project.settings.branch) }

    /// The reader of commits' files.
    package var reader: ProjectReader { process.zones.reader }

    /// Returns the ledger at the place that `pinion.yaml` names.
    package func ledger() async throws(LedgerError) -> any Ledger {
        try await repository.ledger(project.settings.ledger)
    }

    /// Tries the right to write ledgers without writing one.
    package func tryLedgerPush() async throws {
        if project.settings.ledger == .local {
            _ = try await ledger()
        } else {
            try await repository.checkWriting()
        }
    }

    /// Returns a sentence on the working copy's changes that the tracked branch lacks, or `nil`.
    package func unpublishedPins() async throws -> String? {
        let folder = project.settings.environmentsFolder
        let branch = try await repository.trackedBranch(project.settings.branch)
        let files = try await repository.unpublishedFiles(
            at: [ProjectReader.settingsPath, folder], tip: revision.id, branch: branch)
        guard !files.isEmpty else { return nil }
        return Unpublished(files, branch: branch, at: repository.label).description
    }

    /// Removes temporary files of this session.
    package func close() { repository.discard() }
}

extension Session {
    /// Opens a session for `body`, and closes it in every case.
    package static func with<Value>(
        _ choice: RepositoryChoice, _ process: ProcessContext, bringsProposals: Bool = false,
        isCached: Bool = false, _ body: (Session) async throws -> Value
    ) async throws -> Value {
        let session = try await open(
            choice, process, revision: nil, bringsProposals: bringsProposals, isCached: isCached)
        defer { session.close() }
        return try await body(session)
    }
}
