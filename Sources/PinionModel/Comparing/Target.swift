/// What one container should be changed to, and what it waits for.
struct Target {
    /// The change; nil where nothing is to be changed.
    let change: PlannedChange?
    /// The finding that git is ahead.
    let pending: Finding?
    /// Whether a window or freeze keeps the pin from being the target.
    let isHeldBack: Bool

    init(
        _ comparison: ContainerComparison, _ result: ContainerComparison.Result, _ key: ContainerKey,
        _ subject: Subject
    ) {
        let isAhead = result.declared == .onApplied
        let image = Self.image(comparison, result, subject.gate)
        let hindrance = Self.hindrance(comparison, image, subject)
        pending = isAhead ? Self.pending(comparison, subject, hindrance) : nil
        isHeldBack = image != comparison.pin
        guard Self.isOff(comparison, result, image) else {
            change = nil
            return
        }
        change = PlannedChange(
            key: key, declared: Self.literal(comparison), image: image,
            cause: Self.cause(comparison, result, image),
            restartsIdenticalBits: Self.isRestart(comparison, result, image),
            obstacle: hindrance, observed: comparison.service)
    }

    /// While new pins are held back, a pin that is ahead leaves the last applied image as the target:
    /// returning to that is repair.
    private static func image(
        _ comparison: ContainerComparison, _ result: ContainerComparison.Result, _ gate: PinGate
    ) -> PinnedImage {
        guard case .closed = gate, result.declared != .onPin, let outdated = comparison.outdated
        else { return comparison.pin }
        return outdated.image
    }

    private static func hindrance(
        _ comparison: ContainerComparison, _ image: PinnedImage, _ subject: Subject
    ) -> Hindrance? {
        if let reason = comparison.service.unchangeable { return .unchangeable(reason) }
        guard comparison.failed == image.digest, !subject.retry.contains(comparison.service.name)
        else { return nil }
        return .failedBefore(image.digest)
    }

    private static func isOff(
        _ comparison: ContainerComparison, _ result: ContainerComparison.Result, _ image: PinnedImage
    ) -> Bool {
        switch result.declared {
        case .onPin: comparison.service.unfinished != nil
        case .onApplied: image == comparison.pin || comparison.service.unfinished != nil
        case .floating, .differs: true
        case .unknown, .unanswered: comparison.service.unfinished != nil
        }
    }

    private static func cause(
        _ comparison: ContainerComparison, _ result: ContainerComparison.Result, _ image: PinnedImage
    ) -> PlannedChange.Cause {
        if comparison.applied?.image.isSameImage(as: image.reference) == true {
            return comparison.service.unfinished == nil ? .repair : .finish
        }
        return .newPin
    }

    private static func isRestart(
        _ comparison: ContainerComparison, _ result: ContainerComparison.Result, _ image: PinnedImage
    ) -> Bool {
        guard image == comparison.pin else { return false }
        return !result.running.isEmpty && result.running.allSatisfy { $0 == .onPin }
    }

    private static func literal(_ comparison: ContainerComparison) -> String {
        guard let image = comparison.seen.declared.image else { return "" }
        let digest = image.reference.digest ?? image.digests.first
        return digest?.description ?? image.reference.description
    }

    private static func pending(
        _ comparison: ContainerComparison, _ subject: Subject, _ hindrance: Hindrance?
    ) -> Finding? {
        guard let outdated = comparison.outdated, comparison.failed != comparison.pin.digest else {
            return nil
        }
        let wait = hindrance.map(\.description) ?? subject.waitOfNewPins
        return Finding(
            .changePending, container: comparison.name,
            message: "git is ahead: it pins \(comparison.pin.reference.familiar), the runtime has \(outdated.image.digest.short) of commit \(outdated.commit.short); it waits for \(wait)")
    }
}

extension Subject {
    /// What a pin that git is ahead with waits for, as the end of "it waits for …".
    var waitOfNewPins: String {
        if let rule = environment.rules.unenforced.first {
            return "a version of Pinion that enforces `\(rule.key)`"
        }
        if case .closed(let reason, _) = gate { return reason }
        switch environment.rules.apply {
        case .automatic: return "the next run"
        case .manual: return "an approval (`pinion reconcile \(environment.name) --approve PLAN-HASH`)"
        case .never: return "somebody to set `apply` in environment.yaml"
        }
    }
}
