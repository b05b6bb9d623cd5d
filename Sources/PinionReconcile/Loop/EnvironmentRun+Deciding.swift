import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// Rules on the plan, and begins whatever comes first: closing a crash, an intent, an observation, or the end.
    mutating func decide(_ assessment: Assessment, _ moment: Moment) -> [Action] {
        if let question = seekTags() ?? askClockForPauses() { return question }
        let planHash = brief.hash(assessment.plan.canonicalBytes)
        let ruling = Ruling(
            on: assessment, planHash: planHash, rules: brief.environment.rules, gate: gate,
            history: history, wishes: brief.wishes, pauses: pauses)
        refusals =
            heldBy == nil
            ? ruling.refusals + contestRefusals : ruling.refusals.filter(\.isOfHistory)
        guard let holder = writer, !refusals.contains(where: \.isOfHistory) else {
            return finish(problem: brief.pauseProblem)
        }
        if let crashed { return close(crashed, moment) }
        if let problem = brief.pauseProblem { return finish(problem: problem) }
        // Also while another run is at work, which ends before its next change then.
        if let record = recordPauses(moment) { return record }
        guard heldBy == nil else { return finish() }
        guard contest.survey.doubts.isEmpty else { return finish() }
        if let claim = claim(moment) { return claim }
        if let news = record(assessment, ruling, moment) { return news }
        guard !ruling.allowed.isEmpty || !ruling.allowedTags.isEmpty else { return finish() }
        let unasked = ruling.allowed.map { RegistryQuestion.exists($0.image) }
            .filter { !answers.holds($0) }
        guard unasked.isEmpty else { return [.ask(Set(unasked))] }
        if let question = askClock(toRecord: assessment) { return question }
        return intend(ruling, planHash, holder, moment)
    }

    // MARK: A crash

    /// Closes the intent of a run that is gone with what is seen now; it is never replayed.
    ///
    /// Its changes are judged by their own targets: the pins may be others by now.
    private mutating func close(_ intent: Intent, _ moment: Moment) -> [Action] {
        let targets = Targets(intent.changes, in: brief.environment)
        var (seen, open) = Assessor.assess(subject(of: targets), answers: answers)
        open.formUnion(openTags(of: intent))
        if !open.isEmpty, rounds <= 8 { return [.ask(open)] }
        if let question = askClock(toRecord: assessment) { return question }
        let results = intent.changes.map { change in
            RecordedResult(
                change: change, verdict: verdict(on: change, seen),
                running: seen.running(change.container))
        }
        let outcome = RunOutcome(
            commit: intent.commit, planHash: intent.planHash, isInterrupted: true,
            seconds: 0, results: results, tags: interruptedTags(of: intent),
            effects: intent.effects, authorities: broken.map { [$0] } ?? [])
        let entry = LedgerEntry(
            at: dated(moment), run: intent.holder.run, event: .outcome(outcome),
            restored: restoring.unrecorded)
        let next = state.recording(entry, sighting: newObjects(of: intent))
        phase = .closingCrash(next)
        return [append(entry, next)]
    }

    /// The objects that stand where a killed change may have made new ones: what was sent is of them.
    private func newObjects(of intent: Intent) -> LedgerState.Sighting? {
        guard let assessment else { return nil }
        let changed = Set(intent.changes.map(\.container.service))
        let made = assessment.objects.filter { service, _ in
            changed.contains(service) && observed(service)?.deployment == nil
        }
        return LedgerState.Sighting(
            findings: state.findings.keys.sorted(),
            objects: state.objects.merging(made) { _, new in new }, names: state.names,
            unsettled: Set(made.keys))
    }

    private func observed(_ service: String) -> ServiceObservation? {
        brief.environment.services.first { $0.name.description == service }
            .flatMap { inventory.distinct[$0.nameInRuntime] }
    }

    private func verdict(
        on change: RecordedChange, _ seen: Assessment
    ) -> RecordedResult.Verdict {
        if seen.inStep[change.container] != nil { return .verified }
        let restored = restoring.done.first { $0.container.service == change.container.service }
        if let reason = restored?.givenUp { return .failed(reason) }
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

    func append(_ entry: LedgerEntry, _ next: LedgerState) -> Action {
        .append(LedgerRecord(entry, in: brief.environment.name, state: next), onto: tip)
    }

    // MARK: An intent

    private mutating func intend(
        _ ruling: Ruling, _ planHash: Digest, _ holder: IntentHolder, _ moment: Moment
    ) -> [Action] {
        let intent = Intent(
            holder: holder, expires: dated(moment) + leaseLength, commit: brief.commit,
            planHash: planHash, changes: ruling.allowed.map(\.recorded),
            authorities: ruling.authorities, tags: ruling.allowedTags.map(\.write),
            effects: assessment?.plan.effects ?? [])
        let entry = LedgerEntry(at: dated(moment), run: holder.run, event: .intent(intent))
        let next = state.recording(entry)
        phase = .recordingIntent(next, ruling.allowed, intent)
        return [append(entry, next)]
    }

    // MARK: An observation

    /// Records what changed since the ledger's last entry; nil where nothing did.
    ///
    /// Where changes are to be made or tags to be put, what is in step is recorded first, so that it is known when a
    /// later change of it fails; their own authorities are recorded by their intent.
    private mutating func record(
        _ assessment: Assessment, _ ruling: Ruling, _ moment: Moment
    ) -> [Action]? {
        hasWork = !ruling.allowed.isEmpty || !ruling.allowedTags.isEmpty
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
        let isAtRest = !resting.isSubset(of: state.unseen)
        if !ruling.allowed.isEmpty, baseline.isEmpty { return nil }
        let pauses = remainingPauses(at: moment)
        guard
            isNews || !baseline.isEmpty || isLifted || !placed.isEmpty || isAtRest
                || pauses != nil
        else { return nil }
        if let question = askClock(toRecord: assessment) { return question }
        let entry = observation(
            RecordedObservation(
                commit: brief.commit, baseline: baseline, findings: assessment.findingKeys,
                authorities: authorities, tags: placed, pauses: pauses), moment)
        let next = state.recording(entry, sighting: sighting)
        phase = .recordingObservation(next)
        return [append(entry, next)]
    }

    func observation(_ seen: RecordedObservation, _ moment: Moment) -> LedgerEntry {
        LedgerEntry(
            at: dated(moment), run: writer?.run ?? "", event: .observation(seen))
    }

    var sighting: LedgerState.Sighting? {
        assessment.map {
            LedgerState.Sighting(
                findings: $0.findingKeys,
                objects: state.objects.merging($0.objects) { _, new in new }
                    .filter { !contest.foreignKeys.contains($0.key) },
                names: $0.names, resting: resting,
                unsettled: Set($0.objects.keys.filter { observed($0)?.deployment == nil }))
        }
    }

    /// What was applied, and of which nothing is to run now, or that no pin names: its soak begins when it is seen again.
    private var resting: Set<ContainerKey> {
        let services = Dictionary(
            grouping: brief.environment.services, by: \.name.description)
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

    // MARK: What the ledger answered

    mutating func takeAppended(_ result: Result<CommitID, LedgerError>, _ moment: Moment)
        -> [Action]
    {
        if case .recordingSilence(let problem) = phase { return finish(problem: problem) }
        switch result {
        case .success(let id):
            tip = id
            return afterAppending(moment)
        case .failure(let error):
            return afterRefusal(error)
        }
    }

    private mutating func afterAppending(_ moment: Moment) -> [Action] {
        switch phase {
        case .closingCrash(let next):
            state = next
            hasBroken =
                hasBroken || broken != nil
                || crashed.map { $0.holder.run == brief.wishes.lockBreak?.run } == true
            closed = crashed.map { ClosedRun(holder: $0.holder, isBroken: broken != nil) }
            crashed = nil
            broken = nil
            restoring.unrecorded = []
            rounds = 0
            return assess(moment)
        case .recordingRestoring(let next):
            state = next
            restoring.unrecorded = []
            return survey(inventory, moment)
        case .recordingPauses(let next):
            state = next
            return assessment.map { decide($0, moment) } ?? finish()
        case .recordingIntent(let next, let changes, let intent):
            state = next
            return apply(changes, intent, moment)
        case .concluding(let next):
            state = next
            return reassess()
        case .recordingObservation(let next):
            state = next
            // What a person accepted is recorded now.
            rewrite = nil
            doubts = []
            guard let assessment, hasWork || !assessment.plan.tags.isEmpty else {
                return finish()
            }
            return decide(assessment, moment)
        default:
            return finish(problem: "the run lost its place after writing the ledger; run it again")
        }
    }

    /// Before anything is changed, a lost race or a lost answer means: read again, and decide anew.
    private mutating func afterRefusal(_ error: LedgerError) -> [Action] {
        appendAttempts += 1
        switch (error, phase) {
        case (.moved, .concluding):
            return rereadForOutcome()
                ?? finish(
                    problem:
                        "the outcome could not be recorded: others write the ledger all the time; the next run "
                        + "closes the intent")
        case (_, .concluding):
            let what =
                wroteNothing
                ? "nothing was changed, and that" : "the changes were made, and their outcome"
            return finish(
                problem: "\(what) could not be recorded: \(error); the next run closes the intent")
        case (.moved, _) where appendAttempts < 5: return begin()
        case (.unreachable, .closingCrash), (.unreachable, .recordingIntent),
            (.unreachable, .recordingRestoring):
            return appendAttempts < 2 ? begin() : finish(problem: error.description)
        default: return finish(problem: error.description)
        }
    }

    /// Whether no change was begun and no tag put.
    private var wroteNothing: Bool {
        tagResults.isEmpty
            && results.allSatisfy { if case .notBegun = $0.verdict { true } else { false } }
    }

    private mutating func reassess() -> [Action] {
        guard blindness == nil else { return finish() }
        assessment = Assessor.assess(subject, answers: answers).assessment
        return finish()
    }
}
