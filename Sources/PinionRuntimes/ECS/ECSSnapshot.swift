import PinionModel

/// What ECS said of services at one moment; turns into observations without asking again.
struct ECSSnapshot: Sendable {
    /// What is known of a task definition.
    typealias Definition = Result<TaskDefinition, RuntimeError>

    /// Task definitions by the reference that a service holds.
    let definitions: [String: Definition]
    let tasks: ECSTasks
    /// What the services' revisions resolved.
    let revisions: ECSRevisions
    /// Where the services' deployments stand, by service.
    let rollouts: [String: Rollout]
    /// What the stacks that own the services say, by service.
    let stacks: [String: StackSurface]
    /// What pipelines may do to the services, by service.
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

    /// ECS's word on its deployment; where that is well, the stack's word on its update.
    private func rollout(of service: ECSService) -> Rollout {
        let own = rollouts[service.name] ?? .settled
        return own == .settled ? stacks[service.name]?.rollout ?? own : own
    }

    /// What is to run; nothing replaces tasks that all ended after their deployment was over.
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
