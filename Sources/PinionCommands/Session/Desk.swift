import PinionDecisions
import PinionModel
import PinionProposals
import PinionSyntax

/// What a plan may ask for: the registries, the rules at this moment, and pins by the names that people give.
struct Desk: Sendable {
    let session: Session
    /// The run's start: one moment for all decisions.
    let now: Timestamp
    /// The tag lists that were asked for.
    let tagLists = TagLists()

    init(_ session: Session, at now: Timestamp) {
        self.session = session
        self.now = now
    }

    // MARK: Rules

    /// Whether windows and freezes let new pins through: nil where they do, the override's reason where it lifts
    /// what closes them.
    func overriding(
        _ environment: PinionModel::Environment, by override: OverrideReason?
    ) throws -> OverrideReason? {
        let zones = session.zones
        let gate = PinGate(environment.rules, at: now) { zones.minuteOfWeek(in: $0, at: $1) }
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
        let answers = await RegistryAnswers.asking(questions, of: session.registries.reading)
        return hold.stand(on: image, in: repository, at: now, knowing: answers)
    }

    /// Those of some images that their registries do not have.
    func missing(_ images: [PinnedImage]) async throws -> Set<PinnedImage> {
        let registry = session.registries.reading
        let answers = await images.concurrentResults(atMost: 16) {
            (image) async throws(RegistryError) in
            try await registry.exists(image) ? nil : image
        }
        return Set(try answers.compactMap { try $0.get() })
    }

    /// A proposal with what the images that pins move to say of themselves; what cannot be read says nothing.
    func labelled(_ proposal: Proposal) async -> Proposal {
        let inspector = session.registries.inspecting
        let moves = proposal.changes.moves
        let images = Set(moves.values).sorted()
        let labels = await images.concurrentMap(atMost: 16) { await Self.labels(of: $0, inspector) }
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
        let inspector = session.registries.inspecting
        let wanted = Set(images.values).sorted()
        let found = await wanted.concurrentMap(atMost: 16) { image -> String? in
            do throws(RegistryError) {
                return try await inspector.details(of: image).instead
            } catch {
                guard case .malformed(_, let reason) = error else { return nil }
                return "not readable as one: \(reason)"
            }
        }
        let known = Dictionary(uniqueKeysWithValues: zip(wanted, found))
        return images.compactMapValues { known[$0] ?? nil }
    }
}
