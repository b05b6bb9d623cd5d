import PinionDecisions
import PinionModel

/// Asks registries, ledgers and runtimes about the environments that a change touches.
struct EvidenceGathering: Sendable {
    let ports: ReviewPorts
    let settings: ProjectSettings
    let reading: ReviewReading

    /// The evidence on each subject, in the same order.
    func evidence(on subjects: [ReviewSubject]) async -> [ReviewEvidence] {
        let foreign = ForeignRegistries(subjects, settings: settings, ground: ground)
        let asking = ports.asking(foreign.known)
        let questions = ReviewQuestions(asking: asking, foreign: foreign)
        async let asked = questions.answers(on: subjects)
        async let related = questions.manifests(of: subjects, at: ports.now())
        async let named = questions.tags(of: subjects)
        let plans = await subjects.concurrentMap(atMost: 8) {
            await self.plan(of: $0, foreign, asking)
        }
        let books = Books(ports: ports, settings: settings)
        let tagged = await named
        let past = await Array(zip(subjects, plans)).concurrentMap(atMost: 8) { subject, plan in
            await self.past(of: subject, plan, books, isOdd: subject.hasOddTag(tagged))
        }
        let answers = await asked
        let manifests = await related
        return zip(subjects, zip(plans, past)).map { subject, seen in
            ReviewEvidence(
                gate: gate(of: subject), images: answers.images, platforms: answers.platforms,
                others: answers.others,
                tags: TagEvidence(answers: tagged, known: seen.1.tags), manifests: manifests,
                promotion: seen.1.promotion, ranBefore: seen.1.ranBefore,
                replaced: seen.1.replaced, blindness: seen.1.blindness, plan: seen.0,
                leftLedger: seen.1.left)
        }
    }

    private var ground: SettingsGround { SettingsGround(paths: reading.paths, place: ports.place) }

    // MARK: The runtime

    private func gate(of subject: ReviewSubject) -> PinGate {
        guard let rules = subject.base.environment?.rules else { return .open }
        return PinGate(rules, at: ports.now(), minuteOfWeek: ports.minuteOfWeek)
    }

    /// The base's runtime is looked at, and only where pins differ.
    private func plan(
        of subject: ReviewSubject, _ foreign: ForeignRegistries, _ asking: ReviewAsking
    ) async -> PlanGlance {
        if case .absent = subject.base {
            return skipped("the base has no rules and no runtime for it")
        }
        if case .absent = subject.head { return skipped("the environment is deleted") }
        guard let merged = subject.merged else { return skipped(subject.unreadable) }
        guard !subject.differences.isEmpty else { return skipped("no pin differs") }
        // A look asks registries about every pin.
        let reasons = merged.pins.values.map(\.image.repository.registry)
            .compactMap(foreign.reason)
        if let reason = reasons.min() { return skipped(reason) }
        if let state = merged.runtime.traits.stateFile,
            let reason = ground.reason(against: state, by: "the \(merged.runtime.kind)'s state")
        {
            return skipped(reason)
        }
        return await asking.look(merged)
    }

    private func skipped(_ clause: String) -> PlanGlance { .skipped(Failure(Complaint(clause))) }

    // MARK: The ledgers

    /// What the ledgers say of the pins that a subject moves and adds.
    struct Past: Sendable {
        var promotion: PromotionEvidence?
        var ranBefore: Set<PinKey> = []
        var replaced: [PinKey: ReplacedPin] = [:]
        var tags: Set<TaggedDigest> = []
        var blindness: Failure?
        var left: LeftLedger?
    }

    private func past(
        of subject: ReviewSubject, _ plan: PlanGlance, _ books: Books, isOdd: Bool
    ) async -> Past {
        var past = Past()
        if case .absent = subject.head {
            past.left = await books.left(by: subject.name, reading.retired)
        }
        let new = subject.newPins
        let isBarred = !new.isEmpty && subject.needsPast(gate(of: subject), at: ports.now())
        guard isOdd || isBarred else { return past }
        var book = PastPins()
        if let environment = subject.base.environment {
            book = await books.past(of: environment.name)
            past.ranBefore = book.verified(new)
            past.blindness = book.gap
        }
        if isOdd {
            past.tags = await KnownTags(ports: ports, settings: settings, reading: reading)
                .known(to: subject, book)
        }
        if isBarred {
            past.replaced = await ReplacedPins(ports: ports, settings: settings, reading: reading)
                .found(
                    for: subject.newObjects.filter { plan.runs($0.image, as: $0.key) },
                    in: subject.name, book)
        }
        if let rule = subject.base.environment?.rules.promotion {
            past.promotion = await promotion(rule, new, books)
        }
        return past
    }

    private func promotion(
        _ rule: Promotion, _ new: [PinKey: PinnedImage], _ books: Books
    ) async -> PromotionEvidence {
        let base = source(rule.from, reading.base)
        let head = source(rule.from, reading.head)
        let evidence = PromotionEvidence(
            rule: rule, base: base?.pins ?? [:], head: head?.pins ?? [:], soak: nil)
        guard new.contains(where: { evidence.pins($0.value, as: $0.key) }) else { return evidence }
        let apply = base?.rules.apply ?? .never
        return PromotionEvidence(
            rule: rule, base: evidence.base, head: evidence.head,
            soak: await books.soak(of: rule.from, apply: apply))
    }

    private func source(
        _ name: PinionModel::Environment.Name, _ project: Result<Project, FileMistakes>
    ) -> PinionModel::Environment? {
        guard let project = try? project.get() else { return nil }
        return ReviewSubject.State(of: name.description, in: project).environment
    }
}

extension ReviewSubject {
    /// At which of the two commits its files cannot be read.
    fileprivate var unreadable: String {
        switch (base, head) {
        case (.unreadable, .unreadable): "its files can be read neither at the base nor at the head"
        case (.unreadable, _): "its files cannot be read at the base"
        default: "its files cannot be read at the head"
        }
    }

    /// The images that the head pins newly, by pin.
    fileprivate var newPins: [PinKey: PinnedImage] {
        let new = differences.compactMap { difference in
            difference.newImage.map { (difference.key, $0) }
        }
        return Dictionary(new) { first, _ in first }
    }

    /// Whether it matters what the environment itself ran before: something bars a new pin.
    fileprivate func needsPast(_ gate: PinGate, at now: Timestamp) -> Bool {
        guard let environment = base.environment else { return false }
        let isFrozen = environment.pins.values.contains { pin in
            pin.hold?.verdict(on: pin.image.digest, at: now) == .frozen
        }
        return gate != .open || isFrozen || environment.rules.promotion != nil
    }
}
