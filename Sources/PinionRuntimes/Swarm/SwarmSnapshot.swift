import PinionModel

/// The state of a Swarm's services at one moment, which becomes observations.
struct SwarmSnapshot: Sendable {
    let services: [SwarmService]
    /// The services' tasks that should run.
    let tasks: [SwarmTask]
    /// The services' tasks that are no longer wanted.
    private(set) var former: [SwarmTask] = []
    /// The tasks on nodes that are cut off whose end is not known, with the node's name.
    private(set) var cutOff: [(task: SwarmTask, node: String)] = []
    /// The running tasks of removed services.
    private(set) var removed: [SwarmTask] = []
    /// The containers and images of the endpoint's engine; `nil` if no task floats.
    private(set) var engine: SwarmNodeEngine?
    /// The time of the tasks' list by the manager's clock; `nil` if it is not known.
    private(set) var now: Timestamp?

    /// The running tasks without a digest: only their nodes' engines know what they run.
    var floating: [SwarmTask] {
        (tasks.filter(\.isRunning) + former.filter(\.isEnding)).filter {
            ImageReference(seen: $0.image)?.digest == nil
        }
    }

    /// Returns a copy with the asked node's engine, which knows what its floating tasks run.
    func knowing(_ engine: SwarmNodeEngine?) -> SwarmSnapshot {
        var copy = self
        copy.engine = engine
        return copy
    }

    func observations(in scope: SwarmScope) -> [ServiceObservation] {
        let tasks = Dictionary(grouping: tasks, by: \.serviceID)
        let former = Dictionary(grouping: former, by: \.serviceID)
        return services.compactMap { service in
            scope.name(of: service).map { name in
                observation(
                    of: service, named: name, tasks: tasks[service.id] ?? [],
                    former: former[service.id] ?? [])
            }
        }
    }

    private func observation(
        of service: SwarmService, named name: String, tasks: [SwarmTask], former: [SwarmTask]
    ) -> ServiceObservation {
        let rollout = SwarmRollout(service, tasks: tasks, former: former, now: now)
        let up = tasks.filter(\.isRunning) + former.filter(\.isEnding)
        let container = ContainerObservation(
            name: name,
            template: service.labels[EngineLabel.stackImage].map { Surface(written: $0) }
                ?? .absent,
            declared: service.image.map { Surface(written: $0) } ?? .unknown(Self.noContainer),
            instances: service.image == nil
                ? .unknown(Self.noContainer)
                : .seen(
                    (up.map(instance) + cutOffInstances(of: service) + priorInstances(of: service))
                        .sorted { $0.id < $1.id }))
        return ServiceObservation(
            name: name, objectID: service.id, version: String(service.version),
            containers: [container], wanted: rollout.wanted, rollout: rollout.judged,
            changedBy: service.attribution,
            unchangeable: service.obstacleToChange ?? rollout.obstacleToChange,
            deployment: "version \(service.version)", isPaused: rollout.isPaused,
            aliases: [ObjectName.full(service.name)])
    }

    private static let noContainer = Obstacle("the service runs an engine plugin, not a container")

    /// Returns tasks that may run on cut-off nodes, except those with the declared digest.
    private func cutOffInstances(of service: SwarmService) -> [Instance] {
        guard !cutOff.isEmpty else { return [] }
        let declared = service.image.flatMap { ImageReference(seen: $0) }
        return cutOff.compactMap { task, node in
            guard task.serviceID == service.id else { return nil }
            if let digest = declared?.digest, ImageReference(seen: task.image)?.digest == digest {
                return nil
            }
            return Instance(
                id: task.id,
                unknown: "the node \(node) is cut off, and may still run a task made from "
                    + "\(task.image); when it is lost for good, `docker node rm --force`",
                isCutOff: true)
        }
    }

    /// Returns running tasks of removed services that may be this one before its re-creation.
    ///
    /// They have the same repository and stack; tasks do not have the name of their service.
    private func priorInstances(of service: SwarmService) -> [Instance] {
        guard !removed.isEmpty, let declared = service.image.flatMap({ ImageReference(seen: $0) })
        else { return [] }
        return removed.compactMap { task in
            guard let image = ImageReference(seen: task.image),
                image.repository == declared.repository,
                task.stack == service.labels[EngineLabel.stack],
                declared.digest == nil || image.digest != declared.digest
            else { return nil }
            return Instance(
                id: task.id,
                unknown:
                    "a service that was removed (\(task.serviceID)) still runs a task made from "
                    + "\(task.image), and whether it was this one, made again, cannot be told; it "
                    + "ends with its grace period",
                isCutOff: true)
        }
    }

    /// Returns a task as an instance: a digest in its spec decides, or else its node's engine.
    private func instance(_ task: SwarmTask) -> Instance {
        guard let reference = ImageReference(seen: task.image) else {
            return Instance(
                id: task.id, unknown: "its task names `\(task.image)`, which is no reference")
        }
        if let digest = reference.digest { return Instance(id: task.id, bits: .known([digest])) }
        let bits =
            engine?.bits(of: task, repository: reference.repository)
            ?? .unknown(Obstacle("its task names no digest, and its engine was not asked"))
        return Instance(id: task.id, bits: bits)
    }
}

extension SwarmService {
    /// Swarm gives the time of a change and not its author.
    var attribution: Attribution? {
        if let started = update?.started {
            return Attribution(who: "an update of the service", at: started.timestamp)
        }
        guard let created else { return nil }
        return updated.map { $0 > created } ?? false
            ? Attribution(who: "an update of the service", at: updated?.timestamp)
            : Attribution(who: "the creation of the service", at: created.timestamp)
    }

    var obstacleToChange: String? {
        if image == nil { return "it runs an engine plugin, not a container" }
        return mode == .job ? "it is a job, and an update would run it again" : nil
    }
}
