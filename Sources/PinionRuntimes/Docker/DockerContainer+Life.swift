import PinionModel
import PinionSyntax

/// When a container ran, and who stopped it.
extension DockerContainer {
    /// How many seconds later than its stop timeout a container may have been stopped by a slow engine.
    private static let slack: Int64 = 30

    /// When it was started last; nil if it never was.
    var started: EngineTime? { document["State"]?["StartedAt"]?.time }
    /// When it ended last; nil if it never did.
    var finished: EngineTime? { document["State"]?["FinishedAt"]?.time }
    var hasStarted: Bool { started != nil || listed.state != .created }

    /// As often as this the engine does not start a container again that only had a bad moment.
    private static let manyRestarts = 3

    /// Why it does not work though it is up, as a clause; nil if nothing says so.
    var failing: String? {
        guard isUp else { return nil }
        if health == .unhealthy { return "its health check failed" }
        return listed.state == .restarting || restarts >= Self.manyRestarts
            ? "it ended and was started again by the engine" : nil
    }

    /// Whether it runs under the name that a re-creation gave it: not stopped yet, or again.
    func isMisnamed(by leftover: Leftover) -> Bool {
        guard isUp else { return false }
        switch leftover.stage {
        case .setAside, .named, .returning: return true
        case .unsaid, .stopping: return false
        }
    }

    /// Whether it ran to its end and ended with 0, and the engine does not start it again.
    var hasEndedWell: Bool {
        guard listed.state == .exited, exitCode == 0, !isServer else { return false }
        let policy = document["HostConfig"]?["RestartPolicy"]?["Name"]?.string ?? ""
        return ["", "no", "on-failure"].contains(policy)
    }

    /// Why it starts again with its engine although it does not run now, as a clause after its name
    /// and "which"; nil if it does not (moby, `restartmanager`, function `ShouldRestart`).
    ///
    /// With `unless-stopped` it stays down if somebody stopped it, which `orders` tell.
    func dormancy(_ orders: StopOrders?) -> String? {
        guard listed.state == .exited else { return nil }
        let policy = document["HostConfig"]?["RestartPolicy"]
        let name = policy?["Name"]?.string ?? ""
        let most = policy?["MaximumRetryCount"]?.int ?? 0
        let starts =
            switch name {
            case "always": true
            case "unless-stopped":
                !startError.isEmpty
                    || orders.map { $0.knowEnd(of: self) && !$0.haveStopped(self) } == true
            case "on-failure": exitCode != 0 && (most == 0 || restarts < most)
            default: false
            }
        guard starts else { return nil }
        return "has exited and is started again when its engine starts (--restart \(name))"
    }

    /// Whether it is made to serve, and not to end: others ask it, or its health.
    private var isServer: Bool {
        let ports = document["HostConfig"]?["PortBindings"]?.members ?? []
        let test = document["Config"]?["Healthcheck"]?["Test"]?.strings.first ?? "NONE"
        return !ports.isEmpty || test != "NONE"
    }

    /// Whether a re-creation stopped it, as its mark tells, and nobody started or stopped it since.
    func isStopped(by leftover: Leftover) -> Bool {
        guard listed.state == .exited else { return false }
        switch leftover.stage {
        case .unsaid: return true
        case .setAside, .named: return false
        case .stopping(_, let since), .returning(_, let since):
            guard since > 0 else { return true }
            guard let end = finished?.timestamp.secondsSinceEpoch, end >= since else {
                return false
            }
            // A negative timeout waits for ever.
            guard let stopTimeout = document["Config"]?["StopTimeout"]?.int else {
                return end <= since + 10 + Self.slack
            }
            return stopTimeout < 0 || end <= since + Int64(stopTimeout) + Self.slack
        }
    }

    /// Whether it runs, and a stop may be under way: an engine goes on with it by itself.
    func mayBeStopping(by leftover: Leftover) -> Bool {
        guard isUp, let since = leftover.stage.since, since > 0,
            let began = started?.timestamp.secondsSinceEpoch
        else { return false }
        // Whole seconds: one that was started in the same second may be either.
        return began <= since
    }

    /// Whether it ran for its probation without a health check, and ended after that.
    func isProven(_ probation: Duration) -> Bool {
        let hasCheck = document["Config"]?["Healthcheck"]?["Test"]?.strings.first
        guard !isUp, restarts == 0, hasCheck == nil || hasCheck == "NONE",
            let began = started?.timestamp, let ended = finished?.timestamp
        else { return false }
        // Whole seconds: one more makes sure.
        return ended - began >= probation + .seconds(1)
    }

    /// A few words for people: what it is called, what it is made of, and what it does.
    var words: String {
        "\(name) (\(id.prefix(12)), made from \(creationReference), "
            + "\(listed.state?.rawValue ?? "in a state that is not known here"))"
    }
}

extension DockerContainer {
    /// Whether a new container has proved itself: by its health check, or by running long enough.
    func verdict(after watched: Duration, probation: Duration) -> Recreation.Verdict {
        let words =
            (wasOOMKilled ? ", out of memory" : "") + (startError.isEmpty ? "" : ": \(startError)")
        guard restarts == 0, listed.state != .restarting else {
            // A container that runs again has no exit code any more.
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
