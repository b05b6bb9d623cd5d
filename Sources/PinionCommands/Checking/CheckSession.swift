import PinionDecisions
import PinionFiles
import PinionGit
import PinionModel
import PinionReconcile
import PinionRegistry
import PinionReview
import PinionWiring

/// What `check` has open: the two commits, and everything that asks, made from the base's settings alone.
struct CheckSession: Sendable {
    let place: GitPlace
    let checkout: any Source & History & Merging
    let base: Revision
    let head: CommitDetails
    /// What merging the head into the base gives, or why that is not known.
    let landing: MergeResult
    let settings: ProjectSettings
    let registries: Registries
    let cacheFolder: String
    let zones: ZoneInfo
    let surroundings: Surroundings

    /// Opens the repository that one stands in, finds the two commits in it, and reads the base's settings.
    ///
    /// Nobody is asked.
    static func open(
        _ choice: RepositoryChoice, _ surroundings: Surroundings, base: String, head: String
    ) async throws -> CheckSession {
        let zones = ZoneInfo(environment: surroundings.environment)
        let address = choice.address(in: surroundings)
        let place = try await GitPlace.open(
            address, settings: try surroundings.gitSettings(cache: choice.cache))
        let checkout = try checkout(of: place)
        let base = try await checkout.revision(base)
        let settings = try zones.reader.settings(
            from: try await checkout.files(of: base.id, at: [ProjectReader.settingsPath]))
        let followed = try await place.following(settings.remote)
        return try await CheckSession(
            followed, checkout, base: base, head: head, settings,
            try Registries(settings, root: place.workingCopy, surroundings), choice, surroundings)
    }

    /// Puts a session together, and finds out what merging would give.
    init(
        _ place: GitPlace, _ checkout: any Source & History & Merging, base: Revision, head: String,
        _ settings: ProjectSettings, _ registries: Registries, _ choice: RepositoryChoice,
        _ surroundings: Surroundings
    ) async throws {
        self.place = place
        self.checkout = checkout
        self.base = base
        self.head = try await checkout.commit(try await checkout.revision(head).id)
        landing = try await checkout.merge(self.head.revision.id, into: base.id)
        self.settings = settings
        self.registries = registries
        cacheFolder = surroundings.cacheFolder(asked: choice.cache)
        zones = ZoneInfo(environment: surroundings.environment)
        self.surroundings = surroundings
    }

    /// The working copy of a place: it has the change.
    static func checkout(of place: GitPlace) throws(Complaint) -> any Source & History & Merging {
        guard let checkout = place.checkout() else {
            throw Complaint(
                "`check` looks at the commits of a working copy, and there is none here; run it in a clone"
            )
        }
        return checkout
    }

    /// Judges the change.
    func review(
        named environments: Set<String>?, isOffline: Bool, _ progress: Progress
    ) async throws -> Review {
        let (merge, against) = try await merged()
        guard let merge else {
            return Review(
                generatedAt: surroundings.now(), base: base.id, head: head.revision.id,
                violations: against)
        }
        let reader = zones.reader
        let ports = ReviewPorts(
            source: checkout, history: checkout,
            asking: { known in
                let registries = registries.trusting(only: known)
                return ReviewAsking(
                    registry: registries.reading, inspector: registries.inspecting,
                    look: { await look(at: $0, registries, isOffline: isOffline, progress) })
            },
            ledger: { [place, settings] () throws(LedgerError) in
                try await place.guardedLedger(settings.ledger, branch: settings.branch)
            },
            files: ReviewFiles(
                settingsPath: ProjectReader.settingsPath,
                settings: { files throws(FileMistakes) in try reader.settings(from: files) },
                project: { files throws(FileMistakes) in
                    try reader.project(from: files, comparesRetired: false)
                },
                promotionSources: { reader.promotionSources(in: $0, root: $1) },
                services: { FiledPins.services(in: $0) ?? [] }),
            place: { [root = place.workingCopy] path in
                root.map { SettingsPlace(of: path, in: $0) } ?? .outside
            },
            now: surroundings.now,
            minuteOfWeek: { [zones] in zones.minuteOfWeek(in: $0, at: $1) })
        progress.note("reading the change")
        let review = try await Reviewer(ports, settings: settings)
            .review(from: base.id, to: merge.commit, named: environments)
        return try await adding(templatesTo: review, at: merge.commit)
            .of(head.revision.id, landingNote(merge.commit).map { [$0] } ?? [], against)
    }

    /// The plan for an environment as it would be merged, against what runs now.
    private func look(
        at environment: PinionModel::Environment, _ registries: Registries, isOffline: Bool,
        _ progress: Progress
    ) async -> PlanGlance {
        if isOffline { return .skipped(Failure(Complaint("--offline"))) }
        let runtimes = RuntimeFactory(
            root: place.workingCopy, registries: registries, cacheFolder: cacheFolder,
            surroundings: surroundings)
        do {
            let ports = Ports(
                runtime: try await runtimes.runtime(of: environment), registry: registries.reading,
                retagger: nil, ledger: try await place.ledger(settings.ledger),
                source: UnmergedSource(), probe: { _ in .mayLive }, now: surroundings.now,
                clock: surroundings.clock)
            let brief = RunBrief(
                environment: environment, commit: head.revision.id, mode: .inspect(.decision),
                minuteOfWeek: { [zones] in zones.minuteOfWeek(in: $0, at: $1) }, hash: sha256)
            let reconciler = Reconciler(ports) { progress.hear($0, of: environment.name) }
            return PlanGlance(try await reconciler.run(brief))
        } catch {
            return .skipped(Failure(error))
        }
    }

    /// Ends connections.
    func close() async { await registries.close() }
}

/// The tracked branch of a plan for what is not on it yet: whether that was rewritten is for the reconcile to say.
private struct UnmergedSource: Source {
    func tip() throws(SourceError) -> Revision { throw Self.none }

    func revision(_ text: String) throws(SourceError) -> Revision { throw Self.none }

    func files(of commit: CommitID, at roots: [String]) -> [RepositoryFile] { [] }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) -> Bool { true }

    private static let none = SourceError.noSuchRevision("tracked branch", remedy: "merge first")
}
