import PinionSyntax

/// One deployment of a service, or one task set of a service that others deploy.
package struct ECSDeployment: Hashable, Sendable {
    /// Where a rolling deployment stands, in ECS's words.
    package enum State: String, Hashable, Sendable {
        case completed = "COMPLETED"
        case failed = "FAILED"
        case inProgress = "IN_PROGRESS"
    }

    /// Its id: `ecs-svc/…`.
    package let id: String
    /// `PRIMARY`, `ACTIVE`, `INACTIVE` or, of a task set, `DRAINING`.
    package let status: String
    /// The task definition's ARN.
    package let taskDefinition: String
    /// Where it stands; nil where ECS does not say.
    package let state: State?
    /// Why, in ECS's words; empty where it does not say.
    package let reason: String
    /// When it began.
    package let created: ECSTime?
    /// How many tasks it should have.
    package let desired: Int
    /// How many tasks of it run.
    package let running: Int
    /// How many tasks of it are about to run.
    package let pending: Int
    /// How many tasks of it failed to start.
    package let failed: Int

    /// Reads an element of `deployments` or `taskSets`; nil where its id or task definition is
    /// missing.
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

    /// Whether fewer tasks run than should.
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
package struct ECSServiceDeployment: Hashable, Sendable {
    /// `PENDING`, `SUCCESSFUL`, `ROLLBACK_SUCCESSFUL`, ….
    package let status: String
    /// Why, in ECS's words.
    package let reason: String
    /// When it ended; nil where it has not.
    package let finished: ECSTime?

    /// Reads an element of `ListServiceDeployments`.
    init?(_ node: JSONNode) {
        guard let status = node["status"]?.string else { return nil }
        self.status = status
        reason = node["statusReason"]?.string ?? ""
        finished = ECSTime(node["finishedAt"])
    }
}
