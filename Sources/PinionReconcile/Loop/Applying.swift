import PinionDecisions
import PinionModel

/// The changes of a run while they are made: waiting, under way and ended.
struct Applying: Hashable, Sendable {
    /// The intent that allows the changes.
    let intent: Intent
    /// The ledger's tip that holds the intent.
    let holding: CommitID
    /// When the changes began, on the run's monotonic clock.
    let began: Duration
    /// Services that wait for their turn, in order.
    var waiting: [ServiceChange]
    /// Services under way.
    var underWay: [String: ServiceChange] = [:]
    /// The results of the changes that have ended.
    var results: [RecordedResult] = []
    /// Why no further change is begun; `nil` while changes are begun.
    var stop: String?
    /// Why this run may no longer write; `nil` while it may.
    var withdrawn: String?
    /// Whether an observation or a wait for one is under way.
    var isLooking = false
    /// The services that the newest observation asked for.
    ///
    /// Other services are known only as they were before their change.
    var looked: [String] = []
    /// How long to wait before the next look.
    var pace = Duration.milliseconds(100)

    /// The changes of one service.
    struct ServiceChange: Hashable, Sendable {
        /// The service's name in the runtime.
        let service: String
        /// Its changes.
        let changes: [PlannedChange]
        /// The side effects that the plan expects of them.
        let effects: [SideEffect]
        /// The stage that the work has reached.
        var stage = Stage.sending
        /// The service's deployment when the change was last sent, if the runtime names it.
        var formerDeployment: String?
        /// How many looks in a row did not show the service.
        var misses = 0
        /// How often the runtime reported a conflicting change, or did not answer.
        var attempts = 0
        /// The runtime's last word on the change, as a clause.
        var lastWord = "the runtime has taken the change"

        /// Returns the change for the runtime, against the newest observation.
        func imageChange(_ observed: ServiceObservation, timeout: Duration) -> ImageChange {
            ImageChange(
                observed: observed,
                images: changes.map {
                    ContainerImage(container: $0.key.container, image: $0.image)
                },
                timeout: timeout, effects: effects)
        }

        /// The object that is written instead of the service, if it holds other services too.
        var writtenWith: String? { changes.first?.observed.writtenWith }
    }

    /// The stage of the work on one service.
    enum Stage: Hashable, Sendable {
        /// The change is being sent. → watching, rechecking, or ended
        case sending
        /// The runtime has taken the change. → ended
        case watching
        /// The service changed or nothing was heard: look before sending again. → sending, ended
        case rechecking
    }

    /// The services to look at: all whose change is not being sent.
    var watched: [String] {
        underWay.values.filter { $0.stage != .sending }.map(\.service).sorted()
    }

    /// Ends the work on all watched services, since nothing more can be sent.
    mutating func endWatched(because reason: String) {
        for service in watched { end(service, late(service, reason)) }
    }

    /// Returns the verdict on a service that did not finish in time.
    func late(_ service: String, _ reason: String) -> RecordedResult.Verdict {
        let work = underWay[service]
        let clause = "\(reason): \(work?.lastWord ?? "nothing was heard of it")"
        return work?.stage == .rechecking ? .notBegun(clause) : .underWay(clause)
    }

    /// Whether nothing is left to begin or to watch, and no look is pending.
    var isOver: Bool { !isLooking && underWay.isEmpty && (waiting.isEmpty || stop != nil) }

    /// Ends a service's work with one verdict for all its changes.
    mutating func end(
        _ service: String, _ verdict: RecordedResult.Verdict,
        running: (ContainerKey) -> [Digest] = { _ in [] }
    ) {
        guard let work = underWay.removeValue(forKey: service) else { return }
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
