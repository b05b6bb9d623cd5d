import PinionDecisions
package import PinionModel

/// One run over one environment, as a value: events come in, actions come out.
///
/// Nothing here waits, asks or writes; whoever performs the actions feeds the results back. So every
/// hard case (overlap, crash, failure, time limit) is tested as values and can be simulated.
///
/// The order is: read the ledger → recall what this host saw → check the branch was not rewritten → identify the
/// machine → observe → ask who else holds what was seen → ask registries → rehearse → rule → record the intent →
/// change, watch, verify → observe again → put environment tags → record the outcome. An inspection stops before
/// the intent.
package struct EnvironmentRun: Sendable {
    let brief: RunBrief
    var phase = Phase.idle
    var tip: CommitID?
    var state = LedgerState()
    /// The commit that had been acted on when the run first read the ledger.
    var actedOn: CommitID?
    var rewrite: Rewrite?
    /// The ledger's tip, with its date.
    var ledgerTip: SeenTip?
    /// The text of the newest entry, of which an open intent may be.
    var ledgerEntry: String?
    /// What this host saw before, compared with what is there.
    var recollection: Recollection?
    /// How often the ledger was read again since it seemed to have gone back.
    var recalls = 0
    /// Whether the branch was read again since it seemed to have gone back.
    var hasReadTip = false
    /// What people must be asked before anything is written.
    var doubts: [HistoryDoubt] = []
    /// Why this host's memory could not be read.
    var memoryProblem: String?
    var crashed: Intent?
    var heldBy: IntentHolder?
    /// Until when that run holds the environment.
    var heldUntil: Timestamp?
    /// How far the remote's clock is ahead of this host's, where it told the time.
    var clockLag = Duration.zero
    /// Whether the remote was asked for the time.
    var hasAskedClock = false
    /// The order by which the crashed run's lock was broken; nil where it is none, or is recorded.
    var broken: Authority?
    /// Whether the lock that a person named is broken, and recorded.
    var hasBroken = false
    /// The run whose intent this one closed.
    var closed: ClosedRun?
    /// The engine that was met; nil where none tells of itself.
    var engine: EngineObservation?
    /// Why the machine here is none of the environment's, while it is asked which engine it has.
    var absence: RuntimeError?
    var inventory = Inventory(services: [])
    var answers = RegistryAnswers()
    var rounds = 0
    var appendAttempts = 0
    /// Whether the rules let the run change something, or put a tag.
    var hasWork = false
    var applying: Applying?
    var results: [RecordedResult] = []
    var tagResults: [TagResult] = []
    var tagErrors: [TagWrite: RegistryError] = [:]
    var now: Timestamp?
    /// The outcome that is being recorded, and the state that it is recorded onto.
    var outcomeEntry: LedgerEntry?
    var stateBeforeOutcome: LedgerState?
    var effects: [PlannedEffect] = []
    var contest = Contest()
    var refusals: [Ruling.Refusal] = []
    var extraFindings: [Finding] = []
    /// Why the end of the changes could not be seen.
    var blindness: String?
    var gate = PinGate.open
    var assessment: Assessment?
    /// Whether the runtime can say what would come of a change.
    let rehearses: Bool
    /// The changes that it was asked about last.
    var rehearsed: [ImageChange] = []
    /// What it said, by its name of the service.
    var rehearsals: [String: Rehearsal] = [:]
    var rehearsalRounds = 0
    /// What is known of restoring what an interrupted change stopped.
    var restoring = RestoringState()

    /// Who would hold an intent; nil where the run writes nothing: an inspection, `apply: never`, or a
    /// ledger that a newer version of Pinion wrote.
    var writer: IntentHolder? { state.newer == nil ? brief.writer : nil }

    /// Starts a run.
    ///
    /// - Parameters:
    ///   - brief: What it is about.
    ///   - rehearses: Whether the runtime can say what would come of a change, without making it.
    package init(_ brief: RunBrief, rehearses: Bool = false) {
        self.brief = brief
        self.rehearses = rehearses
    }

    /// Where a run stands; each phase lists the phases that may follow.
    enum Phase: Hashable, Sendable {
        /// → readingLedger
        case idle
        /// → recalling, done
        case readingLedger
        /// → readingLedger, readingSeenTip, askingClock, probing, checkingAncestry, identifying, done
        case recalling
        /// → probing, checkingAncestry, identifying, assessing
        case askingClock(toRecord: Bool)
        /// → askingClock, probing, checkingAncestry, identifying, done
        case readingSeenTip
        /// → checkingAncestry, identifying, done
        case probing
        /// → checkingOrder, identifying, done
        case checkingAncestry
        /// → readingTip, identifying, done
        case checkingOrder
        /// → identifying, done
        case readingTip
        /// → meetingEngine, observing, recordingSilence, done
        case identifying
        /// → observing, recordingSilence, done
        case meetingEngine
        /// → surveying, assessing(.first), confirmingRestoring, recordingRestoring, recordingSilence, done
        case observing
        /// → confirmingRestoring, surveying, assessing, done
        case probingBeforeRestoring
        /// → restoring, readingLedger
        case confirmingRestoring
        /// → observing
        case restoring
        /// → surveying, assessing, readingLedger, done
        case recordingRestoring(LedgerState)
        /// → assessing, done
        case surveying
        /// → surveying, assessing, done
        case claiming
        /// → claiming, assessing, askingClock, closingCrash, recordingPauses, recordingIntent, recordingObservation, done
        case assessing
        /// → assessing, readingLedger, done
        case closingCrash(LedgerState)
        /// → applying, readingLedger, done
        case recordingIntent(LedgerState, [PlannedChange], Intent)
        /// → observingAgain
        case applying
        /// → tagging, concluding
        case observingAgain
        /// → concluding
        case tagging
        /// → rereading, done
        case concluding(LedgerState)
        /// → concluding, done
        case rereading
        /// → readingLedger, done
        case recordingObservation(LedgerState)
        /// → assessing, readingLedger, done
        case recordingPauses(LedgerState)
        /// → done
        case recordingSilence(problem: String)
        case done
    }

    /// Takes an event in, and says what to do next; several actions may be performed at once.
    package mutating func receive(_ event: Event, at moment: Moment) -> [Action] {
        now = moment.wall
        switch event {
        case .begun: return begin()
        case .ledger(let result): return readLedger(result, moment)
        case .holder(let life): return judge(life, moment)
        case .clock(let remote): return takeClock(remote, moment)
        case .ancestry(let result): return takeAncestry(result)
        case .tip(let result):
            return phase == .readingSeenTip ? takeSeenTip(result, moment) : takeTip(result)
        case .recalled(let result): return takeRecollection(result, moment)
        case .identity(let result): return takeIdentity(result, moment)
        case .metEngine(let start): return takeEngine(start, moment)
        case .observed(let result): return takeInventory(result, moment)
        case .surveyed(let survey): return takeSurvey(survey, moment)
        case .sighted(let sight): return takeSight(sight, moment)
        case .claimed(let answer): return takeClaim(answer, moment)
        case .answered(let more):
            answers.merge(more)
            return takeAnswers(moment)
        case .appended(let result): return takeAppended(result, moment)
        case .rehearsed(let told): return takeRehearsals(told, moment)
        case .changed(let services, let error): return takeChange(of: services, error, moment)
        case .restored(let result): return takeRestorations(result)
        case .waited: return look(moment)
        case .tagged(let outcomes): return takeTags(outcomes, moment)
        }
    }

    private mutating func takeAnswers(_ moment: Moment) -> [Action] {
        switch phase {
        case .applying: watch(moment)
        default: assess(moment)
        }
    }
}

/// When an event happened: by the wall, and since the run began.
package struct Moment: Hashable, Sendable {
    /// The wall clock, for records and windows.
    package let wall: Timestamp
    /// Since the run began, by a monotonic clock, for limits.
    package let elapsed: Duration

    /// Puts a moment together.
    package init(wall: Timestamp, elapsed: Duration) {
        self.wall = wall
        self.elapsed = elapsed
    }
}
