import PinionDecisions
package import PinionFiles
import PinionGit
package import PinionModel
package import PinionReconcile
package import PinionReview

/// A working copy with a change and its base, with everything that a review needs.
package struct ReviewSession: GateRepository {
    private let repository: SourceRepository
    package let checkout: any Source & History & Merging
    package let base: Revision
    package let branch: String
    package let settings: ProjectSettings
    private let registries: Registries
    private let cacheFolder: String
    private let process: ProcessContext
    private let isOffline: Bool

    private init(
        _ repository: SourceRepository, base: Revision, branch: String, _ settings: ProjectSettings,
        _ choice: RepositoryChoice, _ process: ProcessContext, isOffline: Bool = false
    ) throws {
        self.isOffline = isOffline
        (self.repository, checkout) = (repository, try repository.requireCheckout())
        (self.base, self.branch, self.settings) = (base, branch, settings)
        registries = try Registries(settings, root: repository.workingCopy, process)
        (cacheFolder, self.process) = (process.cacheFolder(asked: choice.cache), process)
    }

    /// Opens a working copy with one of its own commits as the base; no remote is asked for it.
    ///
    /// Without a `base`, it is the tracked branch as the clone last fetched it. If it is offline,
    /// the ledger's remote is not asked either.
    package static func open(
        _ choice: RepositoryChoice, _ process: ProcessContext, base: String?, isOffline: Bool
    ) async throws -> ReviewSession {
        let repository = try await SourceRepository.open(
            choice.address(in: process), settings: try process.gitSettings(cache: choice.cache))
        let checkout = try repository.requireCheckout()
        func settings(at revision: Revision) async throws -> ProjectSettings {
            try process.zones.reader.settings(
                from: try await checkout.files(of: revision.id, at: [ProjectReader.settingsPath]))
        }
        var found: Revision
        if let base {
            found = try await checkout.revision(base)
        } else {
            found = try await repository.fetchedTip(of: nil)
            if let branch = try await settings(at: found).branch {
                found = try await repository.fetchedTip(of: branch)
            }
        }
        let settings = try await settings(at: found)
        return try ReviewSession(
            try await repository.following(settings.remote), base: found,
            branch: settings.branch ?? "", settings, choice, process, isOffline: isOffline)
    }

    /// Opens a working copy with the remote's tracked branch as the base.
    fileprivate static func openTracked(
        _ choice: RepositoryChoice, _ process: ProcessContext, remote: String?
    ) async throws -> ReviewSession {
        let tracked = try await TrackedBranch.read(
            choice, process, process.zones.reader, remote: remote)
        _ = try tracked.repository.requireCheckout()
        try await tracked.repository.lendObjects()
        return try ReviewSession(
            tracked.repository, base: tracked.tip,
            branch: try await tracked.repository.trackedBranch(tracked.settings.branch),
            tracked.settings, choice, process)
    }

    package func tip() async throws -> CommitID {
        try await repository.source(branch: settings.branch).tip().id
    }

    package func forge() async throws -> any Forge {
        if settings.forge?.kind == ForgeKind.none {
            throw Complaint(
                "neither a comment nor a status can be written: pinion.yaml says `forge: { kind: "
                    + "none }`; write the forge's kind there")
        }
        guard let forge = try await repository.forge(settings.forge, process) else {
            throw Complaint(
                "the repository is on this host and pinion.yaml names no forge; write `forge` into "
                    + "it"
            )
        }
        return forge
    }

    package var source: any Source { checkout }
    package var history: any History { checkout }
    package var reader: ProjectReader { process.zones.reader }

    package func guardedLedger() async throws(LedgerError) -> any Ledger {
        if isOffline, settings.ledger == .remote, repository.isRemote {
            throw .unreachable(reason: "it is on the remote, which --offline does not ask")
        }
        return try await repository.guardedLedger(settings.ledger, branch: settings.branch)
    }

    package func location(of path: String) -> SettingsLocation {
        repository.workingCopy.map { SettingsLocation(of: path, in: $0) } ?? .outside
    }

    package func now() -> Timestamp { process.now() }

    package func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int? {
        process.zones.minuteOfWeek(in: zone, at: moment)
    }

    package func services(
        of change: CommitID, trusting known: Set<String>, isOffline: Bool,
        onAction: @escaping @Sendable (Action, PinionModel::Environment.Name) -> Void
    ) -> ReviewServices {
        let registries = registries.trusting(only: known)
        return ReviewServices(registry: registries.all) { environment in
            if isOffline { return .skipped(Failure(Complaint("--offline"))) }
            return await look(at: environment, of: change, registries, onAction)
        }
    }

    /// Returns the plan for an environment after the merge, compared with what runs now.
    private func look(
        at environment: PinionModel::Environment, of change: CommitID, _ registries: Registries,
        _ onAction: @escaping @Sendable (Action, PinionModel::Environment.Name) -> Void
    ) async -> PlanPreview {
        let runtimes = RuntimeFactory(
            root: repository.workingCopy, registries: registries, cacheFolder: cacheFolder,
            process: process)
        do {
            let ports = Ports(
                runtime: try await runtimes.runtime(of: environment), registry: registries.reading,
                retagger: nil, ledger: try await repository.ledger(settings.ledger),
                source: UnmergedSource(), probe: { _ in .unknown }, now: process.now,
                clock: process.clock)
            let brief = RunBrief(
                lookingAt: environment, of: change, minuteOfWeek: process.zones.minuteOfWeek)
            let reconciler = Reconciler(ports) { onAction($0, environment.name) }
            return PlanPreview(try await reconciler.run(brief))
        } catch { return .skipped(Failure(error)) }
    }
}

/// Opens the working copy around the current folder for the gate.
package struct GateOpening: GatePort {
    private let choice: RepositoryChoice
    private let process: ProcessContext
    private let remote: String?

    /// `remote` is a name or an address that replaces `origin`.
    package init(_ choice: RepositoryChoice, _ process: ProcessContext, remote: String?) {
        (self.choice, self.process, self.remote) = (choice, process, remote)
    }

    package func open() async throws -> any GateRepository {
        try await ReviewSession.openTracked(choice, process, remote: remote)
    }

    package func forgeOfRemote() async throws -> any Forge {
        let repository = try await SourceRepository.open(
            .around(folder: process.folder), remote: remote,
            settings: try process.gitSettings(cache: choice.cache))
        guard let forge = try await repository.forge(nil, process) else {
            throw Complaint("the repository is on this host, and its settings cannot be read")
        }
        return forge
    }
}

extension SourceRepository {
    /// Returns the commits of the working copy, which include the change.
    fileprivate func requireCheckout() throws(Complaint) -> any Source & History & Merging {
        guard let checkout = checkout() else {
            throw Complaint(
                "`check` looks at the commits of a working copy, and there is none here; run it in "
                    + "a clone"
            )
        }
        return checkout
    }
}

/// A placeholder for the tracked branch, for planning a commit that is not on it yet.
///
/// Only a reconcile checks whether the branch was rewritten.
private struct UnmergedSource: Source {
    func tip() throws(SourceError) -> Revision { throw Self.none }

    func revision(_ text: String) throws(SourceError) -> Revision { throw Self.none }

    func files(of commit: CommitID, at roots: [String]) -> [RepositoryFile] { [] }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) -> Bool { true }

    private static let none = SourceError.noSuchRevision("tracked branch", remedy: "merge first")
}
