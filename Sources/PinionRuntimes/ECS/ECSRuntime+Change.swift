import PinionModel
import PinionAWS
import PinionSyntax

extension ECSRuntime {
    /// Registers a revision with the pinned images and updates the service to it, or sets the
    /// stack's parameters; returns once AWS has accepted the change.
    ///
    /// ECS has no compare-and-swap: the service is read just before each write, and not changed if
    /// it differs from the observation. Revisions are never deregistered.
    func change(_ change: ImageChange, permit: WritePermit) async throws(RuntimeError) {
        switch settings.route {
        case .service: try await changeService(change, permit: permit)
        case .cloudFormation: try await changeStack(change, permit: permit)
        }
    }

    private func changeService(
        _ change: ImageChange, permit: WritePermit
    ) async throws(RuntimeError) {
        let service = try await current(change.observed)
        let copy = try await copy(of: service, for: change)
        if copy.declares(change.images) { return }
        guard service.version == change.observed.version else {
            throw .conflict(service: service.name)
        }
        let effects = try await effects(of: change, on: copy, of: service)
        try check(effects, change)
        try await deploy(copy, change, permit: permit)
    }

    /// Checks that the change has exactly the side effects of the plan.
    func check(_ effects: [SideEffect], _ change: ImageChange) throws(RuntimeError) {
        let found = Rehearsal(change, effects: effects).effects
        guard found != change.effects else { return }
        let more = found.filter { !change.effects.contains($0) }.map(\.description)
        throw .refused(
            operation: "change \(change.observed.name)",
            reason: "what it does besides is not what the plan says: it "
                + (more.isEmpty ? "does less by now" : more.joined(separator: ", and ")),
            remedy: "the next run plans anew")
    }

    /// Returns the side effects of registering a revision.
    func effects(
        of change: ImageChange, on copy: TaskDefinitionCopy, of service: ECSService
    ) async throws(RuntimeError) -> [SideEffect] {
        guard SiblingImages.hasFloatingTag(in: copy, except: change.images) else { return [] }
        let revisions = await cluster.revisions(service.revisions)
        return try SiblingImages(copy: copy, service: service, revisions: revisions)
            .digestPins(except: change.images)
    }

    func current(_ observed: ServiceObservation) async throws(RuntimeError) -> ECSService {
        try checked(try await cluster.services([observed.name]).first, observed)
    }

    /// Returns a service if it is still the observed one and may be changed.
    func checked(
        _ service: ECSService?, _ observed: ServiceObservation
    ) throws(RuntimeError) -> ECSService {
        if let reason = observed.unchangeable {
            throw .unchangeable(service: observed.name, reason: reason)
        }
        guard let service else { throw gone(observed.name) }
        guard service.objectID == observed.objectID else { throw .conflict(service: service.name) }
        if let reason = service.obstacleToChange {
            throw .unchangeable(service: service.name, reason: reason)
        }
        return service
    }

    @discardableResult
    func recheck(_ observed: ServiceObservation) async throws(RuntimeError) -> ECSService {
        let service = try await current(observed)
        guard service.version == observed.version else { throw .conflict(service: observed.name) }
        return service
    }

    func gone(_ name: String) -> RuntimeError {
        .unchangeable(
            service: name,
            reason:
                "the service was deleted after it was observed; create it again, or take it out "
                + "of the environment's file")
    }

    /// Returns the service's task definition if it can be used and has the containers to change.
    func copy(
        of service: ECSService, for change: ImageChange
    ) async throws(RuntimeError) -> TaskDefinitionCopy {
        var answer: JSONNode?
        if let reference = service.taskDefinition {
            answer = try await cluster.definition(reference)
        }
        return try copy(answer, of: service, for: change)
    }

    /// Reads the answer to `DescribeTaskDefinition` and checks that it can be used.
    func copy(
        _ answer: JSONNode?, of service: ECSService, for change: ImageChange
    ) throws(RuntimeError) -> TaskDefinitionCopy {
        guard let copy = answer.flatMap({ TaskDefinitionCopy(of: $0) }) else {
            throw .unchangeable(service: service.name, reason: "its task definition cannot be read")
        }
        try check(copy, change)
        return copy
    }

    private func check(_ copy: TaskDefinitionCopy, _ change: ImageChange) throws(RuntimeError) {
        let name = change.observed.name
        let definition = copy.arn.map(ECSName.shortDefinition) ?? "its task definition"
        guard copy.status == "ACTIVE" else {
            throw .unchangeable(
                service: name,
                reason:
                    "its task definition \(definition) is \(copy.status), which ECS does not let "
                    + "a deployment use; register it again and update the service to that revision")
        }
        let containers = copy.images
        for wanted in change.images where containers[wanted.container] == nil {
            let names = containers.keys.sorted().joined(separator: ", ")
            throw .unchangeable(
                service: name,
                reason:
                    "\(definition) has no container \(wanted.container), only \(names); mend the "
                    + "name in environment.yaml")
        }
    }

    // MARK: Through the service

    private func deploy(
        _ copy: TaskDefinitionCopy, _ change: ImageChange,
        permit: WritePermit
    ) async throws(RuntimeError) {
        let name = change.observed.name
        let registration: [UInt8]
        do throws(SyntaxError) {
            registration = try copy.registration(with: change.images + change.frozen)
        } catch {
            throw .unchangeable(service: name, reason: "its task definition cannot be edited")
        }
        let arn: String
        if let left = try await registered(registration, family: copy.family) {
            arn = left
        } else {
            try await permit()
            arn = try await register(registration, copy, name)
        }
        try await update(change, to: arn, permit: permit)
    }

    /// Returns the family's newest revision if it equals the registration, as after a killed run.
    private func registered(
        _ registration: [UInt8], family: String?
    ) async throws(RuntimeError) -> String? {
        guard let family,
            let newest = TaskDefinitionCopy(of: try await cluster.definition(family)),
            newest.status == "ACTIVE"
        else { return nil }
        do throws(SyntaxError) {
            let isSame = try newest.canonical() == TaskDefinitionCopy.canonical(registration)
            return isSame ? newest.arn : nil
        } catch {
            return nil
        }
    }

    private func register(
        _ registration: [UInt8], _ copy: TaskDefinitionCopy, _ service: String
    ) async throws(RuntimeError) -> String {
        let family = copy.family ?? service
        let purpose = "register a revision of the task definition \(family)"
        do throws(AWSError) {
            let answer = try await cluster.client.json(
                .raw(.ecs, "RegisterTaskDefinition", registration, isIdempotent: false))
            if let arn = answer["taskDefinition"]?["taskDefinitionArn"]?.string { return arn }
        } catch {
            throw cluster.explained(error.hiding(copy.secrets), purpose)
        }
        throw .refused(
            operation: purpose, reason: "the answer names no revision",
            remedy: "run the command again, which finds the revision where it was made")
    }
}

extension ImageChange {
    /// The containers that are not changed but written with their current digests.
    var frozen: [ContainerImage] {
        effects.compactMap { effect in
            guard case .freezes(let container, _, let image) = effect else { return nil }
            return ContainerImage(container: container, image: image)
        }
    }
}
