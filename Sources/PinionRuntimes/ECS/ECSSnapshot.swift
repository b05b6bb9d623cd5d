import PinionModel

/// What ECS said of services at one moment; turns into observations without asking again.
struct ECSSnapshot: Sendable {
    /// What is known of a task definition.
    typealias Definition = Result<TaskDefinition, RuntimeError>

    /// Task definitions by the reference that a service holds.
    let definitions: [String: Definition]
    /// The tasks of the services.
    let tasks: ECSTasks
    /// What the services' revisions resolved.
    let revisions: ECSRevisions
    /// Where the services' deployments stand, by service.
    let rollouts: [String: Rollout]
    /// What the stacks that own the services say, by service.
    let stacks: [String: StackSurface]
    /// What pipelines may do to the services, by service.
    let pipelines: [String: [Risk]]

    /// The observation of a service.
    func observation(of service: ECSService) -> ServiceObservation {
        ServiceObservation(
            name: service.name, objectID: service.objectID, version: service.version,
            containers: containers(of: service), wanted: wanted(of: service),
            rollout: rollout(of: service),
            changedBy: attribution(of: service),
            unchangeable: service.obstacleToChange ?? stacks[service.name]?.unchangeable,
            risks: risks(of: service) + (pipelines[service.name] ?? []),
            deployment: service.primary?.id, writtenWith: stacks[service.name]?.writtenWith)
    }

    /// ECS's word on its deployment; where that is well, the stack's word on its update.
    private func rollout(of service: ECSService) -> Rollout {
        let own = rollouts[service.name] ?? .settled
        return own == .settled ? stacks[service.name]?.rollout ?? own : own
    }

    /// What is to run; a service all of whose tasks ended after its deployment was over gets none by itself that lasts.
    private func wanted(of service: ECSService) -> Wanted {
        if service.desiredCount == 0, service.deployments.allSatisfy({ $0.running == 0 }) {
            return .nothing
        }
        guard let primary = service.primary, primary.state == .completed, primary.running == 0,
            case .progressing(let detail) = rollouts[service.name]
        else { return .instances }
        return .stalled("no deployment is under way, and none of its tasks runs: \(detail)")
    }

    private func containers(of service: ECSService) -> [ContainerObservation] {
        guard let reference = service.taskDefinition else { return [] }
        switch definitions[reference] {
        case .success(let definition):
            return definition.containers.map { container in
                self.container(container.name, of: service, declared: declared(container, service))
            }
        case .failure(let error): return unread(service, error)
        case nil: return []
        }
    }

    /// The containers of a service whose task definition could not be read, as its tasks name them.
    ///
    /// Where there are no tasks either, one by the service's own name stands for all of them, so that
    /// the service is told as unknown and every other one is still looked at.
    private func unread(
        _ service: ECSService, _ error: RuntimeError
    ) -> [ContainerObservation] {
        let seen = Set(tasks.seen(of: service.name).flatMap { $0.containers.map(\.name) })
        let names = seen.isEmpty ? [service.name] : seen
        return names.sorted().map {
            container($0, of: service, declared: .unknown(Obstacle(asking: error)))
        }
    }

    private func container(
        _ name: String, of service: ECSService, declared: Surface
    ) -> ContainerObservation {
        let stack = stacks[service.name]?.statement(for: name)
        return ContainerObservation(
            name: name, template: stack?.template ?? .absent, templateSite: stack?.site,
            ownerUpdate: stack?.update, declared: declared,
            instances: tasks.instances(
                of: name, in: service, declaredBy: service.taskDefinition))
    }

    private func declared(_ container: TaskDefinition.Container, _ service: ECSService) -> Surface {
        let written = Surface(written: container.image)
        guard case .image(let image) = written, image.reference.digest == nil,
            container.isConsistent, !isUnresolved(container, service)
        else { return written }
        let digest = revisions.newest(of: service)?.digests[container.name]
        return .image(
            SeenImage(
                image.reference, alsoKnownAs: [digest].compactMap(\.self),
                validity: .untilDeployment))
    }

    /// Whether ECS says that it has not resolved a container's tag for the deployment.
    ///
    /// Where it says nothing of the deployment at all, it resolves tags as it always does.
    private func isUnresolved(
        _ container: TaskDefinition.Container, _ service: ECSService
    ) -> Bool {
        revisions.newest(of: service).map { $0.digests[container.name] == nil } ?? false
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

    private func risks(of service: ECSService) -> [Risk] {
        guard let reference = service.taskDefinition else { return [] }
        var risks: [Risk] = []
        if !ECSName.namesRevision(reference) {
            risks.append(
                Risk(
                    .resolutionUnsafe,
                    clause: "it names the task definition \(ECSName.shortDefinition(reference)) "
                        + "without a revision, and so runs whatever is registered there last; name a "
                        + "revision"))
        }
        guard case .success(let definition) = definitions[reference] else { return risks }
        if definition.floats, let problem = revisions.problem(of: service) {
            risks.append(
                Risk(
                    .resolutionUnsafe,
                    clause: "whether ECS has resolved its tags, and to which digests, cannot be "
                        + "seen, and so nothing of it can be frozen: \(problem)"))
        }
        for container in definition.containers where container.floats {
            let reason: String
            if !container.isConsistent {
                reason = "versionConsistency is disabled and its image has no digest"
            } else if isUnresolved(container, service) {
                reason = "its image has no digest, and ECS has resolved none for this deployment"
            } else {
                continue
            }
            risks.append(
                Risk(
                    .resolutionUnsafe, container: container.name,
                    clause:
                        "\(reason), so that every task resolves the tag anew; declare it by digest")
            )
        }
        return risks
    }
}

extension TaskDefinition {
    /// Whether a container's image has no digest.
    var floats: Bool { containers.contains(where: \.floats) }
}

extension TaskDefinition.Container {
    /// Whether its image has no digest.
    var floats: Bool { ImageReference(seen: image).map { $0.digest == nil } ?? false }
}
