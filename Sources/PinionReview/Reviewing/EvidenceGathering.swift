import PinionDecisions
import PinionModel

/// The questions of a review to registries, ledgers and runtimes.
struct EvidenceGathering: Sendable {
    let port: any ReviewPort
    let services: ReviewServices.Factory
    let reading: ReviewReading

    /// Gathers the evidence on each subject, in the same order.
    func evidence(on subjects: [ReviewSubject]) async -> [ReviewEvidence] {
        let foreign = ForeignRegistries(subjects, settings: port.settings, paths: settingsPaths)
        let services = services(foreign.known)
        let questions = ReviewQuestions(registry: services.registry, foreign: foreign)
        async let asked = questions.answers(on: subjects)
        async let members = questions.members(of: subjects, at: port.now())
        async let named = questions.tags(of: subjects)
        let plans = await subjects.concurrentMap(atMost: 8) {
            await self.plan(of: $0, foreign, services)
        }
        let tagged = await named
        let found = await Array(zip(subjects, plans)).concurrentMap(atMost: 8) { subject, plan in
            await self.evidence(on: subject, plan, hasDivergingTag: subject.hasDivergingTag(tagged))
        }
        let answers = await asked
        let manifests = await members
        return found.map { evidence in
            var evidence = evidence
            (evidence.images, evidence.platforms) = (answers.images, answers.platforms)
            (evidence.nonImages, evidence.members) = (answers.nonImages, manifests)
            evidence.tags.answers = tagged
            return evidence
        }
    }

    private var settingsPaths: SettingsPaths {
        SettingsPaths(touched: reading.paths, location: port.location)
    }

    // MARK: The runtime

    private func gate(of subject: ReviewSubject) -> PinGate {
        guard let rules = subject.base.environment?.rules else { return .open }
        return PinGate(rules, at: port.now(), minuteOfWeek: port.minuteOfWeek(in:at:))
    }

    /// Looks at the base's runtime, but only if pins differ.
    private func plan(
        of subject: ReviewSubject, _ foreign: ForeignRegistries, _ services: ReviewServices
    ) async -> PlanPreview {
        if case .absent = subject.base {
            return skipped("the base has no rules and no runtime for it")
        }
        if case .absent = subject.head { return skipped("the environment is deleted") }
        guard let merged = subject.merged else { return skipped(subject.unreadable) }
        guard !subject.differences.isEmpty else { return skipped("no pin differs") }
        // A look asks registries about every pin.
        let reasons = merged.pins.values.map(\.image.repository.registry).compactMap(foreign.reason)
        if let reason = reasons.min() { return skipped(reason) }
        if let state = merged.runtime.traits.stateFile,
            let reason = settingsPaths.reason(
                against: state, by: "the \(merged.runtime.kind)'s state")
        {
            return skipped(reason)
        }
        return await services.preview(merged)
    }

    private func skipped(_ clause: String) -> PlanPreview { .skipped(Failure(Complaint(clause))) }

    // MARK: The ledgers

    /// Gathers what the ledgers say of the pins that a subject moves and adds.
    private func evidence(
        on subject: ReviewSubject, _ plan: PlanPreview, hasDivergingTag: Bool
    ) async -> ReviewEvidence {
        var evidence = ReviewEvidence(plan: plan)
        evidence.gate = gate(of: subject)
        if case .absent = subject.head {
            evidence.remainingLedger = await remainingLedger(of: subject.name)
        }
        let new = subject.newPins
        let isBarred = !new.isEmpty && subject.needsPast(evidence.gate, at: port.now())
        guard hasDivergingTag || isBarred else { return evidence }
        var record = PastPins()
        if let environment = subject.base.environment {
            record = await pastPins(of: environment.name)
            evidence.ranBefore = record.verified(new)
            evidence.ledgerFailure = record.gap
        }
        if hasDivergingTag { evidence.tags.known = await knownTags(of: subject, record) }
        if isBarred {
            evidence.replaced = await replacedPins(
                for: subject.newObjects.filter { plan.runs($0.image, as: $0.key) },
                in: subject.name, record)
        }
        if let rule = subject.base.environment?.rules.promotion {
            evidence.promotion = await promotion(rule, new)
        }
        return evidence
    }

    private func promotion(
        _ rule: Promotion, _ new: [PinKey: PinnedImage]
    ) async -> PromotionEvidence {
        let base = source(rule.from, reading.base)
        let head = source(rule.from, reading.head)
        let evidence = PromotionEvidence(
            rule: rule, base: base?.pins ?? [:], head: head?.pins ?? [:], soak: nil)
        guard new.contains(where: { evidence.pins($0.value, as: $0.key) }) else { return evidence }
        let apply = base?.rules.apply ?? .never
        return PromotionEvidence(
            rule: rule, base: evidence.base, head: evidence.head,
            soak: await LedgerSoaks(
                of: rule.from, apply: apply, port.settings, in: port.guardedLedger))
    }

    private func source(
        _ name: Environment.Name, _ project: Result<Project, FileMistakes>
    ) -> Environment? {
        guard let project = try? project.get() else { return nil }
        return ReviewSubject.State(of: name.description, in: project).environment
    }
}

extension ReviewSubject {
    /// The clause that says which of the two commits has files that cannot be read.
    fileprivate var unreadable: String {
        switch (base, head) {
        case (.unreadable, .unreadable): "its files can be read neither at the base nor at the head"
        case (.unreadable, _): "its files cannot be read at the base"
        default: "its files cannot be read at the head"
        }
    }

    /// The images that the head newly pins, by pin.
    fileprivate var newPins: [PinKey: PinnedImage] {
        let new = differences.compactMap { difference in
            difference.newImage.map { (difference.key, $0) }
        }
        return Dictionary(new) { first, _ in first }
    }

    /// Whether it matters what the environment ran before, since something bars a new pin.
    fileprivate func needsPast(_ gate: PinGate, at now: Timestamp) -> Bool {
        guard let environment = base.environment else { return false }
        let isFrozen = environment.pins.values.contains { pin in
            pin.hold?.verdict(on: pin.image.digest, at: now) == .frozen
        }
        return gate != .open || isFrozen || environment.rules.promotion != nil
    }
}
