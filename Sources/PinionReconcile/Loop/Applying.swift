import PinionDecisions
import PinionModel

/// The changes of a run while they are made: what waits, what is under way, what ended.
struct Applying: Hashable, Sendable {
    /// The intent that allows it.
    let intent: Intent
    /// The ledger's tip that holds the intent.
    let holding: CommitID
    /// When it began, on the run's monotonic clock.
    let began: Duration
    /// Services that wait for their turn, in order.
    var waiting: [Work]
    /// Services under way.
    var begun: [String: Work] = [:]
    /// What ended, and how.
    var results: [RecordedResult] = []
    /// Why no further change is begun; nil while changes are begun.
    var stop: String?
    /// Why this run may write no longer; nil while it may.
    var withdrawn: String?
    /// Whether an observation or a wait for one is under way.
    var isLooking = false
    /// What the newest observation asked for: of others it is how they were before their change.
    var looked: [String] = []
    /// How long to wait before the next look.
    var pace = Duration.milliseconds(100)

    /// One service under way.
    struct Work: Hashable, Sendable {
        /// The service's name in the runtime.
        let service: String
        /// Its changes.
        let changes: [PlannedChange]
        /// What the plan says that they do besides.
        let effects: [SideEffect]
        /// Where it stands.
        var stage = Stage.sending
        /// What the service ran by when the change was sent last, where the runtime names that.
        var sentOver: String?
        /// How many looks in a row did not show it.
        var misses = 0
        /// How often the runtime said that it changed meanwhile, or did not answer.
        var attempts = 0
        /// What the runtime said of it last, as a clause.
        var lastWord = "the runtime has taken the change"

        /// The change for the runtime, against the newest observation.
        func imageChange(_ observed: ServiceObservation, timeout: Duration) -> ImageChange {
            ImageChange(
                observed: observed,
                images: changes.map {
                    ContainerImage(container: $0.key.container, image: $0.image)
                },
                timeout: timeout, effects: effects)
        }

        /// What is written in place of the service itself, where that holds others too.
        var writtenWith: String? { changes.first?.observed.writtenWith }
    }

    /// Where a service under way stands.
    enum Stage: Hashable, Sendable {
        /// The change is being sent. → watching, rechecking, or ended
        case sending
        /// The runtime has taken it. → ended
        case watching
        /// It changed, or did not answer: look again before sending again. → sending, ended
        case rechecking
    }

    /// What is looked at: all that is not being sent.
    var watched: [String] {
        begun.values.filter { $0.stage != .sending }.map(\.service).sorted()
    }

    /// Ends whatever is watched, since nothing can be sent any more.
    mutating func endWatched(because reason: String) {
        for service in watched { end(service, late(service, reason)) }
    }

    /// The verdict on a service that did not come to an end in time.
    func late(_ service: String, _ reason: String) -> RecordedResult.Verdict {
        let work = begun[service]
        let clause = "\(reason): \(work?.lastWord ?? "nothing was heard of it")"
        return work?.stage == .rechecking ? .notBegun(clause) : .underWay(clause)
    }

    /// Whether nothing is left to begin or to watch, and no look is still to come back.
    var isOver: Bool { !isLooking && begun.isEmpty && (waiting.isEmpty || stop != nil) }

    /// Ends a service's work with one verdict for all its changes.
    mutating func end(
        _ service: String, _ verdict: RecordedResult.Verdict,
        running: (ContainerKey) -> [Digest] = { _ in [] }
    ) {
        guard let work = begun.removeValue(forKey: service) else { return }
        results += work.changes.map {
            RecordedResult(change: $0.recorded, verdict: verdict, running: running($0.key))
        }
        switch verdict {
        case .verified, .applied: break
        case .failed, .lost, .obstructed, .notBegun, .underWay:
            stop =
                stop ?? withdrawn
                ?? "the change of \(service) did not succeed, and no further change was begun "
                + "after it"
        }
    }
}
