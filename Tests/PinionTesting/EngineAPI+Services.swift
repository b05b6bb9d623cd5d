import FoundationEssentials

extension EngineAPI {
    /// A Swarm service, as the manager keeps it.
    package struct Service: Sendable, Hashable {
        /// The service's id.
        package let id: String
        /// The version index: every accepted update raises it.
        package let version: Int
        /// The image string of its spec.
        package let image: String
        /// The state of its last update; `nil` before the first.
        package let updateState: String?
    }

    /// One task of a Swarm service.
    package struct ServiceTask: Sendable, Hashable {
        /// The task's id.
        package let id: String
        /// Its state, such as `running` or `failed`.
        package let state: String
        /// The state that the manager wants, such as `running` or `shutdown`.
        package let desiredState: String
        /// Its container's id, once it has one.
        package let container: String?

        /// Whether it runs, and shall.
        package var isRunning: Bool { state == "running" && desiredState == "running" }
    }

    /// Creates a service and returns its id.
    ///
    /// It goes through the bare interface, so that the spec holds the image string as given: a whole reference
    /// such as `127.0.0.1:5000/shop/web:latest`.
    @discardableResult
    package func createService(
        _ name: String, image: String, replicas: Int = 1, labels: [String: String] = [:]
    ) async throws -> String {
        let spec = ServiceSpec(
            Name: name, Labels: labels,
            TaskTemplate: .init(
                ContainerSpec: .init(Image: image),
                RestartPolicy: .init(Condition: "any", Delay: 100_000_000)),
            Mode: .init(Replicated: .init(Replicas: replicas)))
        let json = String(decoding: try JSONEncoder().encode(spec), as: UTF8.self)
        let answer = try await request("POST", "/services/create", json: json)
        guard answer.status == 201 else {
            throw EngineFailure.refused("create service \(name)", answer.status, answer.body)
        }
        return try answer.decode(Created.self).ID
    }

    /// The service of a name or id.
    package func service(_ name: String) async throws -> Service {
        let raw = try await get("/services/\(name)", as: RawService.self)
        return Service(
            id: raw.ID, version: raw.Version.Index,
            image: raw.Spec.TaskTemplate.ContainerSpec.Image, updateState: raw.UpdateStatus?.State)
    }

    /// Every task of a service, also those that ended, sorted by id.
    package func tasks(of service: String) async throws -> [ServiceTask] {
        try await get(
            "/tasks?filters=%7B%22service%22%3A%5B%22\(service)%22%5D%7D", as: [RawTask].self
        )
        .map {
            ServiceTask(
                id: $0.ID, state: $0.Status.State, desiredState: $0.DesiredState,
                container: $0.Status.ContainerStatus?.ContainerID)
        }
        .sorted { $0.id < $1.id }
    }

    /// Waits until exactly so many tasks of a service run, none of them in one of the given containers.
    @discardableResult
    package func waitForTasks(
        of service: String, running count: Int = 1, notIn former: Set<String> = []
    ) async throws -> [ServiceTask] {
        try await poll(for: "\(count) running tasks of \(service)") {
            let running = try await tasks(of: service).filter(\.isRunning)
            let hasFormer = running.contains { former.contains($0.container ?? "") }
            return running.count == count && !hasFormer ? running : nil
        }
    }

    /// Kills the containers of all running tasks, and waits until others run in their place.
    @discardableResult
    package func restartTasks(of service: String) async throws -> [ServiceTask] {
        let containers = try await tasks(of: service).filter(\.isRunning).compactMap(\.container)
        for container in containers { try await docker("kill", container) }
        return try await waitForTasks(
            of: service, running: containers.count, notIn: Set(containers))
    }

    /// The digests of the repository that the containers of a service's running tasks run, sorted.
    package func runningDigests(of service: String) async throws -> [String] {
        var digests: Set<String> = []
        for task in try await tasks(of: service) where task.isRunning {
            guard let container = task.container else { continue }
            digests.formUnion(try await self.digests(ofContainer: container))
        }
        return digests.sorted()
    }

    /// Removes a service, and waits until its containers are gone.
    package func removeService(_ name: String) async throws {
        let containers = try await tasks(of: name).compactMap(\.container)
        try await docker("service", "rm", name)
        try await poll(for: "the end of \(name)'s containers") {
            let there = try await self.containers().map(\.id)
            return containers.contains(where: there.contains) ? nil : ()
        }
    }
}
