import PinionDecisions
package import PinionModel

/// One run over one environment, as a value: events come in, actions come out.
///
/// Nothing here waits, asks or writes; the caller performs actions and feeds the results back. So
/// every hard case (overlap, crash, failure, time limit) is tested as values and can be simulated.
///
/// The order is: read the ledger → recall what this host saw → check that the branch was not
/// rewritten → identify the machine → observe → start again what an interrupted change stopped →
/// ask who else holds what was seen → ask registries → rehearse → rule → record the intent →
/// change, watch, verify → observe again → put environment tags → record the outcome. An
/// inspection stops before the intent.
package struct EnvironmentRun: Sendable {
    let brief: RunBrief
    /// Whether the runtime can rehearse a change.
    let rehearses: Bool
    var phase = Phase.idle
    /// When the newest event happened.
    var moment = Moment(wall: Timestamp(secondsSinceEpoch: 0), elapsed: .zero)

    /// The ledger's tip, which the next record follows.
    var tip: CommitID?
    /// The ledger's newest record when it was read last.
    var newest: LedgerRecord?
    var state = LedgerState()
    /// The commit that had been acted on when the run first read the ledger.
    var actedOn: CommitID?
    var lock = Lock.free
    /// The runs whose intents this one closed.
    var closed: [ClosedRun] = []
    var appendAttempts = 0
    /// How far the remote's clock is ahead of this host's; `nil` if it was not asked.
    var clockLead: Duration?

    var rewrite: Rewrite?
    /// What this host saw before, compared with the present.
    var recollection: Recollection?
    /// Why this host's memory could not be read.
    var memoryFailure: Failure?
    /// Whether the ledger was read again since it seemed to have gone back.
    var hasRereadLedger = false
    /// Whether the branch was read again since it seemed to have gone back.
    var hasRereadTip = false
    /// The doubts that an operator must settle before anything is written.
    var doubts: [HistoryDoubt] = []
    /// The engine that answered; `nil` if engines of this runtime do not report their starts.
    var engine: EngineObservation?

    var inventory = Inventory(services: [])
    var claims = ClaimState()
    /// The progress in restoring what an interrupted change stopped.
    var restoring = RestoringState()
    var answers = RegistryAnswers()
    /// How often registries were asked since the newest look.
    var rounds = 0
    var rehearsing = Rehearsals()
    var gate = PinGate.open
    /// The newest comparison; `nil` if nothing could be compared.
    var assessment: Assessment?
    var refusals: [Ruling.Refusal] = []
    var extraFindings: [Finding] = []
    var delivery = Delivery()

    /// The environment's name.
    var name: Environment.Name { brief.environment.name }

    /// The holder of this run's intents; `nil` if the run writes nothing.
    ///
    /// It writes nothing if it only looks, with `apply: never`, and on a newer version's ledger.
    var writer: IntentHolder? { state.newer == nil ? brief.writer : nil }

    /// Creates a run; `rehearses` says whether the runtime can rehearse a change.
    package init(_ brief: RunBrief, rehearses: Bool = false) {
        (self.brief, self.rehearses) = (brief, rehearses)
    }

    /// Takes in an event and returns the next actions; several of them may be performed at once.
    package mutating func receive(_ event: Event, at moment: Moment) -> [Action] {
        self.moment = moment
        switch (phase, event) {  // table
        case (.idle, .begun): return begin()
        case (.readingLedger, .ledger(let result)): return readLedger(result)
        case (.confirmingRestoring, .ledger(let result)): return confirmRestoring(result)
        case (.rereading(let conclusion), .ledger(let result)):
            return concludeOnto(result, conclusion)
        case (.recalling, .recalled(let result)): return takeRecollection(result)
        case (.readingSeenTip(let seen), .tip(let result)): return takeSeenTip(result, seen)
        case (.askingClock(let isComparing), .clock(let remote)):
            return takeClock(remote, isComparing: isComparing)
        case (.probing(let intent), .holder(let life)): return judge(life, intent)
        case (.probingBeforeRestoring(let intent), .holder(let life)):
            return judgeBeforeRestoring(life, intent)
        case (.checkingAncestry(let last), .ancestry(let result)):
            return takeAncestry(result, of: last)
        case (.checkingOrder(let last), .ancestry(let result)): return takeOrder(result, to: last)
        case (.readingTip(let last), .tip(let result)): return takeTip(result, after: last)
        case (.identifying, .identity(let result)): return takeIdentity(result)
        case (.readingEngineStart(let question), .engineStart(let start)):
            return takeEngine(start, question)
        case (.observing, .observed(let result)): return takeInventory(result)
        case (.restoring, .restored(let result)): return takeRestorations(result)
        case (.surveying, .surveyed(let survey)): return takeSurvey(survey)
        case (.surveying, .newcomersObserved(let newcomers)): return takeNewcomers(newcomers)
        case (.claiming, .claimed(let answer)): return takeClaim(answer)
        case (.comparing, .answered(let more)):
            answers.merge(more)
            return compare()
        case (.comparing, .rehearsed(let told)): return takeRehearsals(told)
        case (.recording(let record, let next), .appended(let result)):
            return takeAppended(result, record, next)
        case (.applying(let work), _): return receive(event, during: work)
        case (.observingAgain(let work), _): return receive(event, after: work)
        case (.tagging(let work), .tagged(let outcomes)): return takeTags(outcomes, work)
        default: return fail(.unexpected)
        }
    }

    /// Handles an event while changes are made.
    private mutating func receive(_ event: Event, during work: Applying) -> [Action] {
        switch event {
        case .changed(let services, let error): takeChange(of: services, error, work)
        case .observed(.success(let seen)): takeObservation(seen, work)
        case .observed(.failure(let error)): takeUnreachable(error, work)
        case .answered(let more): takeAnswers(more, work)
        case .waited: look(work)
        default: fail(.unexpected)
        }
    }

    /// Handles an event of the last look, after the changes.
    private mutating func receive(_ event: Event, after work: Applying) -> [Action] {
        switch event {
        case .observed(.success(let seen)):
            inventory = admitted(seen)
            rounds = 0
            return compare(after: work)
        case .observed(.failure(let error)): return concludeUnobserved(error, work)
        case .answered(let more):
            answers.merge(more)
            return compare(after: work)
        case .rehearsed(let told): return takeRehearsals(told, after: work)
        default: return fail(.unexpected)
        }
    }
}

/// The time of an event, by the wall clock and since the run began.
package struct Moment: Hashable, Sendable {
    /// The time of the wall clock, for records and windows.
    package let wall: Timestamp
    /// The time since the run began, by a monotonic clock, for limits.
    package let elapsed: Duration

    package init(wall: Timestamp, elapsed: Duration) {
        (self.wall, self.elapsed) = (wall, elapsed)
    }
}
