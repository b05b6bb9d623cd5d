package import PinionModel
import PinionAWS
import PinionSyntax

extension ECSRuntime {
    /// Registers a revision with the pinned images and tells the service to use it, or writes the
    /// stack's parameters; returns once AWS has taken the change.
    ///
    /// ECS has no compare-and-swap: the service is read just before each write, and left alone when
    /// it is not as it was observed. Revisions are never deregistered.
    package func change(
        _ change: ImageChange, permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        let observed = change.observed
        if let reason = observed.unchangeable {
            throw .unchangeable(service: observed.name, reason: reason)
        }
        let service = try await current(observed)
        guard let copy = try await copy(of: service) else {
            throw .unchangeable(
                service: observed.name, reason: "its task definition cannot be read")
        }
        try check(copy, change)
        if copy.declares(change.images) { return }
        guard service.version == observed.version else {
            throw .conflict(service: observed.name)
        }
        switch block.route {
        case .service: try await deploy(copy, change, permit: permit)
        case .cloudFormation:
            try await stacks.change(change, of: service, permit: permit) {
                () async throws(RuntimeError) in
                try await recheck(observed)
            }
        }
    }

    /// The service as it is now.
    private func current(_ observed: ServiceObservation) async throws(RuntimeError) -> ECSService {
        guard let service = try await cluster.services([observed.name]).first else {
            throw gone(observed.name)
        }
        guard service.objectID == observed.objectID else { throw .conflict(service: service.name) }
        if let reason = service.obstacleToChange {
            throw .unchangeable(service: service.name, reason: reason)
        }
        return service
    }

    func recheck(_ observed: ServiceObservation) async throws(RuntimeError) {
        guard try await current(observed).version == observed.version else {
            throw .conflict(service: observed.name)
        }
    }

    func gone(_ name: String) -> RuntimeError {
        .unchangeable(
            service: name,
            reason:
                "the service was deleted after it was observed; create it again, or take it out "
                + "of the environment's file")
    }

    private func copy(of service: ECSService) async throws(RuntimeError) -> TaskDefinitionCopy? {
        guard let reference = service.taskDefinition else { return nil }
        return TaskDefinitionCopy(of: try await cluster.definition(reference))
    }

    private func check(
        _ copy: TaskDefinitionCopy, _ change: ImageChange
    ) throws(RuntimeError) {
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
        permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        let name = change.observed.name
        let registration: [UInt8]
        do throws(SyntaxError) {
            registration = try copy.registration(with: change.images)
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

    /// The family's newest revision, where it is what would be registered: a killed run left it.
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
