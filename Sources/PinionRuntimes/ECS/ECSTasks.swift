import PinionModel

/// The tasks of services, with the errors in reading them.
struct ECSTasks: Sendable {
    private var lists: [String: Result<[String], RuntimeError>] = [:]
    private var found: [String: ECSTask] = [:]
    private var obstacles: [String: Obstacle] = [:]

    /// The ARNs of all listed tasks, ordered.
    var arns: [String] {
        lists.values.flatMap { (try? $0.get()) ?? [] }.sorted()  // errors are reported by service
    }

    /// Adds the list of a service's tasks.
    mutating func take(_ list: Result<[String], RuntimeError>, of service: String) {
        lists[service] = list
    }

    /// Adds the descriptions of a batch of tasks.
    mutating func take(
        _ answer: Result<(found: [ECSTask], failures: [ECSFailure]), RuntimeError>,
        for batch: ArraySlice<String>
    ) {
        switch answer {
        case .success(let told):
            for task in told.found { found[task.arn] = task }
            for failure in told.failures {
                obstacles[failure.subject] = Obstacle(
                    "ECS says \(failure.reason) of its task \(ECSName.last(of: failure.subject))")
            }
        case .failure(let error): for arn in batch { obstacles[arn] = Obstacle(asking: error) }
        }
    }

    /// Returns the tasks of a service that could be read.
    func seen(of service: String) -> [ECSTask] {
        guard case .success(let arns) = lists[service] else { return [] }
        return arns.compactMap { found[$0] }
    }

    /// Returns the running copies of a container of a service, by the task definition that has it.
    ///
    /// Tasks that ECS counts as running but does not list are unknown, because lists lag behind.
    func instances(
        of container: String, in service: ECSService, declaredBy definition: String?
    ) -> Instances {
        switch lists[service.name] {
        case nil: return .unknown(Obstacle("its tasks were not asked for"))
        case .failure(let error): return .unknown(Obstacle(asking: error))
        case .success(let arns):
            let counted = service.countedTasks
            // A task that is being activated is not counted yet.
            let listed = arns.count { found[$0].map { $0.isRunning && $0.isCounted } ?? true }
            let seen = arns.compactMap { instance(of: container, in: $0, declaredBy: definition) }
            let unlisted = (listed..<max(listed, counted)).map { number in
                Instance(
                    id: "unlisted-\(number)",
                    unknown: "ECS counts \(counted) running and lists \(listed)")
            }
            return .seen((seen + unlisted).sorted { $0.id < $1.id })
        }
    }

    private func instance(
        of container: String, in arn: String, declaredBy definition: String?
    ) -> Instance? {
        let id = ECSName.last(of: arn)
        guard let task = found[arn] else {
            let obstacle = obstacles[arn] ?? Obstacle("ECS does not describe its task \(id)")
            return Instance(id: id, bits: .unknown(obstacle))
        }
        guard task.isRunning else { return nil }
        guard let seen = task.containers.first(where: { $0.name == container }) else {
            guard task.isOf(definition) else { return nil }
            return Instance(
                id: id, unknown: "ECS does not describe the container \(container) of task \(id)")
        }
        return seen.bits(in: id).map { Instance(id: id, bits: $0) }
    }
}
