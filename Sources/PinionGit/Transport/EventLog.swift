import PinionModel
import PinionProcess

/// The events that a child reported on one request, and the state of its time limits.
actor EventLog {
    /// The ways in which a child can be late.
    enum Lateness: Hashable, Sendable {
        /// The remote did not answer.
        case connecting
        /// Too little data moved.
        case stalled
        /// The work was not done within this time.
        case working(limit: Duration)
    }

    private(set) var events: [TransportEvent] = []
    private var connectingSince: ProcessClock.Instant?
    private var lateness: Lateness?
    private var moved = 0
    /// The last time when enough had moved for a remote that has not stalled, and the amount then.
    private var mark: (at: ProcessClock.Instant, moved: Int)
    private let clock: ProcessClock

    init(_ clock: ProcessClock) {
        self.clock = clock
        mark = (clock.now, 0)
    }

    /// Whether the child reported nothing, and was not killed for being late.
    var isUntouched: Bool { events.isEmpty && lateness == nil }

    func append(_ event: TransportEvent) {
        if case .moved(let count) = event { return note(count) }
        events.append(event)
        mark = (clock.now, moved)
        switch event {
        case .ready: connectingSince = clock.now
        case .connected: connectingSince = nil
        default: break
        }
    }

    /// Restarts the time limits for a child that had to wait for credentials.
    func restartConnecting() {
        mark = (clock.now, moved)
        if connectingSince != nil { connectingSince = clock.now }
    }

    private var least = 0

    private func note(_ count: Int) {
        if count > moved, connectingSince != nil { connectingSince = clock.now }
        moved = count
        // A child that serves a second question continues the count of the first one.
        if moved < mark.moved || moved - mark.moved >= least { mark = (clock.now, moved) }
    }

    /// Returns when and how the child will be late if nothing moves until then.
    func nextDeadline(
        _ deadlines: GitDeadlines, within limit: Duration, until end: ProcessClock.Instant
    ) -> (at: ProcessClock.Instant, lateness: Lateness) {
        least = deadlines.leastBytes
        var next = (at: end, lateness: Lateness.working(limit: limit))
        let stalled = mark.at + deadlines.stall
        if stalled < next.at { next = (stalled, .stalled) }
        if let since = connectingSince, since + deadlines.connect < next.at {
            next = (since + deadlines.connect, .connecting)
        }
        return next
    }

    func markLate(_ lateness: Lateness) { self.lateness = lateness }

    /// Adds a failure if the child ended without a last event; `ending` says how it ended.
    func end(_ ending: String, of remote: RemoteURL, _ settings: GitSettings) {
        if events.last?.isLast == true { return }
        if let lateness {
            let deadlines = settings.deadlines
            let reason =
                switch lateness {
                case .connecting: "it did not answer within \(deadlines.connect)"
                case .stalled: "less than 1 KiB a second came or went for \(deadlines.stall)"
                case .working(let limit): "it did not finish within \(limit)"
                }
            let remedy =
                lateness == .working(limit: deadlines.total)
                ? "set PINION_GIT_TIMEOUT to more (`2h`), or keep the cache between runs: what "
                    + "libgit2 fetches first is the whole history"
                : "look at the network, and run the command again"
            let error = SourceError.unreachable(
                remote: remote.description, reason: reason, remedy: remedy)
            events.append(.failed(error))
        } else {
            let reason = "the process that speaks to \(remote) ended: \(ending)"
            events.append(.failed(.local(path: settings.executable, reason: reason)))
        }
    }
}

extension TransportEvent {
    /// Whether the event is the last that a child reports on its work.
    var isLast: Bool {
        switch self {
        case .done, .failed: true
        default: false
        }
    }
}
