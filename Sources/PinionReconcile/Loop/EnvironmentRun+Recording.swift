import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// Appends an entry, and the state after it, to the ledger.
    mutating func append(
        _ entry: LedgerEntry, as record: Recording, observation: LedgerState.Observation? = nil
    ) -> [Action] {
        append(entry, as: record, state.recording(entry, observation: observation))
    }

    mutating func append(
        _ entry: LedgerEntry, as record: Recording, _ next: LedgerState
    ) -> [Action] {
        phase = .recording(record, next)
        return [.append(LedgerRecord(entry, in: name, state: next), onto: tip)]
    }

    mutating func takeAppended(
        _ result: Result<CommitID, LedgerError>, _ record: Recording, _ next: LedgerState
    ) -> [Action] {
        switch result {
        case .success(let id):
            (tip, state) = (id, next)
            return continueRun(after: record, at: id)
        case .failure(let error): return afterRefusal(error, of: record)
        }
    }

    private mutating func continueRun(after record: Recording, at id: CommitID) -> [Action] {
        switch record {
        case .interruption(let intent, let authority):
            closed.append(ClosedRun(holder: intent.holder, isBroken: authority != nil))
            lock = .free
            restoring.unrecorded = []
            rounds = 0
            return compare()
        case .restorations:
            restoring.unrecorded = []
            return survey()
        case .pauses(let assessment): return decide(assessment)
        case .observation(let assessment, let hasWork):
            // What an operator accepted is recorded now.
            rewrite = nil
            doubts = []
            return hasWork || !assessment.plan.tags.isEmpty ? decide(assessment) : finish()
        case .intent(let intent, let changes): return apply(changes, intent, holding: id)
        case .outcome(let conclusion):
            if conclusion.lookFailure == nil {
                assessment = Assessor.assess(input, answers: answers).assessment
            }
            return finish(conclusion.lookFailure)
        case .unreachable(let failure): return finish(failure)
        }
    }

    /// Handles a failed append.
    ///
    /// Before anything is changed, a lost race or a lost answer means to read and decide again.
    private mutating func afterRefusal(_ error: LedgerError, of record: Recording) -> [Action] {
        appendAttempts += 1
        switch (error, record) {
        case (_, .unreachable(let failure)): return finish(failure)
        case (.moved, .outcome(let conclusion)):
            guard appendAttempts <= 5 else {
                return fail(.unrecorded(nil, wroteNothing: delivery.isEmpty))
            }
            phase = .rereading(conclusion)
            return [.readLedger]
        case (_, .outcome): return fail(.unrecorded(error, wroteNothing: delivery.isEmpty))
        case (.moved, _) where appendAttempts < 5: return begin()
        case (.unreachable, .interruption), (.unreachable, .intent), (.unreachable, .restorations):
            return appendAttempts < 2 ? begin() : finish(Failure(error))
        default: return finish(Failure(error))
        }
    }
}

extension EnvironmentRun {
    /// The key of the finding that the runtime does not answer.
    static let unreachableKey = FindingKey(kind: .unreachable, service: "", container: "")

    /// The observation if the runtime does not answer: all earlier findings, and this one.
    var unreachableObservation: LedgerState.Observation {
        LedgerState.Observation(
            findings: state.findings.keys + [Self.unreachableKey], objects: state.objects,
            names: state.names)
    }

    /// Records once that the runtime does not answer, if anything was verified; then ends the run.
    ///
    /// Nothing is recorded beside an open intent, which this run could not close.
    mutating func recordUnreachable(_ error: RuntimeError, _ doubt: Watch.Doubt? = nil) -> [Action]
    {
        let failure = doubt.map { Failure(RunFailure.silent(error, $0)) } ?? Failure(error)
        guard writer != nil, case .free = lock, rewrite == nil, doubts.isEmpty,
            !state.applied.isEmpty, state.findings[Self.unreachableKey] == nil
        else { return finish(failure) }
        let entry = observation(
            RecordedObservation(
                commit: brief.commit, baseline: [:], findings: unreachableObservation.findings))
        return append(entry, as: .unreachable(failure), observation: unreachableObservation)
    }
}
