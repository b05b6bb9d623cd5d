import PinionDecisions
package import PinionModel
import PinionSyntax

/// An opened repository at one moment, as the planners and the proposer of one run use it.
package struct ProposalContext: Sendable {
    /// The run's start: the moment of all decisions and the date of its commits.
    package let now: Timestamp
    let port: any ProposalPort
    let source: any Source
    let history: any History
    let publisher: any Publisher
    let answers = RunAnswers()

    package init(_ port: any ProposalPort, at now: Timestamp) {
        (self.port, self.now) = (port, now)
        (source, history, publisher) = (port.source, port.history, port.publisher)
    }

    /// The folder of the environments, as the tip names it.
    var environmentsFolder: String { port.project.settings.environmentsFolder }

    var registries: any Registry & TagLister & ImageInspector { port.imageRegistries }

    func forge() async throws(ForgeError) -> (any Forge)? { try await answers.forge(of: port) }

    // MARK: Rules

    /// Refuses new pins in a closed window or a freeze; returns the override's reason if one lifts
    /// it, `nil` if nothing is closed.
    func overriding(
        _ environment: Environment, by override: OverrideReason?
    ) throws -> OverrideReason? {
        let gate = PinGate(environment.rules, at: now, minuteOfWeek: port.minuteOfWeek(in:at:))
        guard case .closed(let reason, _) = gate else { return nil }
        guard let override else {
            throw RuleRefusal(
                "new pins of \(environment.name) wait for \(reason); --override REASON proposes "
                    + "them nevertheless")
        }
        return override
    }

    // MARK: Pins

    /// Returns the pins that a name means: one, or every container of a service.
    func pins(named name: String, in environment: Environment) throws -> [(key: PinKey, pin: Pin)] {
        let all = environment.pins
        let named = all.keys.filter { $0.isNamed(in: [name]) }.sorted()
        if !named.isEmpty { return named.compactMap { key in all[key].map { (key, $0) } } }
        let known =
            all.keys.sorted().map(\.description) + environment.services.map(\.name.description)
        if let near = nearest(to: name, among: known) {
            throw Complaint("\(name) is not pinned in \(environment.name); did you mean `\(near)`?")
        }
        throw Complaint(
            "\(name) is not pinned in \(environment.name); if it runs there, pin it by `pinion "
                + "adopt \(environment.name)`, else add it to its pins.yaml by hand")
    }

    /// Returns the one pin that a name means.
    func pin(named name: String, in environment: Environment) throws -> (key: PinKey, pin: Pin) {
        let pins = try pins(named: name, in: environment)
        guard let first = pins.first, pins.count == 1 else {
            let names = pins.map(\.key.description).joined(separator: ", ")
            throw Complaint("\(name) has several containers; name one of them: \(names)")
        }
        return first
    }

    // MARK: Registries

    /// Returns what a pin's hold says of an image; asks the registry if the hold refuses digests.
    func verdict(on image: PinnedImage, insteadOf pin: Pin) async -> ImageHoldVerdict {
        guard let hold = pin.hold else { return .none }
        let repository = pin.image.repository
        let questions = hold.manifestQuestions(about: image, in: repository, at: now)
        let answers = await RegistryAnswers.asking(questions, of: registries)
        return hold.verdict(on: image, in: repository, at: now, knowing: answers)
    }

    /// Returns those images that their registries do not have.
    func missing(_ images: [PinnedImage]) async throws -> Set<PinnedImage> {
        let answers = await images.concurrentResults(atMost: 16) {
            [registries] (image) async throws(RegistryError) in
            try await registries.exists(image) ? nil : image
        }
        return Set(try answers.compactMap { try $0.get() })
    }

    /// Returns a proposal with the labels of its new images, if they can be read.
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

    /// Returns, by pin, what its new image is if it is no image that could run.
    ///
    /// An image that cannot be read is left out; the gate reports that it is unknown.
    func nonImages(_ images: [PinKey: PinnedImage]) async -> [PinKey: String] {
        let wanted = Set(images.values).sorted()
        let found = await wanted.concurrentMap(atMost: 16) { image -> String? in
            do throws(RegistryError) {
                return try await registries.details(of: image).artifactKind
            } catch {
                guard case .malformed(_, let reason) = error else { return nil }
                return "not readable as one: \(reason)"
            }
        }
        let known = Dictionary(uniqueKeysWithValues: zip(wanted, found))
        return images.compactMapValues { known[$0] ?? nil }
    }
}
