import PinionSyntax

/// One deployment of a service, or one task set of a service that others deploy.
struct ECSDeployment: Hashable, Sendable {
    /// Where a rolling deployment stands, in ECS's words.
    enum State: String, Hashable, Sendable {
        case completed = "COMPLETED"
        case failed = "FAILED"
        case inProgress = "IN_PROGRESS"
    }

    /// Its id: `ecs-svc/…`.
    let id: String
    /// `PRIMARY`, `ACTIVE`, `INACTIVE` or, of a task set, `DRAINING`.
    let status: String
    let taskDefinition: String
    /// Where it stands; nil if ECS does not say.
    let state: State?
    /// Why, in ECS's words; empty if it does not say.
    let reason: String
    let created: ECSTime?
    let desired: Int
    let running: Int
    let pending: Int
    let failed: Int

    /// Reads an element of `deployments` or `taskSets`; nil without an id or a task definition.
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

    /// Whether it is what the service should run.
    var isPrimary: Bool { status == "PRIMARY" }

    /// Whether tasks of it run, or may be started.
    var isLive: Bool { running > 0 || pending > 0 || status == "ACTIVE" && desired > 0 }

    /// It, as the start of a sentence.
    var words: String {
        let kind = status.isEmpty ? "further" : ShownText(status).description
        return "its \(kind) deployment of \(ECSName.shortDefinition(taskDefinition)) "
            + "(\(running) of \(desired) tasks run)"
    }

    var lacksTasks: Bool { running < desired }

    /// What a task set says of itself.
    private static func stability(_ node: JSONNode) -> State? {
        switch node["stabilityStatus"]?.string {
        case "STEADY_STATE": .completed
        case "STABILIZING": .inProgress
        default: nil
        }
    }
}

/// The newest entry of a service's deployment history, which outlives the deployment itself.
struct ECSServiceDeployment: Hashable, Sendable {
    /// `PENDING`, `SUCCESSFUL`, `ROLLBACK_SUCCESSFUL`, ….
    let status: String
    /// Why, in ECS's words.
    let reason: String
    /// When it ended; nil if it has not.
    let finished: ECSTime?

    /// Reads an element of `ListServiceDeployments`.
    init?(_ node: JSONNode) {
        guard let status = node["status"]?.string else { return nil }
        self.status = status
        reason = node["statusReason"]?.string ?? ""
        finished = ECSTime(node["finishedAt"])
    }
}
