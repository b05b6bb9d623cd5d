import PinionModel
import PinionSyntax

/// A service as a Swarm's manager holds it, as far as Pinion needs it.
struct SwarmService: Hashable, Sendable {
    /// How many tasks it asks for, and whether they end.
    enum Mode: Hashable, Sendable {
        case replicated(Int)
        case global
        /// Tasks that run to their end; no update is rolled out over them.
        case job
    }

    /// The service's id; another one under the same name is a re-creation.
    let id: String
    /// The token of the manager's compare-and-swap.
    let version: Int
    let name: String
    /// The service's own labels, not those of its containers.
    let labels: [String: String]
    /// The image of the spec as it stands there; nil if the service runs no container.
    let image: String?
    let mode: Mode
    /// Whether a task that ended well is started again.
    let restartsAfterSuccess: Bool
    /// How many tasks should run, as the manager counts; nil if not told (API before 1.41).
    let desiredTasks: Int?
    /// Where the last update stands; nil if there was none, or if it is not begun yet.
    let update: SwarmUpdate?
    /// For how long Swarm watches a new task before it counts as well, in whole seconds.
    let monitor: Duration
    /// For how long a task that ended waits before it is started again, in whole seconds.
    let restartDelay: Duration
    let created: EngineTime?
    /// When it was last changed, by whomever.
    let updated: EngineTime?

    /// Reads an element of `GET /services`; nil if what identifies a service is missing.
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

    /// Nanoseconds in whole seconds, rounded up; 5 s if nothing is set, as Swarm has it.
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

/// Where the last update of a service stands, as the manager tells it.
struct SwarmUpdate: Hashable, Sendable {
    /// `UpdateStatus.State`; the engine's published schema lists only the first three.
    enum State: String, Hashable, Sendable {
        case updating
        case paused
        case completed
        case rollbackStarted = "rollback_started"
        case rollbackPaused = "rollback_paused"
        case rollbackCompleted = "rollback_completed"
    }

    /// The state; nil for one that is not known here.
    let state: State?
    let started: EngineTime?
    /// When it ended; nil if it did not.
    let ended: EngineTime?
    let message: String

    /// Reads `UpdateStatus`; nil if it is null or empty.
    init?(_ node: JSONNode) {
        guard let text = node["State"]?.string, !text.isEmpty else { return nil }
        state = State(rawValue: text)
        started = node["StartedAt"]?.time
        ended = node["CompletedAt"]?.time
        message = maskedWords(node["Message"]?.string ?? "")
    }
}
