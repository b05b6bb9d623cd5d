/// Judges the pins that a change adds, moves and removes, by the rules and holds of the base.
struct PinJudge {
    private let subject: ReviewSubject
    private let evidence: ReviewEvidence
    private let now: Timestamp
    private let differences: [PinDifference]

    init(_ subject: ReviewSubject, _ evidence: ReviewEvidence, at now: Timestamp) {
        self.subject = subject
        self.evidence = evidence
        self.now = now
        differences = subject.differences
    }

    /// What speaks against merging.
    var violations: [Violation] {
        differences.flatMap { difference in
            availability(difference) + platforms(difference) + holds(difference)
                + promotion(difference)
        } + window
    }

    /// What a reviewer should know besides.
    var notes: [String] {
        differences.flatMap { repository($0) + returning($0) + unknownPlatforms($0) } + limits
    }

    // MARK: The image

    private func availability(_ difference: PinDifference) -> [Violation] {
        guard let image = difference.newImage, let answer = evidence.images[image.withoutTag]
        else { return [] }
        let name = image.reference.familiar
        let found: (Violation.Kind, String)? =
            switch answer {
            case .present: nil
            case .absent:
                (
                    .digestMissing,
                    "\(name) is not in its registry; push it, or pin a digest that is there"
                )
            case .unanswered(let reason):
                (
                    .registrySilent,
                    "whether \(name) is there could not be learnt: \(reason); run the check again, or "
                        + "give it what it needs to ask"
                )
            case .foreign(let reason): (.registryForeign, "\(name) was not asked for: \(reason)")
            }
        return found.map { [Violation($0.0, of: difference.key, at: difference.position, $0.1)] }
            ?? []
    }

    private func platforms(_ difference: PinDifference) -> [Violation] {
        guard case .moved(let old, let new) = difference.kind,
            let former = evidence.platforms[old.withoutTag],
            let present = evidence.platforms[new.withoutTag], !present.isEmpty
        else { return [] }
        let missing = former.filter { !present.contains($0) }
        guard !missing.isEmpty else { return [] }
        let list = missing.map(\.description).joined(separator: ", ")
        return [
            Violation(
                .platformMissing, of: difference.key, at: difference.position,
                "\(new.reference.familiar) has no image for \(list), which the present pin has; build it "
                    + "for \(list) too")
        ]
    }

    private func unknownPlatforms(_ difference: PinDifference) -> [String] {
        guard case .moved(let old, let new) = difference.kind,
            evidence.images[new.withoutTag] ?? .present == .present
        else { return [] }
        let unknown = [old, new].filter { evidence.platforms[$0.withoutTag] == nil }
        guard !unknown.isEmpty else { return [] }
        let list = unknown.map(\.reference.familiar).joined(separator: " and ")
        return [
            "\(difference.key): platforms were not compared, since those of \(list) are not known"
        ]
    }

    // MARK: Holds

    /// A hold of the base counts even where the change takes it off.
    private func holds(_ difference: PinDifference) -> [Violation] {
        switch difference.kind {
        case .moved(_, let image):
            return barring(image, of: difference, [pinBefore(difference.key)?.hold])
                + freezing(difference)
        case .added(let image):
            let all = subject.base.environment?.pins.sorted { $0.key < $1.key }.map(\.value.hold)
            return barring(image, of: difference, all ?? [])
        case .removed: return freezing(difference)
        case .retagged, .held, .released, .tracked, .renamed: return []
        }
    }

    private func pinBefore(_ key: PinKey) -> Pin? { subject.base.environment?.pins[key] }

    private func barring(
        _ image: PinnedImage, of difference: PinDifference, _ holds: [Hold?]
    ) -> [Violation] {
        let barring = holds.compactMap(\.self).first {
            $0.isInForce(at: now) && $0.refuse.contains(image.digest)
        }
        guard let barring else { return [] }
        return [
            Violation(
                .digestRefused, of: difference.key, at: difference.position,
                "a hold refuses \(image.digest.short)\(barring.clause); pin another digest, or take the "
                    + "hold off in a change of its own first")
        ]
    }

    private func freezing(_ difference: PinDifference) -> [Violation] {
        guard let hold = pinBefore(difference.key)?.hold, hold.refuse.isEmpty,
            hold.isInForce(at: now), !isReturn(difference)
        else { return [] }
        return [
            Violation(
                .pinFrozen, of: difference.key, at: difference.position,
                "a hold freezes this pin\(hold.clause); take the hold off in a change of its own first"
            )
        ]
    }

    // MARK: Windows

    private var window: [Violation] {
        guard case .closed(let reason, _) = evidence.gate else { return [] }
        let waiting = differences.filter { $0.newImage != nil && !isReturn($0) && !isAdoption($0) }
        return waiting.map { difference in
            Violation(
                .windowClosed, of: difference.key, at: difference.position,
                "new pins wait for \(reason); run the check again then")
        }
    }

    // MARK: Promotion

    private func promotion(_ difference: PinDifference) -> [Violation] {
        guard let image = difference.newImage, let promotion = evidence.promotion,
            !isReturn(difference), !isAdoption(difference)
        else { return [] }
        let from = promotion.rule.from
        guard promotion.pins(image, as: difference.key) else {
            return [order(difference, image, promotion)]
        }
        guard let blocker = promotion.blocker(of: difference.key, image, at: now) else {
            return []
        }
        if case .unknown(let reason) = blocker {
            return [blind(difference, from.description, reason)]
        }
        let then = blocker.heals.map { "; run the check again at \($0)" }
        let later = blocker.mayPass ? then ?? "; run the check again later" : ""
        return [
            Violation(
                .promotionSoak, of: difference.key, at: difference.position,
                "\(image.digest.short) has not run in \(from) for "
                    + "\(DurationText(promotion.rule.soak)), verified: \(blocker.clause(from: from))\(later)"
            )
        ]
    }

    private func order(
        _ difference: PinDifference, _ image: PinnedImage, _ promotion: PromotionEvidence
    ) -> Violation {
        let from = promotion.rule.from
        let there = (promotion.head[difference.key] ?? promotion.base[difference.key])?.image
        let pins =
            there.map { "\(from) pins \($0.reference.familiar)" }
            ?? "\(from) does not pin \(difference.key)"
        let unread =
            evidence.blindness.map {
                "; whether \(subject.name) ran it before could not be learnt: \($0)"
            } ?? ""
        return Violation(
            .promotionOrder, of: difference.key, at: difference.position,
            "\(subject.name) takes its pins from \(from), and \(pins), not \(image.digest.short); let it "
                + "run in \(from) first, then `pinion promote \(from) \(subject.name)`\(unread)")
    }

    private func blind(_ difference: PinDifference, _ from: String, _ reason: String) -> Violation {
        Violation(
            .ledgerUnreadable, of: difference.key, at: difference.position,
            "how long it ran in \(from) could not be learnt: \(reason)")
    }

    // MARK: What is always allowed

    /// A return to what this environment itself ran before, verified: a rollback, whoever wrote it.
    ///
    /// It needs no soak elsewhere, no window, and passes a freeze of the pin; never a hold that refuses the digest.
    private func isReturn(_ difference: PinDifference) -> Bool {
        if case .moved = difference.kind {
            evidence.ranBefore.contains(difference.key)
        } else {
            false
        }
    }

    /// A new pin for what the service runs already: nothing that runs changes by it.
    private func isAdoption(_ difference: PinDifference) -> Bool {
        guard case .added(let image) = difference.kind else { return false }
        return evidence.plan.runs(image, as: difference.key.service)
    }

    private func returning(_ difference: PinDifference) -> [String] {
        guard isReturn(difference) else { return [] }
        return [
            "\(difference.key): a return to what \(subject.name) ran before, verified; soak, windows and a "
                + "freeze of the pin do not bar it"
        ]
    }

    // MARK: Notes

    private func repository(_ difference: PinDifference) -> [String] {
        guard case .moved(let old, let new) = difference.kind, old.repository != new.repository
        else { return [] }
        return [
            "\(difference.key): another repository, \(new.repository.familiar) in place of "
                + "\(old.repository.familiar)"
        ]
    }

    private var limits: [String] {
        let new = differences.count { $0.newImage != nil }
        guard let limit = subject.base.environment?.rules.limits.changes, new > limit else {
            return []
        }
        return [
            "\(plural(new, "new pin")), and limits.changes allows \(limit) in one run: the reconcile will ask "
                + "for an approval"
        ]
    }
}

extension Hold {
    /// ` (memory leak, until the end of 2026-12-01 UTC)`; empty where nothing is said.
    fileprivate var clause: String {
        let parts = [reason, until.map { "until the end of \($0) UTC" }].compactMap(\.self)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}
