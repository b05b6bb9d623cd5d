import PinionModel

/// What a child has told of one request, and the state of its clock.
actor EventLog {
    /// What a child did not do in time.
    enum Lateness: Hashable, Sendable {
        /// The remote did not answer.
        case connecting
        /// The work was not done within this time.
        case working(limit: Duration)
    }

    private(set) var events: [TransportEvent] = []
    private(set) var connectingSince: ContinuousClock.Instant?
    private var lateness: Lateness?

    /// Whether the child told nothing, and was not ended for that.
    var isUntouched: Bool { events.isEmpty && lateness == nil }

    func append(_ event: TransportEvent) {
        events.append(event)
        switch event {
        case .ready: connectingSince = .now
        case .connected: connectingSince = nil
        default: break
        }
    }

    /// Gives a child that had to wait for credentials its time anew.
    func restartConnecting() {
        if connectingSince != nil { connectingSince = .now }
    }

    func markLate(_ lateness: Lateness) { self.lateness = lateness }

    /// Adds a failure where the child ended without a last word; `ending` says how it did.
    func end(_ ending: String, of remote: RemoteURL, _ settings: GitSettings) {
        if events.last?.isLast == true { return }
        if let lateness {
            let reason =
                switch lateness {
                case .connecting: "it did not answer within \(settings.deadlines.connect)"
                case .working(let limit): "it did not finish within \(limit)"
                }
            events.append(
                .failed(
                    .unreachable(
                        remote: remote.description, reason: reason,
                        remedy: "look at the network, and run the command again")))
        } else {
            events.append(
                .failed(
                    .local(
                        path: settings.executable,
                        reason: "the process that speaks to \(remote) ended: \(ending)")))
        }
    }
}

extension TransportEvent {
    /// Whether a child tells nothing of its work after it.
    var isLast: Bool {
        switch self {
        case .done, .failed: true
        default: false
        }
    }
}
