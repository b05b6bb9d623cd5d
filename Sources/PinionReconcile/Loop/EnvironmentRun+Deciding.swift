import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// Applies the rules to the plan, and begins what comes first: closing an interrupted run, an
    /// observation, an intent, or the end.
    mutating func decide(_ assessment: Assessment) -> [Action] {
        phase = .comparing
        if let question = seekTags() ?? askClockForPauses() { return question }
        let planHash = brief.hash(assessment.plan.canonicalBytes)
        let ruling = Ruling(
            on: assessment, planHash: planHash, rules: brief.environment.rules, gate: gate,
            history: history, options: brief.options, pauses: pauses)
        refusals =
            heldBy == nil
            ? ruling.refusals + claimRefusals : ruling.refusals.filter(\.isOfHistory)
        guard let holder = writer, !refusals.contains(where: \.isOfHistory) else {
            return finish(brief.pauseFailure)
        }
        if case .abandoned(let intent, let authority) = lock {
            return close(intent, brokenBy: authority, assessment)
        }
        if let failure = brief.pauseFailure { return finish(failure) }
        // Pauses are recorded even while another run is at work, which then stops before its next
        // change.
        if let actions = recordPauses(assessment) { return actions }
        guard heldBy == nil, claims.survey.doubts.isEmpty else { return finish() }
        if let actions = claim() ?? record(assessment, ruling) { return actions }
        guard !ruling.allowed.isEmpty || !ruling.allowedTags.isEmpty else { return finish() }
        let unasked = ruling.allowed.map { RegistryQuestion.exists($0.image) }
            .filter { !answers.holds($0) }
        guard unasked.isEmpty else { return [.ask(Set(unasked))] }
        return askClock(isComparing: true) ?? intend(ruling, planHash, holder, assessment)
    }

    // MARK: A crash

    /// Closes the intent of an ended run with what is seen now; the intent is never replayed.
    ///
    /// Its changes are judged by their own targets, since the pins may have changed.
    private mutating func close(
        _ intent: Intent, brokenBy authority: Authority?, _ assessment: Assessment
    ) -> [Action] {
        let targets = Targets(intent.changes, in: brief.environment)
        var (seen, open) = Assessor.assess(input(of: targets), answers: answers)
        open.formUnion(openTags(of: intent))
        if !open.isEmpty, rounds <= 8 { return [.ask(open)] }
        if let question = askClock(isComparing: true) { return question }
        let results = intent.changes.map { change in
            RecordedResult(
                change: change, verdict: verdict(on: change, seen),
                running: seen.running(change.container))
        }
        let outcome = RunOutcome(
            commit: intent.commit, planHash: intent.planHash, isInterrupted: true,
            seconds: 0, results: results, tags: interruptedTags(of: intent),
            effects: intent.effects, authorities: authority.map { [$0] } ?? [])
        let entry = LedgerEntry(
            at: dated, run: intent.holder.run, event: .outcome(outcome),
            restored: restoring.unrecorded)
        return append(
            entry, as: .interruption(intent, brokenBy: authority),
            observation: newObjects(of: intent, assessment))
    }

    /// Returns an observation with the objects that an interrupted change may have made, so that
    /// what was sent counts for them.
    private func newObjects(of intent: Intent, _ assessment: Assessment) -> LedgerState.Observation
    {
        let changed = Set(intent.changes.map(\.container.service))
        let made = assessment.objects.filter { service, _ in
            changed.contains(service) && observed(service)?.deployment == nil
        }
        return LedgerState.Observation(
            findings: state.findings.keys.sorted(),
            objects: state.objects.merging(made) { _, new in new }, names: state.names,
            recreatedByChanges: Set(made.keys))
    }

    private func observed(_ service: String) -> ServiceObservation? {
        brief.environment.services.first { $0.name.description == service }
            .flatMap { inventory.distinct[$0.nameInRuntime] }
    }

    private func verdict(on change: RecordedChange, _ seen: Assessment) -> RecordedResult.Verdict {
        if seen.inStep[change.container] != nil { return .verified }
        let restored = restoring.done.first { $0.container.service == change.container.service }
        if let reason = restored?.replacementFailure { return .failed(reason) }
        let observed = observed(change.container.service)
        if let now = observed, now.deployment != nil,
            state.isRemade(now.objectID, change.container.service)
        {
            return .lost("somebody removed the service and made it again meanwhile")
        }
        if let reason = observed?.rollout.failure { return .failed(reason) }
        guard seen.declaredOnPin.contains(change.container) else {
            return .notBegun("the run that was to make it was interrupted")
        }
        if observed?.wanted == .nothing { return .applied }
        return .underWay("the run that made it was interrupted")
    }

    // MARK: An intent

    private mutating func intend(
        _ ruling: Ruling, _ planHash: Digest, _ holder: IntentHolder, _ assessment: Assessment
    ) -> [Action] {
        let intent = Intent(
            holder: holder, expires: dated + leaseLength, commit: brief.commit, planHash: planHash,
            changes: ruling.allowed.map(\.recorded), authorities: ruling.authorities,
            tags: ruling.allowedTags.map(\.write), effects: assessment.plan.effects)
        return append(
            LedgerEntry(at: dated, run: holder.run, event: .intent(intent)),
            as: .intent(intent, ruling.allowed))
    }

    // MARK: An observation

    /// Records what changed since the ledger's last entry; returns `nil` if nothing did.
    ///
    /// Before changes or tags, the containers that are in step are recorded, so that this is known
    /// if a later change of them fails; the authorities for the changes are recorded by their
    /// intent.
    private mutating func record(_ assessment: Assessment, _ ruling: Ruling) -> [Action]? {
        let hasWork = !ruling.allowed.isEmpty || !ruling.allowedTags.isEmpty
        let authorities =
            !hasWork
            ? ruling.authorities : ruling.authorities.filter { $0.kind == .rewriteAccepted }
        let baseline = assessment.inStep.filter { key, image in
            state.unseen.contains(key)
                || state.applied[key].map { !$0.image.isSameImage(as: image.reference) } ?? true
        }
        let placed = assessment.placedTags.filter { state.tags[$0.key] != $0.value }
        let isNews = Set(assessment.findingKeys) != Set(state.findings.keys)
        let isLifted = !hasWork && !authorities.isEmpty
        let isAtRest = !withoutInstances.isSubset(of: state.unseen)
        if !ruling.allowed.isEmpty, baseline.isEmpty { return nil }
        let pauses = remainingPauses
        guard
            isNews || !baseline.isEmpty || isLifted || !placed.isEmpty || isAtRest || pauses != nil
        else { return nil }
        if let question = askClock(isComparing: true) { return question }
        let entry = observation(
            RecordedObservation(
                commit: brief.commit, baseline: baseline, findings: assessment.findingKeys,
                authorities: authorities, tags: placed, pauses: pauses))
        return append(
            entry, as: .observation(assessment, hasWork: hasWork),
            observation: observation(assessment))
    }

    func observation(_ seen: RecordedObservation) -> LedgerEntry {
        LedgerEntry(at: dated, run: writer?.run ?? "", event: .observation(seen))
    }

    func observation(_ assessment: Assessment) -> LedgerState.Observation {
        LedgerState.Observation(
            findings: assessment.findingKeys,
            objects: state.objects.merging(assessment.objects) { _, new in new }
                .filter { !claims.foreignKeys.contains($0.key) },
            names: assessment.names, withoutInstances: withoutInstances,
            recreatedByChanges: Set(
                assessment.objects.keys.filter { observed($0)?.deployment == nil }))
    }

    /// The applied containers of which nothing is to run now, or that no pin names: their soak
    /// begins when they are seen again.
    private var withoutInstances: Set<ContainerKey> {
        let services = Dictionary(grouping: brief.environment.services, by: \.name.description)
        let seen = inventory.distinct
        let rest = state.applied.keys.filter { key in
            let pinning = services[key.service]?.first { service in
                service.pins.contains {
                    PinKey(service: service.name, container: $0.container).covers(key)
                }
            }
            guard let pinning else { return true }
            return seen[pinning.nameInRuntime]?.wanted == .nothing
        }
        return Set(rest)
    }
}
