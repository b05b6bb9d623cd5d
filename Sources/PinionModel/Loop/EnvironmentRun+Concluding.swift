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
        return all.map { result in
            guard result.running.isEmpty, let assessment else { return result }
            return RecordedResult(
                change: result.change, verdict: result.verdict,
                running: assessment.running(result.change.container))
        }
    }

    /// Writes the outcome with what is seen at the end.
    ///
    /// Also where the permit was withdrawn: it is appended onto the intent, so a run that took over refuses it.
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
        var next = state.recording(entry)
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

    /// Writes the outcome where the runtime can no longer be looked at.
    mutating func concludeBlind(_ error: RuntimeError, _ moment: Moment) -> [Action] {
        addUnreachable(error)
        assessment = nil
        blindness = error.description
        return conclude(moment)
    }
}
