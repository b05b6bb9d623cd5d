import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// The phase of a run, with the data that only it has; each case lists the phases that may
    /// follow.
    enum Phase: Sendable {
        /// → readingLedger
        case idle
        /// → recalling, done
        case readingLedger
        /// → readingLedger, readingSeenTip, askingClock, probing, checkingAncestry, identifying,
        /// done
        case recalling
        /// → probing, checkingAncestry, identifying, comparing
        case askingClock(isComparing: Bool)
        /// → askingClock, probing, checkingAncestry, identifying, done
        case readingSeenTip(Recollection)
        /// → checkingAncestry, identifying, done
        case probing(Intent)
        /// Does the branch contain the commit that was last acted on? → checkingOrder, identifying,
        /// done
        case checkingAncestry(of: CommitID)
        /// → readingTip, identifying, done
        case checkingOrder(to: CommitID)
        /// → identifying, done
        case readingTip(after: CommitID)
        /// → readingEngineStart, observing, recording(.unreachable), done
        case identifying
        /// → observing, recording(.unreachable), done
        case readingEngineStart(EngineQuestion)
        /// → surveying, comparing, probingBeforeRestoring, confirmingRestoring, recording, done
        case observing
        /// → confirmingRestoring, surveying, comparing
        case probingBeforeRestoring(Intent)
        /// → restoring, readingLedger
        case confirmingRestoring
        /// → observing
        case restoring
        /// → comparing, done
        case surveying
        /// → surveying, comparing, done
        case claiming
        /// → comparing, claiming, askingClock, recording, done
        case comparing
        /// → comparing, surveying, applying, readingLedger, rereading, done
        case recording(Recording, LedgerState)
        /// → observingAgain
        case applying(Applying)
        /// → tagging, recording(.outcome)
        case observingAgain(Applying)
        /// → recording(.outcome)
        case tagging(Applying)
        /// → recording(.outcome), done
        case rereading(Conclusion)
        case done
    }

    /// A record that is being appended to the ledger.
    enum Recording: Sendable {
        /// The containers that were started again.
        case restorations
        /// The end of an interrupted run, and who broke its lock.
        case interruption(Intent, brokenBy: Authority?)
        /// The pauses that only this host had.
        case pauses(Assessment)
        /// The changes since the newest entry, before the work that the rules allow.
        case observation(Assessment, hasWork: Bool)
        /// The changes to be made.
        case intent(Intent, [PlannedChange])
        /// The results of the changes.
        case outcome(Conclusion)
        /// The fact that the runtime does not answer, which ends the run.
        case unreachable(Failure)
    }

    /// A question about the start of an engine.
    enum EngineQuestion: Sendable {
        /// Whether the engine is one of those that were met on the environment's machine.
        case start(before: EngineHistory, machine: String)
        /// Whether the engine looked before, although it is not the environment's now.
        case absence(RuntimeError)
    }

    /// The state of the environment's lock, by the ledger's newest entry.
    enum Lock: Sendable {
        case free
        /// Another run holds it, until this time of this host's clock.
        case held(by: IntentHolder, until: Timestamp)
        /// The run is gone, or an operator broke its lock.
        case abandoned(Intent, brokenBy: Authority?)
    }

    /// An outcome that is being recorded.
    struct Conclusion: Sendable {
        let entry: LedgerEntry
        /// The holder of the intent that it closes.
        let holder: IntentHolder
        /// Why the end of the changes could not be seen.
        let lookFailure: Failure?
    }

    /// The results of the changes and tags that were allowed.
    struct Delivery: Sendable {
        var results: [RecordedResult] = []
        var tags: [TagResult] = []
        var tagErrors: [TagWrite: RegistryError] = [:]
        var effects: [PlannedEffect] = []

        /// Whether no change was begun and no tag put.
        var isEmpty: Bool {
            tags.isEmpty
                && results.allSatisfy { if case .notBegun = $0.verdict { true } else { false } }
        }
    }

    /// The other run that holds the environment; `nil` if there is none.
    var heldBy: IntentHolder? { if case .held(let holder, _) = lock { holder } else { nil } }

    /// Whether the open intent belongs to a run that is gone.
    var isAbandoned: Bool { if case .abandoned = lock { true } else { false } }
}
