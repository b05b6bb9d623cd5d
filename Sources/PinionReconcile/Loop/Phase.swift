import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// Where a run stands, with what it knows in that phase alone; each lists the phases that may
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
        /// Whether the branch holds the commit that was acted on last. → checkingOrder,
        /// identifying, done
        case checkingAncestry(of: CommitID)
        /// → readingTip, identifying, done
        case checkingOrder(to: CommitID)
        /// → identifying, done
        case readingTip(after: CommitID)
        /// → readingEngineStart, observing, recording(.silence), done
        case identifying
        /// → observing, recording(.silence), done
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

    /// What is being appended to the ledger.
    enum Recording: Sendable {
        /// What was started again.
        case restorations
        /// The end of a run that is gone, and who broke its lock.
        case crash(Intent, brokenBy: Authority?)
        /// The pauses that this host alone knew.
        case pauses(Assessment)
        /// What changed since the newest entry, before the work that the rules allow.
        case observation(Assessment, hasWork: Bool)
        /// The changes that are to be made.
        case intent(Intent, [PlannedChange])
        /// What came of them.
        case outcome(Conclusion)
        /// That the runtime does not answer, with which the run ends.
        case silence(Failure)
    }

    /// What an engine is asked for.
    enum EngineQuestion: Sendable {
        /// Whether it is one of those that were met on the environment's machine.
        case start(before: EngineHistory, machine: String)
        /// Whether it looked before, though it is none of the environment's now.
        case absence(RuntimeError)
    }

    /// Who has the environment, by the ledger's newest entry.
    enum Lock: Sendable {
        case free
        /// Another run, until then on this host's clock.
        case held(by: IntentHolder, until: Timestamp)
        /// A run that is gone, or whose lock a person broke.
        case abandoned(Intent, brokenBy: Authority?)
    }

    /// The outcome that is being recorded.
    struct Conclusion: Sendable {
        let entry: LedgerEntry
        /// Whose intent it ends.
        let holder: IntentHolder
        /// Why the end of the changes could not be seen.
        let blindness: Failure?
    }

    /// What became of the changes and tags that were allowed.
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

    /// Another run that holds the environment; nil where none does.
    var heldBy: IntentHolder? { if case .held(let holder, _) = lock { holder } else { nil } }

    /// Whether the open intent is of a run that is gone.
    var isAbandoned: Bool { if case .abandoned = lock { true } else { false } }
}
