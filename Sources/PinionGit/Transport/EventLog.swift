import PinionModel
import Subprocess

/// What a child has told of one request, and the state of its clock.
actor EventLog {
    private(set) var events: [TransportEvent] = []
    private(set) var connectingSince: ContinuousClock.Instant?
    private var lateness: String?

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

    func markLate(isConnecting: Bool) {
        lateness = isConnecting ? "it did not answer" : "it did not finish"
    }

    /// Adds a failure where the child ended without a last word.
    func end(_ status: TerminationStatus, of remote: RemoteURL, _ settings: GitSettings) {
        if events.last?.isLast == true { return }
        if let lateness {
            let deadlines = settings.deadlines
            let limit = lateness == "it did not answer" ? deadlines.connect : deadlines.total
            events.append(
                .failed(
                    .unreachable(
                        remote: remote.description, reason: "\(lateness) within \(limit)",
                        remedy: "look at the network, and run the command again")))
        } else {
            events.append(
                .failed(
                    .local(
                        path: settings.executable,
                        reason: "the process that speaks to \(remote) ended: \(status)")))
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
