extension EnvironmentRun {
    /// Rules on the plan, and begins whatever comes first: closing a crash, an intent, an observation, or the end.
    mutating func decide(_ assessment: Assessment, _ moment: Moment) -> [Action] {
        let planHash = brief.hash(assessment.plan.canonicalBytes)
        let ruling = Ruling(
            on: assessment, planHash: planHash, rules: brief.environment.rules, gate: gate,
            rewrite: rewrite, wishes: brief.wishes)
        refusals = ruling.refusals
        guard let holder = brief.writer, heldBy == nil else { return finish() }
        if let crashed { return close(crashed, assessment, moment) }
        guard !ruling.allowed.isEmpty else { return observeOnly(assessment, ruling, moment) }
        return intend(ruling, planHash, holder, moment)
    }

    // MARK: A crash

    /// Closes the intent of a run that is gone with what is seen now; it is never replayed.
    private mutating func close(
        _ intent: Intent, _ assessment: Assessment, _ moment: Moment
    ) -> [Action] {
        let results = intent.changes.map { change in
            let isDone = assessment.inStep[change.container]?.digest == change.after.digest
            return RecordedResult(
                change: change,
                verdict: isDone ? .verified : .notBegun("the run that began it was interrupted"),
                running: running(change.container))
        }
        let outcome = RunOutcome(
            commit: intent.commit, planHash: intent.planHash, isInterrupted: true,
            seconds: 0, results: results)
        let entry = LedgerEntry(at: moment.wall, run: intent.holder.run, event: .outcome(outcome))
        let next = state.recording(entry)
        phase = .closingCrash(next)
        return [append(entry, next)]
    }

    func running(_ key: ContainerKey) -> [Digest] {
        let service = assessment?.services.first { $0.name == key.service }
        let container = service?.containers.first { $0.name == key.container }
        return container?.running.compactMap(\.digest) ?? []
    }

    func append(_ entry: LedgerEntry, _ next: LedgerState) -> Action {
        .append(LedgerRecord(entry, in: brief.environment.name, state: next), onto: tip)
    }

    // MARK: An intent

    private mutating func intend(
        _ ruling: Ruling, _ planHash: Digest, _ holder: Holder, _ moment: Moment
    ) -> [Action] {
        let limit = brief.environment.rules.limits.timeout
        let intent = Intent(
            holder: holder, expires: moment.wall + limit + .seconds(60), commit: brief.commit,
            planHash: planHash, changes: ruling.allowed.map(\.recorded),
            authorities: ruling.authorities)
        let entry = LedgerEntry(at: moment.wall, run: holder.run, event: .intent(intent))
        let next = state.recording(entry)
        phase = .recordingIntent(next, ruling.allowed, intent)
        return [append(entry, next)]
    }

    // MARK: An observation

    /// Records what changed since the ledger's last entry, where anything did.
    private mutating func observeOnly(
        _ assessment: Assessment, _ ruling: Ruling, _ moment: Moment
    ) -> [Action] {
        let baseline = assessment.inStep.filter { key, image in
            state.applied[key].map { !$0.image.isSameImage(as: image.reference) } ?? true
        }
        let isNews = Set(assessment.findingKeys) != Set(state.findings.keys)
        guard isNews || !baseline.isEmpty || !ruling.authorities.isEmpty, rewriteIsSettled(ruling)
        else { return moveTags(moment) }
        let entry = observation(
            RecordedObservation(
                commit: brief.commit, baseline: baseline, findings: assessment.findingKeys,
                authorities: ruling.authorities), moment)
        let next = state.recording(entry, sighting: sighting)
        phase = .recordingObservation(next, isLast: false)
        return [append(entry, next)]
    }

    /// While a rewritten branch is not accepted, nothing is recorded that would accept it.
    private func rewriteIsSettled(_ ruling: Ruling) -> Bool {
        rewrite == nil || ruling.authorities.contains { $0.kind == .rewriteAccepted }
    }

    func observation(_ seen: RecordedObservation, _ moment: Moment) -> LedgerEntry {
        LedgerEntry(
            at: moment.wall, run: brief.writer?.run ?? "", event: .observation(seen))
    }

    var sighting: LedgerState.Sighting? {
        assessment.map {
            LedgerState.Sighting(
                findings: $0.findingKeys,
                objects: state.objects.merging($0.objects) { _, new in new })
        }
    }

    // MARK: What the ledger answered

    mutating func takeAppended(_ result: Result<CommitID, LedgerError>, _ moment: Moment) -> [Action] {
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
            crashed = nil
            rounds = 0
            return assess(moment)
        case .recordingIntent(let next, let changes, let intent):
            state = next
            return apply(changes, intent, moment)
        case .concluding(let next):
            state = next
            return reassess(moment)
        case .recordingObservation(let next, let isLast):
            state = next
            return isLast ? finish() : moveTags(moment)
        default:
            return finish(problem: "the run lost its place after writing the ledger; run it again")
        }
    }

    private mutating func afterRefusal(_ error: LedgerError) -> [Action] {
        appendAttempts += 1
        switch (error, phase) {
        case (.moved, .closingCrash), (.moved, .recordingIntent), (.moved, .recordingObservation):
            guard appendAttempts < 5 else { return finish(problem: error.description) }
            return begin()
        case (_, .concluding):
            return finish(
                problem: "the changes were made, and their outcome could not be recorded: \(error); the next run closes the intent")
        default: return finish(problem: error.description)
        }
    }

    private mutating func reassess(_ moment: Moment) -> [Action] {
        assessment = Assessor.assess(subject, answers: answers).assessment
        return moveTags(moment)
    }
}
