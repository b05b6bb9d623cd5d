import PinionSyntax

/// One service of a cluster, as `DescribeServices` answers it.
struct ECSService: Hashable, Sendable {
    enum Controller: String, Hashable, Sendable {
        case ecs = "ECS"
        case codeDeploy = "CODE_DEPLOY"
        case external = "EXTERNAL"
    }

    let arn: String
    let name: String
    /// `ACTIVE`, `DRAINING` or `INACTIVE`.
    let status: String
    /// When it was created; another moment is another service.
    let created: ECSTime?
    /// Who deploys it; nil for a kind that is not known here.
    let controller: Controller?
    /// Its deployments, or its task sets if others deploy it.
    let deployments: [ECSDeployment]
    /// The task definition's reference; nil if none is set.
    let taskDefinition: String?
    /// How many tasks it wants; nil if ECS does not say.
    let desiredCount: Int?
    /// How many of its tasks run, as it counts them itself; 0 if ECS does not say.
    let runningCount: Int
    /// The ARNs of the revisions that it runs.
    let revisions: [String]
    let tags: [String: String]
    /// Its newest events first.
    let events: [Event]

    /// One line of a service's own log.
    struct Event: Hashable, Sendable {
        let created: ECSTime?
        let message: String
    }

    /// Reads an element of `services`; nil if what identifies a service is missing.
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
        // What an external controller runs is what its task sets say, and nothing else.
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

    /// The other deployments whose tasks run, or may be started.
    var others: [ECSDeployment] {
        let first = primary?.id
        return deployments.filter { $0.id != first && $0.isLive }
    }

    /// The task definitions that are or may be used, each once, the primary deployment's first.
    var references: [String] {
        var seen: Set<String> = []
        return ([taskDefinition].compactMap(\.self) + others.map(\.taskDefinition))
            .filter { seen.insert($0).inserted }
    }

    /// How many tasks run, of all deployments together.
    var countedTasks: Int { max(runningCount, deployments.reduce(0) { $0 + $1.running }) }

    /// Whether it is still there; a deleted one is shown for a while.
    var isThere: Bool { status != "INACTIVE" }

    /// Whether it is being deleted: no task of it is started any more.
    var isLeaving: Bool { status == "DRAINING" }

    /// Why it names no task definition, as a clause.
    var emptiness: String {
        controller == .external
            ? "another program deploys it (deployment controller EXTERNAL), and it has no primary "
                + "task set: let that program make one"
            : "it has no task definition"
    }

    /// The identity of this very service.
    var objectID: String { "\(arn)#\(created?.milliseconds ?? 0)" }

    /// What changes with every deployment.
    var version: String { "\(taskDefinition ?? "-") \(primary?.id ?? "-")" }

    /// Why Pinion cannot change its image; nil if it can.
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
