import PinionModel
import PinionSyntax

/// The parts of a Swarm's service that Pinion needs.
struct SwarmService: Hashable, Sendable {
    /// The mode: the number of tasks, and whether they end.
    enum Mode: Hashable, Sendable {
        case replicated(Int)
        case global
        /// Tasks that run to their end; no update is rolled out to them.
        case job
    }

    /// The id; another id under the same name means a re-creation.
    let id: String
    /// The token of the manager's compare-and-swap.
    let version: Int
    let name: String
    /// The service's own labels, not those of its containers.
    let labels: [String: String]
    /// The image as the spec has it; `nil` if the service runs no container.
    let image: String?
    let mode: Mode
    /// Whether a task that ended well is started again.
    let restartsAfterSuccess: Bool
    /// The desired number of tasks by the manager's count; `nil` if not given (API before 1.41).
    let desiredTasks: Int?
    /// The last update; `nil` if there was none, or if it has not begun yet.
    let update: SwarmUpdate?
    /// The time for which Swarm watches a new task, in whole seconds.
    let monitor: Duration
    /// The delay before an ended task is started again, in whole seconds.
    let restartDelay: Duration
    let created: EngineTime?
    /// The time of its last change.
    let updated: EngineTime?

    /// Reads an element of `GET /services`; `nil` if its id, version or name is missing.
    init?(_ node: JSONNode) {
        guard let id = node["ID"]?.string, let version = node["Version"]?["Index"]?.int,
            let spec = node["Spec"], let name = spec["Name"]?.string
        else { return nil }
        (self.id, self.version, self.name) = (id, version, name)
        labels = spec["Labels"]?.texts ?? [:]
        image = spec["TaskTemplate"]?["ContainerSpec"]?["Image"]?.string
        mode = Self.mode(spec["Mode"])
        let condition = spec["TaskTemplate"]?["RestartPolicy"]?["Condition"]?.string ?? ""
        restartsAfterSuccess = !["none", "on-failure"].contains(condition)
        desiredTasks = node["ServiceStatus"]?["DesiredTasks"]?.int
        update = node["UpdateStatus"].flatMap(SwarmUpdate.init)
        monitor = Self.seconds(spec["UpdateConfig"]?["Monitor"])
        restartDelay = Self.seconds(spec["TaskTemplate"]?["RestartPolicy"]?["Delay"])
        created = node["CreatedAt"]?.time
        updated = node["UpdatedAt"]?.time
    }

    /// Converts nanoseconds to whole seconds, rounded up; Swarm's default of 5 s if nothing is set.
    private static func seconds(_ node: JSONNode?) -> Duration {
        guard let nanoseconds = node?.int, nanoseconds > 0 else { return .seconds(5) }
        return .seconds((nanoseconds - 1) / 1_000_000_000 + 1)
    }

    private static func mode(_ node: JSONNode?) -> Mode {
        if node?["ReplicatedJob"]?.members != nil || node?["GlobalJob"]?.members != nil {
            return .job
        }
        if node?["Global"]?.members != nil { return .global }
        return .replicated(node?["Replicated"]?["Replicas"]?.int ?? 1)
    }
}

/// The last update of a service, as the manager describes it.
struct SwarmUpdate: Hashable, Sendable {
    /// The value of `UpdateStatus.State`; the engine's published schema has only the first three.
    enum State: String, Hashable, Sendable {
        case updating
        case paused
        case completed
        case rollbackStarted = "rollback_started"
        case rollbackPaused = "rollback_paused"
        case rollbackCompleted = "rollback_completed"
    }

    /// The state; `nil` if it is unknown.
    let state: State?
    let started: EngineTime?
    /// The time of its end; `nil` if it has not ended.
    let ended: EngineTime?
    let message: String

    /// Reads `UpdateStatus`; `nil` if it is null or empty.
    init?(_ node: JSONNode) {
        guard let text = node["State"]?.string, !text.isEmpty else { return nil }
        state = State(rawValue: text)
        started = node["StartedAt"]?.time
        ended = node["CompletedAt"]?.time
        message = maskedWords(node["Message"]?.string ?? "")
    }
}
