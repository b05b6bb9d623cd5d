import PinionModel
import PinionHTTP
import PinionProcess
import PinionSyntax

/// The runtime for the plain containers and compose projects of one engine.
struct DockerRuntime: Runtime {
    let client: EngineClient
    let scope: DockerScope
    let authorization: RegistryAuthorization
    let probation: Duration
    let outputKeeper: any OutputKeeper
    let criticalSections: any CriticalSections

    /// Makes a runtime; sends no request yet.
    ///
    /// `ownContainer` is the container in which Pinion itself runs. A new container without a
    /// health check has proved itself once it has run for the `probation` without a restart. The
    /// output of a failed container goes to the `outputKeeper` only. From the stop of a container
    /// until another one runs in its place, a re-creation is one of the `criticalSections`.
    init(
        client: EngineClient, scope: EngineScope, ownContainer: String? = nil,
        authorization: @escaping RegistryAuthorization = { _ in nil },
        probation: Duration = .seconds(10), outputKeeper: any OutputKeeper = NoOutputKeeper(),
        criticalSections: any CriticalSections = UnguardedSections()
    ) {
        (self.client, self.authorization, self.probation) = (client, authorization, probation)
        self.scope = DockerScope(scope, ownID: ownContainer)
        (self.outputKeeper, self.criticalSections) = (outputKeeper, criticalSections)
    }

    func identity() async throws(RuntimeError) -> String? {
        let info = try await client.info()
        guard let id = info["ID"]?.string, !id.isEmpty else {
            throw .refused(
                operation: "ask the engine at \(client.endpoint) for its id", reason: "it has none",
                remedy: "see `docker info`")
        }
        return id
    }

    /// Reads the list of containers, and the details and image of each one in scope.
    func observe(_ selection: ServiceSelection) async throws(RuntimeError) -> Inventory {
        let (snapshot, listed) = try await survey(selection)
        return Inventory(
            services: snapshot.observations(), outOfScope: outside(selection, listed),
            leftOut: leftOut(selection, listed), ended: snapshot.ended)
    }
}

extension DockerRuntime {
    /// The most attempts to read the containers if one disappears meanwhile.
    private static let attempts = 4

    /// Reads the selected services; also returns the whole list of containers.
    func survey(
        _ selection: ServiceSelection
    ) async throws(RuntimeError) -> (DockerSnapshot, [ListedContainer]) {
        for _ in 1..<Self.attempts {
            if let found = try await surveyOnce(selection) { return found }
        }
        throw .unreachable(
            endpoint: client.endpoint.description,
            reason: "containers come and go while they are looked at",
            remedy: "wait until the engine has come to rest")
    }

    private func surveyOnce(
        _ selection: ServiceSelection
    ) async throws(RuntimeError) -> (DockerSnapshot, [ListedContainer])? {
        let bound = BoundImages(client)
        let (listed, labels) = try await ownLabels(of: try await containers(), bound)
        let chosen = chosen(listed, selection)
        let dormant = Set(dormant(listed, selection).map(\.id)).subtracting(chosen.map(\.id))
        guard var details = try await inspect(chosen.map(\.id) + dormant) else { return nil }
        details = details.map { one in
            labels[one.id].map { one.withoutInheritedLabels(from: $0) } ?? one
        }
        let images = try await bound.images(of: details)
        let running = listed.filter { $0.state?.isUp == true }.map(\.name)
        var snapshot = DockerSnapshot(
            containers: details.filter { !dormant.contains($0.id) }, images: images, scope: scope,
            runningNames: Set(running), probation: probation)
        let isInQuestion =
            snapshot.interrupted.contains { $0.obstacle == nil }
            || snapshot.containers.contains(where: \.hasEndedWell) || !dormant.isEmpty
        let requests = isInQuestion ? try await stopRequests()?.requests : nil
        if let requests { snapshot.stoppedByOthers = snapshot.stoppedByOthers(requests) }
        let resting = details.filter { dormant.contains($0.id) }
        snapshot.dormant = resting.compactMap { container in
            container.reasonStopped(requests).map { (container, $0) }
        }
        snapshot.ended = resting.filter { $0.exitCode != 0 && $0.reasonStopped(requests) == nil }
            .map { "\($0.name) of \(scope.service(of: $0.listed)) (exit code \($0.exitCode))" }
        return (snapshot, listed)
    }

    func containers() async throws(RuntimeError) -> [ListedContainer] {
        let list = try await client.send(.get, "/containers/json", query: [("all", "true")])
            .list("list the engine's containers")
        return (list.array ?? []).compactMap(ListedContainer.init)
    }

    /// Returns the containers without orchestrator labels inherited from images, and the image
    /// labels of the changed ones by container id.
    private func ownLabels(
        of listed: [ListedContainer], _ bound: BoundImages
    ) async throws(RuntimeError) -> ([ListedContainer], [String: [String: String]]) {
        let doubtful = listed.filter(scope.needsImageLabels)
        guard !doubtful.isEmpty else { return (listed, [:]) }
        let images = try await bound.images(withIDs: Set(doubtful.compactMap(\.imageID))).known
        let asked = Set(doubtful.map(\.id))
        var labels: [String: [String: String]] = [:]
        for container in listed where asked.contains(container.id) {
            labels[container.id] = container.imageID.flatMap { images[$0]?.labels }
        }
        let own = listed.map { one in
            labels[one.id].map { one.withoutInheritedLabels(from: $0) } ?? one
        }
        return (own, labels)
    }

    /// Returns the time of the engine's clock; `nil` if the engine does not give it.
    func engineTime() async throws(RuntimeError) -> Timestamp? {
        try await client.info()["SystemTime"]?.string.flatMap { Timestamp(engineClock: $0) }
    }

    /// Returns the details of containers; `nil` if one of them has disappeared.
    func inspect(_ ids: [String]) async throws(RuntimeError) -> [DockerContainer]? {
        let answers = await ids.concurrentResults(atMost: 16) { id async throws(RuntimeError) in
            try await inspect(id)
        }
        var found: [DockerContainer] = []
        for answer in answers {
            guard let container = try answer.get() else { return nil }
            found.append(container)
        }
        return found
    }

    /// Returns the details of a container; `nil` if it does not exist.
    func inspect(_ id: String) async throws(RuntimeError) -> DockerContainer? {
        let answer = try await client.send(.get, "/containers/\(id)/json")
        if answer.status == 404 { return nil }
        let operation = "look at the container \(id.prefix(12))"
        guard let container = DockerContainer(try answer.document(operation)) else {
            throw .refused(
                operation: operation, reason: "its id, name or image is missing",
                remedy: "see `docker inspect`")
        }
        return container
    }
}

extension DockerRuntime {
    /// Returns the selected containers in scope, with those in the place of a leftover.
    private func chosen(
        _ listed: [ListedContainer], _ selection: ServiceSelection
    ) -> [ListedContainer] {
        let all = listed.map { ($0, scope.membership(of: $0)) }
        let awaited = Set(
            all.compactMap { if case .leftover(_, let name) = $0.1 { name } else { nil } })
        let up = Set(all.compactMap(\.1.service))
        return all.filter { container, membership in
            switch membership {
            case .inside(let service), .leftover(let service, _): selection.covers(service)
            case .idle(let service, _):
                awaited.contains(container.name) && selection.covers(service)
                    || !up.contains(service) && selection.names(service)
            case .outside: false
            }
        }
        .map(\.0)
    }

    /// Returns exited instances of running services: the engine may start them again.
    private func dormant(
        _ listed: [ListedContainer], _ selection: ServiceSelection
    ) -> [ListedContainer] {
        let all = listed.map { ($0, scope.membership(of: $0)) }
        let up = Set(
            all.compactMap { if case .inside(let service) = $0.1 { service } else { nil } })
        return all.filter { container, membership in
            guard container.state == .exited, case .idle(let service, _) = membership else {
                return false
            }
            return up.contains(service) && selection.covers(service)
        }
        .map(\.0)
    }

    /// Returns the reasons why running containers of the scope are not observed.
    private func leftOut(_ selection: ServiceSelection, _ listed: [ListedContainer]) -> [String] {
        selection.isWhole ? listed.compactMap(scope.reasonToIgnore) : []
    }

    /// Returns the pinned names that exist and are not observed, each with the first reason found.
    private func outside(
        _ selection: ServiceSelection, _ listed: [ListedContainer]
    ) -> [OutOfScope] {
        guard case .inScope(let pinned) = selection else { return [] }
        let inside = Set(chosen(listed, selection).map(scope.service(of:)))
        let ordered = listed.sorted { $0.name < $1.name }
        return pinned.filter { !inside.contains($0) }.compactMap { name in
            ordered.lazy
                .filter { $0.name == name || scope.service(of: $0) == name }
                .compactMap { scope.membership(of: $0).reason }
                .first
                .map { OutOfScope(name: name, reason: $0) }
        }
    }
}

extension DockerRuntime {
    /// Waits; if it is interrupted, the run was superseded.
    func rest(_ duration: Duration) async throws(RuntimeError) {
        do {
            try await client.clock.sleep(for: duration)
        } catch { throw .superseded("it was interrupted") }
    }
}
