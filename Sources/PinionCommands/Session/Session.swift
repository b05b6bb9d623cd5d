import PinionFiles
import PinionGit
import PinionModel
import PinionReconcile
import PinionSyntax

/// What one command has open: the commit and its files, and everything that ports are made of.
///
/// The composition root.
struct Session: Sendable {
    /// The repository that was named, before its `pinion.yaml` led to another remote.
    let entrance: GitPlace
    let place: GitPlace
    let revision: Revision
    let tip: Revision
    let project: Project
    let registries: Registries
    let runtimes: RuntimeFactory
    let zones: ZoneInfo
    let surroundings: Surroundings
    let claims: MachineClaims

    /// Opens the repository, asks for the branch's tip once, and reads the files of the commit.
    static func open(
        _ common: CommonOptions, _ surroundings: Surroundings, revision: String?,
        bringsProposals: Bool = false, isCached: Bool = false
    ) async throws -> Session {
        let zones = ZoneInfo(environment: surroundings.environment)
        let reader = zones.reader
        let tracked = try await TrackedBranch.read(
            common, surroundings, reader, bringsProposals: bringsProposals, isCached: isCached)
        let (place, tip, settings) = (tracked.place, tracked.tip, tracked.settings)
        let source = place.source(branch: settings.branch)
        let revision = try await revision.asyncMap { try await source.revision($0) } ?? tip
        let files = try await source.files(
            of: revision.id, at: [ProjectReader.settingsPath, settings.environmentsFolder])
        let project = try reader.project(from: files)
        let registries = try Registries(
            project.settings, root: place.workingCopy, surroundings)
        let runtimes = RuntimeFactory(
            root: place.workingCopy, registries: registries,
            cacheFolder: surroundings.cacheFolder(asked: common.cache),
            surroundings: surroundings)
        return Session(
            entrance: tracked.entrance, place: place, revision: revision, tip: tip,
            project: project,
            registries: registries,
            runtimes: runtimes, zones: zones, surroundings: surroundings,
            claims: MachineClaims(
                project, place, tip: tip.id, runtimes: runtimes, now: surroundings.now))
    }

    /// The environments with these names, or all; an unknown name says which one was probably
    /// meant.
    func environments(named names: [String]) throws -> [ReadEnvironment] {
        let known = project.environments.map(\.name)
        for name in names where !known.contains(name) {
            let reason = project.settings.retired.first { $0.environment.description == name }?
                .reason
            let nearest =
                reason.map { "; it is given up (`retired` in pinion.yaml): \($0)" }
                ?? nearest(to: name, among: known).map { "; did you mean `\($0)`?" } ?? ""
            throw Complaint(
                "there is no environment `\(name)` under \(project.settings.environmentsFolder)/ "
                    + "at commit \(revision.id.short)\(nearest)")
        }
        guard !known.isEmpty else {
            throw Complaint(
                "there is no environment under \(project.settings.environmentsFolder)/ at commit "
                    + "\(revision.id.short); write one with `pinion init`, commit it and push it")
        }
        return names.isEmpty
            ? project.environments : project.environments.filter { names.contains($0.name) }
    }

    /// Everything that a run over one environment talks to.
    ///
    /// A run over the tracked branch's tip compares it with what this host saw; one over another commit cannot.
    func ports(
        of environment: PinionModel::Environment, isAtTip: Bool = true
    ) async throws -> Ports {
        let ledger = try await ledger()
        let memory = isAtTip ? try await memory() : nil
        return Ports(
            runtime: try await runtimes.runtime(of: environment), registry: registries.reading,
            retagger: registries.retagging,
            ledger: memory.map { RememberingLedger(ledger, in: $0) } ?? ledger,
            claims: claims, source: place.source(branch: project.settings.branch), memory: memory,
            probe: HostIdentity.life, remoteClock: { await remoteClock() }, now: surroundings.now,
            clock: surroundings.clock,
            sections: SignalSections.shared)
    }

    /// Where ledgers are kept, as `pinion.yaml` says.
    func ledger() async throws(LedgerError) -> GitLedger {
        try await place.ledger(project.settings.ledger)
    }

    /// Tries the right to write ledgers without writing one.
    func tryLedgerPush() async throws {
        if project.settings.ledger == .local {
            _ = try await ledger()
        } else {
            try await place.checkWriting()
        }
    }

    /// What stands in the working copy and not on the tracked branch, in a sentence; nil where
    /// nothing does.
    func unpublishedPins() async throws -> String? {
        let folder = project.settings.environmentsFolder
        let branch = try await place.trackedBranch(project.settings.branch)
        let files = try await place.unpublishedFiles(
            at: [ProjectReader.settingsPath, folder], tip: revision.id, branch: branch)
        guard !files.isEmpty else { return nil }
        return Unpublished(files, branch: branch, at: place.label).description
    }

    /// Ends connections.
    func close() async {
        place.discard()
        await registries.close()
    }
}

extension Optional {
    /// `map` for a function that waits.
    func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
