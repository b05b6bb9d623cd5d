import PinionDecisions
import PinionModel

/// The end of the changes: the last look, and the outcome.
extension EnvironmentRun {
    mutating func observeAgain() -> [Action] {
        phase = .observingAgain
        return [.observe(.inScope(pinned: brief.environment.services.map(\.nameInRuntime)))]
    }

    private mutating func ended() -> [RecordedResult] {
        guard let work = applying else { return [] }
        let left = work.waiting.flatMap(\.changes).map {
            RecordedResult(
                change: $0.recorded, verdict: .notBegun(work.stop ?? "the run ended"), running: [])
        }
        let all = (work.results + left).sorted { $0.change.container < $1.change.container }
        return all.map { work.withdrawn == nil ? $0 : judgedAnew($0) }.map { result in
            guard result.running.isEmpty, let assessment else { return result }
            return RecordedResult(
                change: result.change, verdict: result.verdict,
                running: assessment.running(result.change.container))
        }
    }

    /// Where the permit was withdrawn in the middle, what is seen at the end tells whether the change was made.
    private func judgedAnew(_ result: RecordedResult) -> RecordedResult {
        guard let assessment, let reason = result.verdict.openReason else { return result }
        let key = result.change.container
        let isOnIt = assessment.inStep[key]?.digest == result.change.after.digest
        let isDeclared =
            assessment.declaredOnPin.contains(key)
            && result.change.before != result.change.after.digest.description
        return RecordedResult(
            change: result.change,
            verdict: isOnIt ? .verified : isDeclared ? .underWay(reason) : result.verdict,
            running: result.running)
    }

    /// Writes the outcome with what is seen at the end.
    ///
    /// Also where the permit was withdrawn: it is appended onto the intent, so a run that took over refuses it; where a
    /// person ordered a pause meanwhile, onto that.
    mutating func conclude(_ moment: Moment) -> [Action] {
        results = ended()
        guard let work = applying else { return finish() }
        tagResults = tagResults(of: work.intent)
        applying = nil
        let outcome = RunOutcome(
            commit: work.intent.commit, planHash: work.intent.planHash,
            seconds: (moment.elapsed - work.began).components.seconds, results: results,
            tags: tagResults, effects: work.intent.effects)
        effects = outcome.effects
        let entry = LedgerEntry(
            at: dated(moment), run: work.intent.holder.run, event: .outcome(outcome))
        outcomeEntry = entry
        return record(outcome: entry)
    }

    private mutating func record(outcome entry: LedgerEntry) -> [Action] {
        var next = state.recording(entry)
        stateBeforeOutcome = state
        if assessment != nil {
            state = next
            assessment = Assessor.assess(subject, answers: answers).assessment
            next = next.recording(entry, sighting: sighting)
        } else if blindness != nil {
            next = next.recording(entry, sighting: silence)
        }
        phase = .concluding(next)
        return [append(entry, next)]
    }

    /// Reads the ledger again where somebody wrote it before the outcome; nil where that was done often enough.
    mutating func rereadForOutcome() -> [Action]? {
        guard outcomeEntry != nil, appendAttempts <= 5 else { return nil }
        phase = .rereading
        return [.readLedger]
    }

    /// Appends the outcome onto a pause; a run that took over has closed the intent, and what it wrote stands.
    mutating func concludeOnto(_ result: Result<LedgerTip?, LedgerError>) -> [Action] {
        guard case .success(let newest?) = result, let outcomeEntry,
            let found = try? LedgerState(parsing: newest.record.state), found.newer == nil,
            found.intent != nil, found.intent?.holder == stateBeforeOutcome?.intent?.holder
        else {
            return fail(.takenOver(name))
        }
        tip = newest.id
        state = found
        return record(outcome: outcomeEntry)
    }

    /// Writes the outcome where the runtime can no longer be looked at.
    mutating func concludeBlind(_ error: RuntimeError, _ moment: Moment) -> [Action] {
        addUnreachable(error)
        assessment = nil
        blindness = Failure(error)
        return conclude(moment)
    }
}

extension RecordedResult.Verdict {
    /// Why it is not known how the change ended; nil where it is.
    fileprivate var openReason: String? {
        switch self {
        case .underWay(let reason), .notBegun(let reason): reason
        case .verified, .applied, .failed, .lost, .obstructed: nil
        }
    }
}
