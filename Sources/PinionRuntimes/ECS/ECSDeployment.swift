import PinionSyntax

/// A deployment of a service, or a task set of a service with another deployment controller.
struct ECSDeployment: Hashable, Sendable {
    /// The state of a rolling deployment, as ECS names it.
    enum State: String, Hashable, Sendable {
        case completed = "COMPLETED"
        case failed = "FAILED"
        case inProgress = "IN_PROGRESS"
    }

    /// The id: `ecs-svc/…`.
    let id: String
    /// The status: `PRIMARY`, `ACTIVE`, `INACTIVE` or, for a task set, `DRAINING`.
    let status: String
    let taskDefinition: String
    /// The state; `nil` if ECS does not give it.
    let state: State?
    /// ECS's reason for the state; empty if it gives none.
    let reason: String
    let created: ECSTime?
    let desired: Int
    let running: Int
    let pending: Int
    let failed: Int

    /// Reads an element of `deployments` or `taskSets`; `nil` without an id or a task definition.
    init?(_ node: JSONNode) {
        guard let id = node["id"]?.string, let definition = node["taskDefinition"]?.string
        else { return nil }
        self.id = id
        taskDefinition = definition
        status = node["status"]?.string ?? ""
        state = node["rolloutState"]?.string.flatMap(State.init) ?? Self.stability(node)
        reason = node["rolloutStateReason"]?.string ?? ""
        created = ECSTime(node["createdAt"])
        desired = node["desiredCount"]?.int ?? node["computedDesiredCount"]?.int ?? 0
        running = node["runningCount"]?.int ?? 0
        pending = node["pendingCount"]?.int ?? 0
        failed = node["failedTasks"]?.int ?? 0
    }

    /// Whether it is the deployment that the service should run.
    var isPrimary: Bool { status == "PRIMARY" }

    /// Whether its tasks run or may be started.
    var isLive: Bool { running > 0 || pending > 0 || status == "ACTIVE" && desired > 0 }

    /// The deployment in words, as the start of a sentence.
    var words: String {
        let kind = status.isEmpty ? "further" : ShownText(status).description
        return "its \(kind) deployment of \(ECSName.shortDefinition(taskDefinition)) "
            + "(\(running) of \(desired) tasks run)"
    }

    var lacksTasks: Bool { running < desired }

    /// Returns the state of a task set.
    private static func stability(_ node: JSONNode) -> State? {
        switch node["stabilityStatus"]?.string {
        case "STEADY_STATE": .completed
        case "STABILIZING": .inProgress
        default: nil
        }
    }
}

/// The newest entry of a service's deployment history, which is kept after the deployment ends.
struct ECSServiceDeployment: Hashable, Sendable {
    /// The status: `PENDING`, `SUCCESSFUL`, `ROLLBACK_SUCCESSFUL`, ….
    let status: String
    /// ECS's reason for the status.
    let reason: String
    /// The time of its end; `nil` if it has not ended.
    let finished: ECSTime?

    /// Reads an element of `ListServiceDeployments`.
    init?(_ node: JSONNode) {
        guard let status = node["status"]?.string else { return nil }
        self.status = status
        reason = node["statusReason"]?.string ?? ""
        finished = ECSTime(node["finishedAt"])
    }
}
