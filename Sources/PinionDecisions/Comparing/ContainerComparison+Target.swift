import PinionModel

/// What one container should be changed to, and what it waits for.
struct ContainerTarget {
    /// The change; nil where nothing is to be changed.
    let change: PlannedChange?
    /// The finding that git is ahead.
    let pending: Finding?
    /// Whether a window or freeze keeps the pin from being the target.
    let isHeldBack: Bool
}

extension ContainerComparison {
    /// What the container should be changed to, and what it waits for.
    func target(
        _ result: Result, _ key: ContainerKey, _ subject: Subject, _ registry: RegistryAnswers
    ) -> ContainerTarget {
        let image = image(result, subject.gate(of: key))
        let isRetried = key.isNamed(in: subject.retry)
        let hindrance =
            hindrance(result, image, isRetried: isRetried, registry)
            ?? subject.obstruction(of: key, image)
            ?? subject.rehearsedObstacle(to: name, of: service).map { .unchangeable($0) }
        let isResumed = isRetried && service.isPaused && result.declared == .onPin
        let change =
            isResumed || isOff(result, image)
            ? PlannedChange(
                key: key, declared: literal, image: image,
                cause: isResumed ? .finish : cause(result, image),
                restartsIdenticalBits: isRestart(result, image), obstacle: hindrance,
                observed: service) : nil
        return ContainerTarget(
            change: change, pending: pending(result, key, subject, hindrance),
            isHeldBack: image != pin)
    }

    /// While new pins are held back, the target is the last applied image: returning to it is
    /// repair.
    private func image(_ result: Result, _ gate: PinGate) -> PinnedImage {
        guard case .closed = gate, result.declared != .onPin, let applied,
            !pin.isSameImage(as: applied.image.reference)
        else { return pin }
        return applied.image
    }

    private func hindrance(
        _ result: Result, _ image: PinnedImage, isRetried: Bool, _ registry: RegistryAnswers
    ) -> Hindrance? {
        if let reason = service.unchangeable { return .unchangeable(reason) }
        if registry.holds(.exists(image)), registry[.exists(image)] == .absent {
            return .unpullable(image)
        }
        guard spent(result.declared) == image.digest, !isRetried else { return nil }
        return .failedBefore(image.digest)
    }

    private func isOff(_ result: Result, _ image: PinnedImage) -> Bool {
        switch result.declared {
        case .floating, .differs: true
        case .onApplied where image == pin: true
        case .onPin, .onApplied, .unknown, .unanswered: service.unfinished != nil
        }
    }

    private func cause(_ result: Result, _ image: PinnedImage) -> PlannedChange.Cause {
        let isRepair = applied?.image.isSameImage(as: image.reference) == true
        guard service.unfinished != nil, isRepair || result.declared == .onPin else {
            return isRepair ? .repair : .newPin
        }
        return .finish
    }

    private func isRestart(_ result: Result, _ image: PinnedImage) -> Bool {
        !result.running.isEmpty
            && result.running.allSatisfy { running in
                if case .unanswered = running { return false }
                return groupDigest(running) == image.digest
            }
    }

    private func pending(
        _ result: Result, _ key: ContainerKey, _ subject: Subject, _ hindrance: Hindrance?
    ) -> Finding? {
        guard case .onApplied(let former) = result.declared,
            spent(result.declared) != pin.digest
        else { return nil }
        let other: RichText? = underWay.flatMap {
            $0.image == former ? "\($0.holder) is putting that there" : nil
        }
        let end: RichText =
            if let hindrance { "it cannot be applied: \(hindrance.text)" } else {
                other ?? "it waits for \(subject.wait(of: key))"
            }
        return finding(
            .changePending,
            """
            git is ahead: it pins \(pin), the runtime has \(.brief(former.image.digest)) of commit \
            \(former.commit); \(end)
            """)
    }
}

extension Subject {
    /// What keeps a change from being tried yet that the host stood in the way of before.
    fileprivate func obstruction(of key: ContainerKey, _ image: PinnedImage) -> Hindrance? {
        guard let former = ledger.obstructed[key], former.digest == image.digest,
            !key.isNamed(in: retry), let now, former.bars(at: now)
        else { return nil }
        return .obstructed(former.digest, until: former.next)
    }

    /// What a pin that git is ahead with waits for, as the end of "it waits for …".
    func wait(of key: ContainerKey) -> RichText {
        if let rule = environment.rules.unenforced.first {
            return "a version of Pinion that enforces `\(rule.key)`"
        }
        if let pause = pauses.first(where: { $0.concerns(key.service) }) {
            return "the end of the pause at \(pause.until)"
        }
        if case .closed(let reason, _) = gate(of: key) { return RichText(reason) }
        let command = "pinion reconcile \(environment.name) --approve PLAN-HASH"
        let approval: RichText = "an approval (\(.command(command)))"
        switch environment.rules.apply {
        case .automatic:
            guard let excess, let limit = environment.rules.limits.changes else {
                return "the next run"
            }
            return """
                \(approval), because \(plural(excess, "change")) \(excess == 1 ? "is" : "are") \
                more than limits.changes allows in one run (\(limit))
                """
        case .manual: return approval
        case .never: return "somebody to set `apply` in environment.yaml"
        }
    }
}
