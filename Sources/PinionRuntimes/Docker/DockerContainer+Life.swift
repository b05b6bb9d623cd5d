import PinionModel
import PinionSyntax

/// The history of a container: when it ran, and whether Pinion stopped it.
extension DockerContainer {
    /// The most seconds by which a slow engine may stop a container after its stop timeout.
    private static let slack: Int64 = 30

    /// The time of its last start; `nil` if it was never started.
    var started: EngineTime? { document["State"]?["StartedAt"]?.time }
    /// The time of its last end; `nil` if it never ended.
    var finished: EngineTime? { document["State"]?["FinishedAt"]?.time }
    var hasStarted: Bool { started != nil || listed.state != .created }

    /// The number of restarts by the engine that means more than a passing problem.
    private static let manyRestarts = 3

    /// The reason why it does not work although it is up, as a clause; `nil` if there is none.
    var failing: String? {
        guard isUp else { return nil }
        if health == .unhealthy { return "its health check failed" }
        return listed.state == .restarting || restarts >= Self.manyRestarts
            ? "it ended and was started again by the engine" : nil
    }

    /// Whether it runs under its marked name: not stopped yet, or started again.
    func isMisnamed(by leftover: Leftover) -> Bool {
        guard isUp else { return false }
        switch leftover.stage {
        case .setAside, .named, .returning: return true
        case .legacy, .stopping: return false
        }
    }

    /// Whether it ran to its end with exit code 0 and the engine does not start it again.
    var hasEndedWell: Bool {
        guard listed.state == .exited, exitCode == 0, !isServer else { return false }
        let policy = document["HostConfig"]?["RestartPolicy"]?["Name"]?.string ?? ""
        return ["", "no", "on-failure"].contains(policy)
    }

    /// Returns why it starts again with its engine although it is not running, as a clause after
    /// its name and "which"; `nil` if it does not (moby, `restartmanager`, `ShouldRestart`).
    ///
    /// With `unless-stopped` it stays down if it was stopped on request, which `requests` show.
    func reasonStopped(_ requests: StopRequests?) -> String? {
        guard listed.state == .exited else { return nil }
        let policy = document["HostConfig"]?["RestartPolicy"]
        let name = policy?["Name"]?.string ?? ""
        let most = policy?["MaximumRetryCount"]?.int ?? 0
        let starts =
            switch name {
            case "always": true
            case "unless-stopped":
                !startError.isEmpty
                    || requests.map { $0.showEnd(of: self) && !$0.stopped(self) } == true
            case "on-failure": exitCode != 0 && (most == 0 || restarts < most)
            default: false
            }
        guard starts else { return nil }
        return "has exited and is started again when its engine starts (--restart \(name))"
    }

    /// Whether it is meant to keep running: it publishes ports or has a health check.
    private var isServer: Bool {
        let ports = document["HostConfig"]?["PortBindings"]?.members ?? []
        let test = document["Config"]?["Healthcheck"]?["Test"]?.strings.first ?? "NONE"
        return !ports.isEmpty || test != "NONE"
    }

    /// Whether a re-creation stopped it, by its mark, and nothing started or stopped it since.
    func isStopped(by leftover: Leftover) -> Bool {
        guard listed.state == .exited else { return false }
        switch leftover.stage {
        case .legacy: return true
        case .setAside, .named: return false
        case .stopping(_, let since), .returning(_, let since):
            guard since > 0 else { return true }
            guard let end = finished?.timestamp.secondsSinceEpoch, end >= since else {
                return false
            }
            // A negative timeout means no limit.
            guard let stopTimeout = document["Config"]?["StopTimeout"]?.int else {
                return end <= since + 10 + Self.slack
            }
            return stopTimeout < 0 || end <= since + Int64(stopTimeout) + Self.slack
        }
    }

    /// Whether it runs but may be stopping: an engine completes a stop on its own.
    func mayBeStopping(by leftover: Leftover) -> Bool {
        guard isUp, let since = leftover.stage.since, since > 0,
            let began = started?.timestamp.secondsSinceEpoch
        else { return false }
        // Times are in whole seconds: a container started in the same second may be either.
        return began <= since
    }

    /// Whether it ran for its probation without a health check and ended after that.
    func isProven(_ probation: Duration) -> Bool {
        let hasCheck = document["Config"]?["Healthcheck"]?["Test"]?.strings.first
        guard !isUp, restarts == 0, hasCheck == nil || hasCheck == "NONE",
            let began = started?.timestamp, let ended = finished?.timestamp
        else { return false }
        // Times are in whole seconds, so one more second is required.
        return ended - began >= probation + .seconds(1)
    }

    /// The container in words: its name, its image and its state.
    var words: String {
        "\(name) (\(id.prefix(12)), made from \(creationReference), "
            + "\(listed.state?.rawValue ?? "in a state that is not known here"))"
    }
}

extension DockerContainer {
    /// Returns whether a new container has proved itself, by its health check or by running on.
    func verdict(after watched: Duration, probation: Duration) -> Recreation.Verdict {
        let words =
            (wasOOMKilled ? ", out of memory" : "") + (startError.isEmpty ? "" : ": \(startError)")
        guard restarts == 0, listed.state != .restarting else {
            // A container that runs again no longer has an exit code.
            let code = exitCode == 0 ? "" : " with exit code \(exitCode)"
            return .bad("the new container ended\(code) and was restarted\(words)")
        }
        guard isUp else {
            return .bad("the new container ended with exit code \(exitCode)\(words)")
        }
        switch health {
        case .healthy: return .good
        case .unhealthy: return .bad("the health check of the new container fails")
        case .starting: return .open
        case nil: return watched >= probation ? .good : .open
        }
    }
}
