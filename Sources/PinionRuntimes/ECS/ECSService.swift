import PinionSyntax

/// A service of a cluster as described by `DescribeServices`.
struct ECSService: Hashable, Sendable {
    enum Controller: String, Hashable, Sendable {
        case ecs = "ECS"
        case codeDeploy = "CODE_DEPLOY"
        case external = "EXTERNAL"
    }

    let arn: String
    let name: String
    /// The status: `ACTIVE`, `DRAINING` or `INACTIVE`.
    let status: String
    /// The time of creation; a service with another time is another service.
    let created: ECSTime?
    /// The deployment controller; `nil` if it is of an unknown kind.
    let controller: Controller?
    /// The deployments, or the task sets if another controller deploys the service.
    let deployments: [ECSDeployment]
    /// The reference to the task definition; `nil` if none is set.
    let taskDefinition: String?
    /// The desired number of tasks; `nil` if ECS does not give it.
    let desiredCount: Int?
    /// The number of running tasks, as the service counts them; 0 if ECS does not give it.
    let runningCount: Int
    /// The ARNs of its current revisions.
    let revisions: [String]
    let tags: [String: String]
    /// The newest events, newest first.
    let events: [Event]

    /// An entry of the service's event log.
    struct Event: Hashable, Sendable {
        let created: ECSTime?
        let message: String
    }

    /// Reads an element of `services`; `nil` if its ARN or name is missing.
    init?(_ node: JSONNode) {
        guard let arn = node["serviceArn"]?.string, let name = node["serviceName"]?.string
        else { return nil }
        (self.arn, self.name) = (arn, name)
        status = node["status"]?.string ?? "ACTIVE"
        created = ECSTime(node["createdAt"])
        controller = Controller(
            rawValue: node["deploymentController"]?["type"]?.string ?? Controller.ecs.rawValue)
        let listed = (node["deployments"]?.array ?? []).compactMap(ECSDeployment.init)
        let sets = (node["taskSets"]?.array ?? []).compactMap(ECSDeployment.init)
        deployments = listed + sets.filter { set in !listed.contains { $0.id == set.id } }
        // With an external controller only the task sets decide what runs.
        let own = controller == .external ? nil : node["taskDefinition"]?.string
        taskDefinition = deployments.first(where: \.isPrimary)?.taskDefinition ?? own
        desiredCount = node["desiredCount"]?.int
        runningCount = node["runningCount"]?.int ?? 0
        revisions = (node["currentServiceRevisions"]?.array ?? []).compactMap { $0["arn"]?.string }
        tags = Self.tags(node["tags"])
        events = (node["events"]?.array ?? []).prefix(20).map {
            Event(created: ECSTime($0["createdAt"]), message: $0["message"]?.string ?? "")
        }
    }

    static func tags(_ node: JSONNode?) -> [String: String] {
        let pairs = (node?.array ?? []).compactMap { tag in
            tag["key"]?.string.map { ($0, tag["value"]?.string ?? "") }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    var primary: ECSDeployment? { deployments.first(where: \.isPrimary) }

    /// The other deployments whose tasks run or may be started.
    var others: [ECSDeployment] {
        let first = primary?.id
        return deployments.filter { $0.id != first && $0.isLive }
    }

    /// The task definitions that may be used, without duplicates, the primary deployment's first.
    var references: [String] {
        var seen: Set<String> = []
        return ([taskDefinition].compactMap(\.self) + others.map(\.taskDefinition))
            .filter { seen.insert($0).inserted }
    }

    /// The number of running tasks of all deployments.
    var countedTasks: Int { max(runningCount, deployments.reduce(0) { $0 + $1.running }) }

    /// Whether the service exists; a deleted one is listed for a while.
    var isThere: Bool { status != "INACTIVE" }

    /// Whether the service is being deleted, so that no more tasks are started.
    var isLeaving: Bool { status == "DRAINING" }

    /// The reason why it has no task definition, as a clause.
    var emptiness: String {
        controller == .external
            ? "another program deploys it (deployment controller EXTERNAL), and it has no primary "
                + "task set: let that program make one"
            : "it has no task definition"
    }

    /// The identity of this service object.
    var objectID: String { "\(arn)#\(created?.milliseconds ?? 0)" }

    /// A text that changes with every deployment.
    var version: String { "\(taskDefinition ?? "-") \(primary?.id ?? "-")" }

    /// The reason why Pinion cannot change its image; `nil` if it can.
    var obstacleToChange: String? {
        guard status == "ACTIVE" else { return "it is being deleted (\(status))" }
        switch controller {
        case .ecs: return taskDefinition == nil ? "it has no task definition yet" : nil
        case .codeDeploy:
            return
                "CodeDeploy deploys it (deployment controller CODE_DEPLOY), and would not know of "
                + "a change by others; start a deployment with the pinned digest there, or move "
                + "the service to ECS's own deployments"
        case .external:
            return "another program deploys it (deployment controller EXTERNAL); give that program "
                + "the pinned digest"
        case nil:
            return
                "its deployment controller is of a kind that this version of Pinion does not know"
        }
    }
}
