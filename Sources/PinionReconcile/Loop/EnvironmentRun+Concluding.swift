import PinionDecisions
import PinionModel

/// The end of the changes: their outcome, judged by the last look.
extension EnvironmentRun {
    private func results(of work: Applying) -> [RecordedResult] {
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

    /// Judges a result again by the last look, since the permit was withdrawn before its end.
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
    /// This happens even if the permit was withdrawn: the ledger refuses an outcome if another run
    /// took over, and accepts it after a pause that was ordered in the meantime.
    mutating func conclude(_ work: Applying, lookFailure: Failure? = nil) -> [Action] {
        let intent = work.intent
        delivery.results = results(of: work)
        delivery.tags = tagResults(of: intent)
        let outcome = RunOutcome(
            commit: intent.commit, planHash: intent.planHash,
            seconds: (moment.elapsed - work.began).components.seconds, results: delivery.results,
            tags: delivery.tags, effects: intent.effects)
        delivery.effects = outcome.effects
        let entry = LedgerEntry(at: dated, run: intent.holder.run, event: .outcome(outcome))
        return record(Conclusion(entry: entry, holder: intent.holder, lookFailure: lookFailure))
    }

    private mutating func record(_ conclusion: Conclusion) -> [Action] {
        let entry = conclusion.entry
        var next = state.recording(entry)
        if assessment != nil {
            state = next
            let seen = Assessor.assess(input, answers: answers).assessment
            assessment = seen
            next = next.recording(entry, observation: observation(seen))
        } else if conclusion.lookFailure != nil {
            next = next.recording(entry, observation: unreachableObservation)
        }
        return append(entry, as: .outcome(conclusion), next)
    }

    /// Appends the outcome to a newer record, such as a pause, unless another run took over.
    mutating func concludeOnto(
        _ result: Result<LedgerTip?, LedgerError>, _ conclusion: Conclusion
    ) -> [Action] {
        guard case .success(let newest?) = result,
            let found = try? LedgerState(parsing: newest.record.state), found.newer == nil,
            found.intent?.holder == conclusion.holder
        else { return fail(.takenOver(name)) }
        (tip, state) = (newest.id, found)
        return record(conclusion)
    }

    /// Writes the outcome without a last look, since the runtime does not answer.
    mutating func concludeUnobserved(_ error: RuntimeError, _ work: Applying) -> [Action] {
        addUnreachable(error)
        assessment = nil
        return conclude(work, lookFailure: Failure(error))
    }
}

extension RecordedResult.Verdict {
    /// Why the end of the change is unknown; `nil` if it is known.
    fileprivate var openReason: String? {
        switch self {
        case .underWay(let reason), .notBegun(let reason): reason
        case .verified, .applied, .failed, .lost, .obstructed: nil
        }
    }
}
