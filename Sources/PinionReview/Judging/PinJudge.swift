import PinionModel

/// The judge of the pins that a change adds, moves and removes, by the base's rules and holds.
struct PinJudge {
    let subject: ReviewSubject
    let evidence: ReviewEvidence
    let now: Timestamp
    let differences: [PinDifference]
    /// The pins of the base.
    let before: [PinKey: Pin]
    /// The pins whose service has another name in the runtime.
    private let renamed: Set<PinKey>

    init(_ subject: ReviewSubject, _ evidence: ReviewEvidence, at now: Timestamp) {
        (self.subject, self.evidence, self.now) = (subject, evidence, now)
        differences = subject.differences
        before = subject.base.environment?.pins ?? [:]
        renamed = Set(
            differences.compactMap { difference in
                if case .renamed = difference.kind { difference.key } else { nil }
            })
    }

    /// The violations of the pins.
    var violations: [Violation] {
        differences.flatMap { difference in
            availability(difference) + tag(difference) + platforms(difference)
                + holds(difference) + promotion(difference)
        } + window
    }

    /// Further notes for the reviewer.
    var notes: [String] {
        differences.flatMap {
            repository($0) + returning($0) + noAdoption($0) + movedTag($0) + unknownPlatforms($0)
        } + limits
    }

    // MARK: What is always allowed

    /// Whether it is a rollback: a return to what this environment itself ran before, verified.
    ///
    /// Whoever wrote it, it needs no soak elsewhere and no window, and passes a freeze of the pin,
    /// but never a hold that refuses the digest. A pin that now names another object in the runtime
    /// is no return: that object has its own past.
    func isReturn(_ difference: PinDifference) -> Bool {
        guard case .moved = difference.kind, !renamed.contains(difference.key) else { return false }
        return evidence.ranBefore.contains(difference.key)
    }

    /// Whether it is a pin for what the service already runs, so that nothing that runs changes.
    ///
    /// No pin of the base may be for the same object, or have been for another digest of it before.
    /// Otherwise a first change could remove the pin, and a second one pin what someone deployed
    /// past git.
    func isAdoption(_ difference: PinDifference) -> Bool {
        isNewPinOfWhatRuns(difference) && evidence.replaced[difference.key] == nil
    }

    private func isNewPinOfWhatRuns(_ difference: PinDifference) -> Bool {
        guard let image = difference.adopted else { return false }
        return basePinsOfSameObject(as: difference).isEmpty
            && evidence.plan.runs(image, as: difference.key)
    }

    /// Returns the pins of the base for the same object of the runtime, under another key or form.
    func basePinsOfSameObject(as difference: PinDifference) -> [Pin] {
        let name = subject.head.environment?.services
            .first { $0.name == difference.key.service }?.nameInRuntime
        guard let name else { return [] }
        let owners = (subject.base.environment?.services ?? []).filter { $0.nameInRuntime == name }
        return owners.flatMap { service in
            service.pins.filter { pin in
                let key = PinKey(service: service.name, container: pin.container)
                let isOther = key != difference.key
                return isOther && Self.mayMeet(pin.container, difference.key.container)
            }
        }
    }

    /// Whether two keys may mean one container: the short form may mean any.
    private static func mayMeet(_ one: String?, _ other: String?) -> Bool {
        one == nil || other == nil || one == other
    }

    private func returning(_ difference: PinDifference) -> [String] {
        guard isReturn(difference) else { return [] }
        return [
            "\(difference.key): a return to what \(subject.name) ran before, verified; soak, "
                + "windows and a freeze of the pin do not bar it"
        ]
    }

    private func noAdoption(_ difference: PinDifference) -> [String] {
        guard isNewPinOfWhatRuns(difference), let replaced = evidence.replaced[difference.key]
        else { return [] }
        return [
            "\(difference.key) runs so already, and is judged as a move all the same: \(replaced)"
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
        let new = Set(differences.filter { $0.newImage != nil }.map(\.key)).count
        guard let limit = subject.base.environment?.rules.limits.changes, new > limit else {
            return []
        }
        return [
            "\(plural(new, "new pin")), and limits.changes allows \(limit) in one run: the "
                + "reconcile will ask for an approval"
        ]
    }
}
