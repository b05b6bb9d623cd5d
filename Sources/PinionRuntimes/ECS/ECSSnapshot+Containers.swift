import PinionModel

extension ECSSnapshot {
    /// Returns the containers of all task definitions of a service, the primary deployment's first.
    func containers(of service: ECSService) -> [ContainerObservation] {
        guard let reference = service.taskDefinition else {
            return unread(service, Obstacle(service.emptiness))
        }
        switch definitions[reference] {
        case .success(let definition):
            let own = definition.containers.map {
                container($0.name, of: service, declared: declared($0, nil, of: service))
            }
            return own + strangers(to: definition, of: service)
        case .failure(let error): return unread(service, Obstacle(asking: error))
        case nil: return []
        }
    }

    /// Returns the containers of tasks and other deployments if the task definition cannot be read.
    ///
    /// If there are none, one with the service's name represents them, so that the service is
    /// reported as unknown and all others are still observed.
    private func unread(_ service: ECSService, _ obstacle: Obstacle) -> [ContainerObservation] {
        let running = tasks.seen(of: service.name).flatMap { $0.containers.map(\.name) }
        let seen = Set(running + service.others.flatMap { listed(by: $0).map(\.name) })
        let names = seen.isEmpty ? [service.name] : seen
        return names.sorted().map {
            container($0, of: service, declared: .unknown(obstacle))
        }
    }

    /// Returns the containers that only other deployments have.
    private func strangers(
        to definition: TaskDefinition, of service: ECSService
    ) -> [ContainerObservation] {
        var known = Set(definition.containers.map(\.name))
        return service.others.flatMap { other in
            listed(by: other).filter { known.insert($0.name).inserted }.map { stranger in
                let obstacle = Obstacle(
                    "\(other.words) has the container, and the primary one has not")
                return container(
                    stranger.name, of: service, declared: .unknown(obstacle),
                    by: other.taskDefinition)
            }
        }
    }

    private func listed(by deployment: ECSDeployment) -> [TaskDefinition.Container] {
        guard case .success(let definition)? = definitions[deployment.taskDefinition]
        else { return [] }
        return definition.containers
    }

    private func container(
        _ name: String, of service: ECSService, declared: Surface, by definition: String? = nil
    ) -> ContainerObservation {
        let stack = stacks[service.name]?.statement(for: name)
        let others = service.others.compactMap { other in
            self.declared(name, by: other, of: service).map { OtherDeclaration(other.words, $0) }
        }
        return ContainerObservation(
            name: name, template: stack?.template ?? .absent, templateSite: stack?.site,
            ownerUpdate: stack?.update, declared: declared,
            others: others.filter { $0.image != declared },
            instances: tasks.instances(
                of: name, in: service, declaredBy: definition ?? service.taskDefinition))
    }

    /// Returns the image that another deployment declares; `nil` if it has no such container.
    private func declared(
        _ name: String, by deployment: ECSDeployment, of service: ECSService
    ) -> Surface? {
        if case .failure(let error)? = definitions[deployment.taskDefinition] {
            return .unknown(Obstacle(asking: error))
        }
        return listed(by: deployment).first { $0.name == name }
            .map { declared($0, deployment, of: service) }
    }

    /// Returns the image that a container has in another deployment or, for `nil`, the primary one.
    private func declared(
        _ container: TaskDefinition.Container, _ other: ECSDeployment?, of service: ECSService
    ) -> Surface {
        let written = Surface(written: container.image)
        let revision = revision(of: other, in: service)
        guard case .image(let image) = written, image.reference.digest == nil,
            container.isConsistent, !container.isUnresolved(by: revision)
        else { return written }
        let digest = revision?.digests[container.name]
        return .image(
            SeenImage(
                image.reference, alsoKnownAs: [digest].compactMap(\.self),
                validity: .untilDeployment))
    }

    private func revision(of other: ECSDeployment?, in service: ECSService) -> ECSServiceRevision? {
        other.map { revisions.revision(of: $0, in: service) } ?? revisions.newest(of: service)
    }

    // MARK: Risks

    /// Returns the changes that ECS itself may make to a service's images.
    func risks(of service: ECSService) -> [Risk] {
        var risks: [Risk] = []
        for reference in service.references {
            risks += self.risks(of: reference, in: service).filter { !risks.contains($0) }
        }
        return risks
    }

    private func risks(of reference: String, in service: ECSService) -> [Risk] {
        let name = ECSName.shortDefinition(reference)
        var risks: [Risk] = []
        if !ECSName.namesRevision(reference) {
            risks.append(
                Risk(
                    .resolutionUnsafe,
                    clause: "it names the task definition \(name) without a revision, and so runs "
                        + "whatever is registered there last; name a revision"))
        }
        guard case .success(let definition)? = definitions[reference] else { return risks }
        if !definition.isActive {
            risks.append(
                Risk(
                    .resolutionUnsafe,
                    clause:
                        "its task definition \(name) was deregistered (INACTIVE): what runs goes "
                        + "on, and no deployment and no rollback can use it again; register it "
                        + "again, and update the service to that revision"))
        }
        if definition.floats, let problem = revisions.problem(of: service) {
            risks.append(
                Risk(
                    .resolutionUnsafe,
                    clause: "whether ECS has resolved its tags, and to which digests, cannot be "
                        + "seen, and so nothing of it can be frozen: \(problem)"))
        }
        let other =
            reference == service.taskDefinition
            ? nil : service.others.first { $0.taskDefinition == reference }
        let revision = revision(of: other, in: service)
        return risks + definition.containers.compactMap { $0.risk(resolvedBy: revision) }
    }
}

extension TaskDefinition.Container {
    /// Whether ECS has not resolved the tag for a deployment.
    ///
    /// If ECS gives no revision of the deployment, tags are taken to be resolved as usual.
    fileprivate func isUnresolved(by revision: ECSServiceRevision?) -> Bool {
        revision.map { $0.digests[name] == nil } ?? false
    }

    /// Returns the risk that each task may resolve the tag anew; `nil` if there is none.
    fileprivate func risk(resolvedBy revision: ECSServiceRevision?) -> Risk? {
        guard floats else { return nil }
        let reason: String
        if !isConsistent {
            reason = "versionConsistency is disabled and its image has no digest"
        } else if isUnresolved(by: revision) {
            reason = "its image has no digest, and ECS has resolved none for this deployment"
        } else {
            return nil
        }
        return Risk(
            .resolutionUnsafe, container: name,
            clause: "\(reason), so that every task resolves the tag anew; declare it by digest")
    }
}
