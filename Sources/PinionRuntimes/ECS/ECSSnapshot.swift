import PinionModel

/// The state of services at one moment, which becomes observations without further requests.
struct ECSSnapshot: Sendable {
    /// The result of reading a task definition.
    typealias Definition = Result<TaskDefinition, RuntimeError>

    /// The task definitions by the references that services hold.
    let definitions: [String: Definition]
    let tasks: ECSTasks
    /// The revisions of the services with their resolved digests.
    let revisions: ECSRevisions
    /// The progress of the services' deployments, by service.
    let rollouts: [String: Rollout]
    /// The images according to the stacks that own the services, by service.
    let stacks: [String: StackSurface]
    /// The risks from pipelines, by service.
    let pipelines: [String: [Risk]]

    func observation(of service: ECSService) -> ServiceObservation {
        ServiceObservation(
            name: service.name, objectID: service.objectID, version: service.version,
            containers: containers(of: service), wanted: wanted(of: service),
            rollout: rollout(of: service), changedBy: attribution(of: service),
            unchangeable: service.obstacleToChange ?? stacks[service.name]?.unchangeable,
            risks: risks(of: service) + additions(to: service) + (pipelines[service.name] ?? []),
            deployment: service.primary?.id, writtenWith: stacks[service.name]?.writtenWith)
    }

    /// Returns the deployment's rollout or, if that is settled, the rollout of the stack's update.
    private func rollout(of service: ECSService) -> Rollout {
        let own = rollouts[service.name] ?? .settled
        return own == .settled ? stacks[service.name]?.rollout ?? own : own
    }

    /// Returns what should run: stalled if all tasks ended after the deployment was completed.
    private func wanted(of service: ECSService) -> Wanted {
        if service.desiredCount == 0, service.countedTasks == 0, service.others.isEmpty {
            return .nothing
        }
        guard let primary = service.primary, primary.state == .completed, primary.running == 0,
            case .progressing(let detail) = rollouts[service.name]
        else { return .instances }
        return .stalled("no deployment is under way, and none of its tasks runs: \(detail)")
    }

    private func attribution(of service: ECSService) -> Attribution? {
        guard let primary = service.primary else { return nil }
        let name = ECSName.shortDefinition(primary.taskDefinition)
        var who = "a deployment of \(name)"
        if case .success(let definition) = definitions[primary.taskDefinition],
            let author = definition.registeredBy
        {
            who += ", registered by \(author)"
        }
        return Attribution(who: who, at: primary.created?.timestamp)
    }
}

extension TaskDefinition {
    var floats: Bool { containers.contains(where: \.floats) }
}

extension TaskDefinition.Container {
    var floats: Bool { ImageReference(seen: image).map { $0.digest == nil } ?? false }
}
