import PinionSyntax

/// An action of a pipeline that deploys to ECS.
///
/// AWS CodePipeline User Guide, "Action structure reference": Amazon ECS; Amazon ECS and CodeDeploy
/// blue-green. Only the parts of an action's configuration that are read here are ever shown.
struct DeployAction: Hashable, Sendable {
    let stage: String
    let name: String
    /// The region in which it acts; `nil` for the pipeline's region.
    let region: String?
    let work: Work

    enum Work: Hashable, Sendable {
        /// Deploys the images of a file to a service, with a new revision of its task definition;
        /// the names are as configured, `nil` if they are not.
        case images(file: String, cluster: String?, service: String?)
        /// Deploys the task definition of a file; the deployment group decides for which service.
        case taskDefinition(file: String, group: String?)
        case stack(StackUpdate)
    }

    /// Copies an action with other work.
    init(_ action: DeployAction, doing work: Work) {
        stage = action.stage
        name = action.name
        region = action.region
        self.work = work
    }

    /// Reads an `ActionDeclaration`; `nil` if it does not deploy to ECS.
    init?(_ node: JSONNode, of stage: String) {
        let type = node["actionTypeId"]
        guard type?["category"]?.string == "Deploy", let name = node["name"]?.string else {
            return nil
        }
        let configuration = node["configuration"]
        func text(_ key: String) -> String? {
            configuration?[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        switch type?["provider"]?.string {
        case "ECS":
            work = .images(
                file: text("FileName") ?? "imagedefinitions.json", cluster: text("ClusterName"),
                service: text("ServiceName"))
        case "CodeDeployToECS":
            work = .taskDefinition(
                file: text("TaskDefinitionTemplatePath") ?? "taskdef.json",
                group: text("DeploymentGroupName"))
        case "CloudFormation", "CloudFormationStackSet", "CloudFormationStackInstances":
            guard let update = StackUpdate(configuration) else { return nil }
            work = .stack(update)
        default: return nil
        }
        (self.stage, self.name) = (stage, name)
        region = node["region"]?.string
    }

    /// Returns a pipeline's deploying actions in its order; `nil` if the answer has no pipeline.
    static func all(in answer: JSONNode) -> [DeployAction]? {
        guard let stages = answer["pipeline"]?["stages"]?.array else { return nil }
        let all = stages.flatMap { stage -> [DeployAction] in
            let name = stage["name"]?.string ?? ""
            return (stage["actions"]?.array ?? []).compactMap { DeployAction($0, of: name) }
        }
        return all.compactMap { $0.prepared(by: all.compactMap(\.stackUpdate)) }
    }
}

extension DeployAction {
    /// The certainty that an action deploys a service, judged by its configuration.
    enum Reach: Hashable, Sendable {
        case certain
        /// The action may deploy it; the clause says what is not known.
        case possible(String)
        case none
    }

    /// Returns whether it deploys a service of a cluster, both given by name.
    func reach(_ service: WatchedService, cluster: String, region here: String) -> Reach {
        if let region, region != here { return .none }
        switch work {
        case .images(_, let configuredCluster, let configuredService):
            if service.isDeployedByCodeDeploy { return .none }
            let clusters = Self.match(configuredCluster, cluster)
            let services = Self.match(configuredService, service.name)
            if clusters == .none || services == .none { return .none }
            guard clusters == .certain else { return clusters }
            return services
        case .taskDefinition(_, let group):
            guard service.isDeployedByCodeDeploy else { return .none }
            let name = group.map { " \(ShownText($0, longest: 100))" } ?? ""
            return .possible("the deployment group\(name) decides which service it is")
        case .stack(let update): return update.reach(service)
        }
    }

    /// Compares a configured name or ARN; a variable of the pipeline can mean any name.
    static func match(_ configured: String?, _ name: String) -> Reach {
        guard let configured else { return .possible("its configuration names none") }
        if configured.contains("#{") {
            return .possible("the variable \(ShownText(configured, longest: 100)) names it")
        }
        return configured.split(separator: "/").last.map(String.init) == name ? .certain : .none
    }

    /// The name of the file of images that a build must leave for it.
    var images: String {
        switch work {
        case .images(let file, _, _): ShownText(file, longest: 100).description
        case .taskDefinition, .stack: "imagedefinitions.json"
        }
    }

    /// The effect of the action, as the end of "it …".
    var deed: String {
        switch work {
        case .images(let file, _, _): "takes the images of \(ShownText(file, longest: 100))"
        case .taskDefinition(let file, _):
            "registers the task definition \(ShownText(file, longest: 100))"
        case .stack(let update): update.deed
        }
    }
}
