import PinionModel
import PinionProcess
import PinionSyntax

extension ECSRuntime {
    /// The most services for which a look at all of them reads the cause of a failure: that takes
    /// two or three more requests for each.
    private static let mostExplained = 3

    /// Reads everything that the observations of some services need.
    func snapshot(
        of services: [ECSService], _ selection: ServiceSelection
    ) async throws(RuntimeError) -> ECSSnapshot {
        let isWhole = selection.isWhole
        let definitions = try await definitions(of: services, isWhole: isWhole)
        let tasks = await cluster.tasks(of: services)
        let owned = await stacks.surfaces(of: services, isWhole: isWhole)
        return ECSSnapshot(
            definitions: definitions, tasks: tasks,
            revisions: await revisions(of: services, definitions),
            rollouts: await rollouts(of: services, isWhole: isWhole), stacks: owned,
            pipelines: await pipelines.risks(of: services, owned, isWhole: isWhole))
    }

    /// Returns the task definitions of services, by reference; throws a transient error.
    private func definitions(
        of services: [ECSService], isWhole: Bool
    ) async throws(RuntimeError) -> [String: ECSSnapshot.Definition] {
        let wanted = Self.deployed(services)
        let known = await self.definitions.known(wanted)
        let missing = wanted.keys.filter { known[$0] == nil }.sorted()
        let answers = await missing.concurrentResults { reference async throws(RuntimeError) in
            try await readDefinition(reference)
        }
        var all = known.mapValues { ECSSnapshot.Definition.success($0) }
        var new: [TaskDefinition] = []
        for (reference, answer) in zip(missing, answers) {
            if case .failure(let error) = answer, error.isTransient { throw error }
            // An inactive task definition is read and reported every time.
            if case .success(let definition) = answer, definition.isActive,
                ECSName.namesRevision(reference)
            {
                new.append(definition)
            }
            all[reference] = answer
        }
        await self.definitions.keep(new, wanted: wanted, isAll: isWhole)
        return all
    }

    /// Returns the times of the latest deployments of task definitions, in milliseconds since 1970.
    private static func deployed(_ services: [ECSService]) -> [String: Int64] {
        services.reduce(into: [:]) { deployed, service in
            for reference in service.references {
                let latest = service.deployments.filter { $0.taskDefinition == reference }
                    .compactMap { $0.created?.milliseconds }.max()
                let created = latest ?? service.created?.milliseconds ?? 0
                deployed[reference] = max(deployed[reference] ?? 0, created)
            }
        }
    }

    private func readDefinition(_ reference: String) async throws(RuntimeError) -> TaskDefinition {
        let answer = try await cluster.definition(reference)
        guard let definition = answer["taskDefinition"].flatMap({ TaskDefinition($0) }) else {
            throw .refused(
                operation: "look at the task definition \(ECSName.shortDefinition(reference))",
                reason: "ECS describes it without containers",
                remedy: "look at it with `aws ecs describe-task-definition`")
        }
        return definition
    }

    /// Reads the revisions of the services that use a tag.
    private func revisions(
        of services: [ECSService], _ definitions: [String: ECSSnapshot.Definition]
    ) async -> ECSRevisions {
        let floating = services.filter { service in
            service.references.contains { reference in
                guard case .success(let definition) = definitions[reference] else { return false }
                return definition.floats
            }
        }
        return await cluster.revisions(floating.flatMap(\.revisions))
    }

    /// Returns the progress of the deployments; reads the causes of failures if there are any.
    private func rollouts(of services: [ECSService], isWhole: Bool) async -> [String: Rollout] {
        let plain = services.map { ($0, ECSRollout(service: $0).judged) }
        let doubtful = plain.filter { service, rollout in
            service.controller == .ecs && (!isWhole || rollout != .settled)
        }
        let asked = doubtful.prefix(isWhole ? Self.mostExplained : 20).map(\.0)
        let told = await asked.concurrentResults { service async throws(RuntimeError) in
            (service.name, await explained(service))
        }
        var all = Dictionary(plain.map { ($0.0.name, $0.1) }) { first, _ in first }
        for case .success(let (name, rollout)) in told { all[name] = rollout }
        return all
    }

    private func explained(_ service: ECSService) async -> Rollout {
        let newest = await cluster.newestDeployment(of: service.name)
        let rollout = ECSRollout(service: service, newest: newest).judged
        let hasFailures = service.deployments.contains {
            $0.failed > 0 || ($0.state == .completed && $0.lacksTasks)
        }
        guard rollout.failure != nil || (rollout != .settled && hasFailures) else { return rollout }
        let tasks = await cluster.failedTasks(of: service.name)
        return ECSRollout(service: service, newest: newest, failedTasks: tasks).judged
    }
}
