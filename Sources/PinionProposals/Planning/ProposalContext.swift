import PinionDecisions
package import PinionFiles
package import PinionModel
package import PinionReconcile
import PinionSyntax

/// What a planner of proposals may ask for: the files of the tip, git's memory, the registries, and what runs.
package struct ProposalContext: Sendable {
    /// The run's start: one moment for all decisions.
    package let now: Timestamp
    /// The tracked branch's tip, as the run found it.
    let tip: Revision
    /// Its files.
    let project: Project
    let reader: ProjectReader
    let source: any Source
    let history: any History
    let registries: any Registry & TagLister & ImageInspector
    let outside: Outside
    /// The tag lists that were asked for.
    let tagLists = TagLists()

    /// What is asked of hosts and runtimes.
    package struct Outside: Sendable {
        /// The runtime of an environment.
        let runtime: @Sendable (Environment) async throws -> any Runtime
        /// Looks at what runs in an environment, against the pins of a commit.
        let look: @Sendable (Environment, CommitID) async -> EnvironmentReport
        /// The ledgers, for those who decide by them: one that went back is an error.
        let ledger: @Sendable () async throws(LedgerError) -> any Ledger
        /// Throws where the tracked branch or a ledger went back: nothing is committed onto that.
        let refuseSetback: @Sendable (Environment.Name) async throws -> Void
        /// Remembers, on this host, commits that were put onto the tracked branch; asked for before that is done.
        let remembering:
            @Sendable () async throws -> @Sendable (CommitID, Environment.Name) async -> Void
        /// Minutes since Monday 00:00 in a named time zone; nil for an unknown one.
        let minuteOfWeek: @Sendable (String, Timestamp) -> Int?

        /// Puts the questions together.
        package init(
            runtime: @escaping @Sendable (Environment) async throws -> any Runtime,
            look: @escaping @Sendable (Environment, CommitID) async -> EnvironmentReport,
            ledger: @escaping @Sendable () async throws(LedgerError) -> any Ledger,
            refuseSetback: @escaping @Sendable (Environment.Name) async throws -> Void,
            remembering:
                @escaping @Sendable () async throws ->
                @Sendable (CommitID, Environment.Name) async
                -> Void,
            minuteOfWeek: @escaping @Sendable (String, Timestamp) -> Int?
        ) {
            self.runtime = runtime
            self.look = look
            self.ledger = ledger
            self.refuseSetback = refuseSetback
            self.remembering = remembering
            self.minuteOfWeek = minuteOfWeek
        }
    }

    /// A context at a moment.
    package init(
        at now: Timestamp, tip: Revision, project: Project, reader: ProjectReader,
        source: any Source, history: any History,
        registries: any Registry & TagLister & ImageInspector, outside: Outside
    ) {
        (self.now, self.tip, self.project, self.reader) = (now, tip, project, reader)
        (self.source, self.history, self.registries) = (source, history, registries)
        self.outside = outside
    }

    // MARK: Rules

    /// Whether windows and freezes let new pins through: nil where they do, the override's reason where it lifts
    /// what closes them.
    func overriding(
        _ environment: PinionModel::Environment, by override: OverrideReason?
    ) throws -> OverrideReason? {
        let gate = PinGate(environment.rules, at: now, minuteOfWeek: outside.minuteOfWeek)
        guard case .closed(let reason, _) = gate else { return nil }
        guard let override else {
            throw RuleRefusal(
                "new pins of \(environment.name) wait for \(reason); --override REASON proposes "
                    + "them nevertheless")
        }
        return override
    }

    // MARK: Pins

    /// The pins that a name means: one, or every container of a service.
    func pins(
        named name: String, in environment: PinionModel::Environment
    ) throws -> [(key: PinKey, pin: Pin)] {
        let all = environment.pins
        let named = all.keys.filter { $0.isNamed(in: [name]) }.sorted()
        if !named.isEmpty { return named.compactMap { key in all[key].map { (key, $0) } } }
        let known =
            all.keys.sorted().map(\.description) + environment.services.map(\.name.description)
        if let near = nearest(to: name, among: known) {
            throw Complaint(
                "\(name) is not pinned in \(environment.name); did you mean `\(near)`?")
        }
        throw Complaint(
            "\(name) is not pinned in \(environment.name); if it runs there, pin it by "
                + "`pinion adopt \(environment.name)`, else add it to its pins.yaml by hand")
    }

    /// The one pin that a name means.
    func pin(
        named name: String, in environment: PinionModel::Environment
    ) throws -> (key: PinKey, pin: Pin) {
        let pins = try pins(named: name, in: environment)
        guard let first = pins.first, pins.count == 1 else {
            let names = pins.map(\.key.description).joined(separator: ", ")
            throw Complaint("\(name) has several containers; name one of them: \(names)")
        }
        return first
    }

    // MARK: Registries

    /// What the hold of a pin says against an image; the registry is asked where it refuses digests.
    func stand(on image: PinnedImage, insteadOf pin: Pin) async -> KinStand {
        guard let hold = pin.hold else { return .none }
        let repository = pin.image.repository
        let questions = hold.kinQuestions(about: image, in: repository, at: now)
        let answers = await RegistryAnswers.asking(questions, of: registries)
        return hold.stand(on: image, in: repository, at: now, knowing: answers)
    }

    /// Those of some images that their registries do not have.
    func missing(_ images: [PinnedImage]) async throws -> Set<PinnedImage> {
        let answers = await images.concurrentResults(atMost: 16) {
            [registries] (image) async throws(RegistryError) in
            try await registries.exists(image) ? nil : image
        }
        return Set(try answers.compactMap { try $0.get() })
    }

    /// A proposal with what the images that pins move to say of themselves; what cannot be read says nothing.
    func labelled(_ proposal: Proposal) async -> Proposal {
        let moves = proposal.changes.moves
        let images = Set(moves.values).sorted()
        let labels = await images.concurrentMap(atMost: 16) {
            await Self.labels(of: $0, registries)
        }
        let found = Dictionary(uniqueKeysWithValues: zip(images, labels))
        return proposal.labelled(moves.compactMapValues { found[$0] })
    }

    private static func labels(
        of image: PinnedImage, _ inspector: any ImageInspector
    ) async -> ImageLabels {
        do throws(RegistryError) {
            return try await inspector.details(of: image).labels
        } catch {
            return ImageLabels()
        }
    }

    /// What pins would move to that is no image that could run: what it is instead, by pin.
    ///
    /// What cannot be read says nothing; the gate tells that it is not known.
    func others(_ images: [PinKey: PinnedImage]) async -> [PinKey: String] {
        let wanted = Set(images.values).sorted()
        let found = await wanted.concurrentMap(atMost: 16) { image -> String? in
            do throws(RegistryError) {
                return try await registries.details(of: image).instead
            } catch {
                guard case .malformed(_, let reason) = error else { return nil }
                return "not readable as one: \(reason)"
            }
        }
        let known = Dictionary(uniqueKeysWithValues: zip(wanted, found))
        return images.compactMapValues { known[$0] ?? nil }
    }
}
