import PinionModel

/// The image that a container should be changed to, and what the change waits for.
extension ContainerComparison {
    struct Target {
        /// The change; `nil` if there is nothing to change.
        let change: PlannedChange?
        /// The finding that git is ahead.
        let pending: Finding?
        /// Whether a window or freeze keeps the pin from being the target.
        let isHeldBack: Bool
    }

    func target(
        _ result: Result, _ key: ContainerKey, _ input: ComparisonInput, _ registry: RegistryAnswers
    ) -> Target {
        let image = targetImage(result, input.gate(of: key))
        let isRetried = key.isNamed(in: input.retry)
        let blocker =
            blocker(of: image, result, isRetried: isRetried, registry)
            ?? input.obstruction(of: key, image)
            ?? input.rehearsedObstacle(to: name, of: service).map { .unchangeable($0) }
        let isResumed = isRetried && service.isPaused && result.declared == .onPin
        var change: PlannedChange?
        if isResumed || isOff(image, result) {
            change = PlannedChange(
                key: key, declared: literal, image: image,
                cause: isResumed ? .finish : cause(of: image, result),
                restartsIdenticalBits: isRestart(to: image, result), obstacle: blocker,
                observed: service)
        }
        return Target(
            change: change, pending: pending(result, key, input, blocker),
            isHeldBack: image != pin)
    }

    /// Returns the image to change to: while new pins are held back, a pin that is ahead is
    /// replaced by the last applied image, and returning to that is repair.
    private func targetImage(_ result: Result, _ gate: PinGate) -> PinnedImage {
        guard case .closed = gate, result.declared != .onPin, let applied,
            !pin.isSameImage(as: applied.image.reference)
        else { return pin }
        return applied.image
    }

    private func blocker(
        of image: PinnedImage, _ result: Result, isRetried: Bool, _ registry: RegistryAnswers
    ) -> ChangeBlocker? {
        if let reason = service.unchangeable { return .unchangeable(reason) }
        if registry.holds(.exists(image)), registry[.exists(image)] == .absent {
            return .unpullable(image)
        }
        guard barredDigest(result.declared) == image.digest, !isRetried else { return nil }
        return .failedBefore(image.digest)
    }

    private func isOff(_ image: PinnedImage, _ result: Result) -> Bool {
        switch result.declared {
        case .onApplied: image == pin || service.unfinished != nil
        case .floating, .differs: true
        case .onPin, .unknown, .unanswered: service.unfinished != nil
        }
    }

    private func cause(of image: PinnedImage, _ result: Result) -> PlannedChange.Cause {
        let isRepair = applied?.image.isSameImage(as: image.reference) == true
        guard service.unfinished != nil, isRepair || result.declared == .onPin else {
            return isRepair ? .repair : .newPin
        }
        return .finish
    }

    private func isRestart(to image: PinnedImage, _ result: Result) -> Bool {
        !result.running.isEmpty
            && result.running.allSatisfy { running in
                if case .unanswered = running { return false }
                return groupDigest(running) == image.digest
            }
    }

    private func pending(
        _ result: Result, _ key: ContainerKey, _ input: ComparisonInput, _ blocker: ChangeBlocker?
    ) -> Finding? {
        guard case .onApplied(let former) = result.declared,
            barredDigest(result.declared) != pin.digest
        else { return nil }
        let other: RichText? = underWay.flatMap {
            $0.image == former ? "\($0.holder) is putting that there" : nil
        }
        let end: RichText =
            if let blocker { "it cannot be applied: \(blocker.text)" } else {
                other ?? "it waits for \(input.wait(of: key))"
            }
        return finding(
            .changePending,
            """
            git is ahead: it pins \(pin), the runtime has \(.brief(former.image.digest)) of commit \
            \(former.commit); \(end)
            """)
    }
}

extension ComparisonInput {
    /// Returns the blocker for a change that its host prevented before, until its next attempt.
    fileprivate func obstruction(of key: ContainerKey, _ image: PinnedImage) -> ChangeBlocker? {
        guard let former = ledger.obstructed[key], former.digest == image.digest,
            !key.isNamed(in: retry), let now, former.bars(at: now)
        else { return nil }
        return .obstructed(former.digest, until: former.next)
    }

    /// Returns what a pin that git is ahead with waits for, as the end of "it waits for …".
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
