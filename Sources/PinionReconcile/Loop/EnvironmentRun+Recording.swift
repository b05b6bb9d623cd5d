import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// Appends an entry, and the state after it, onto the ledger's tip.
    mutating func append(
        _ entry: LedgerEntry, as record: Recording, sighting: LedgerState.Sighting? = nil
    ) -> [Action] {
        append(entry, as: record, state.recording(entry, sighting: sighting))
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
            return goOn(after: record, at: id)
        case .failure(let error): return afterRefusal(error, of: record)
        }
    }

    private mutating func goOn(after record: Recording, at id: CommitID) -> [Action] {
        switch record {
        case .crash(let intent, let authority):
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
            // What a person accepted is recorded now.
            rewrite = nil
            doubts = []
            return hasWork || !assessment.plan.tags.isEmpty ? decide(assessment) : finish()
        case .intent(let intent, let changes): return apply(changes, intent, holding: id)
        case .outcome(let conclusion):
            if conclusion.blindness == nil {
                assessment = Assessor.assess(input, answers: answers).assessment
            }
            return finish(conclusion.blindness)
        case .silence(let failure): return finish(failure)
        }
    }

    /// Before anything is changed, a lost race or a lost answer means: read again, and decide anew.
    private mutating func afterRefusal(_ error: LedgerError, of record: Recording) -> [Action] {
        appendAttempts += 1
        switch (error, record) {
        case (_, .silence(let failure)): return finish(failure)
        case (.moved, .outcome(let conclusion)):
            guard appendAttempts <= 5 else {
                return fail(.unrecorded(nil, wroteNothing: delivery.isEmpty))
            }
            phase = .rereading(conclusion)
            return [.readLedger]
        case (_, .outcome): return fail(.unrecorded(error, wroteNothing: delivery.isEmpty))
        case (.moved, _) where appendAttempts < 5: return begin()
        case (.unreachable, .crash), (.unreachable, .intent), (.unreachable, .restorations):
            return appendAttempts < 2 ? begin() : finish(Failure(error))
        default: return finish(Failure(error))
        }
    }
}
