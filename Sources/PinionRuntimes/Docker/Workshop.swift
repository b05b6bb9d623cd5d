import PinionHTTP
import PinionModel
import PinionSyntax

/// Performs the steps of one container's re-creation, and looks again after each.
struct Workshop {
    /// More steps than any re-creation has, so that a world that never settles ends in an error.
    private static let mostSteps = 200

    let runtime: DockerRuntime
    let service: String
    let name: String
    let image: PinnedImage
    let deadline: ContinuousClock.Instant
    /// What is known of the images that containers are bound to.
    let shelf: ImageShelf
    /// What the container was made for, where that is not the engine's own platform.
    let platform: ImagePlatform?

    /// The container under the real name, the one that was set aside, and what is to be done.
    private struct Scene {
        let current: DockerContainer?
        let former: DockerContainer?
        let step: Recreation.Step

        func container(_ id: String) -> DockerContainer? {
            [current, former].compactMap(\.self).first { $0.id == id }
        }
    }

    /// Does one step after the other until nothing is left to do.
    ///
    /// With a bad verdict to begin with, it only lets the former container come back.
    func run(
        _ first: Recreation.Verdict = .open, permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        var verdict = first
        for _ in 0..<Self.mostSteps {
            do throws(RuntimeError) {
                guard let next = try await advance(verdict, permit: permit) else { return }
                verdict = next
            } catch .unreachable(let endpoint, let reason, let remedy) {
                // An engine that restarts is back soon; what it did meanwhile is seen by looking.
                guard ContinuousClock.now < deadline else {
                    throw .unreachable(endpoint: endpoint, reason: reason, remedy: remedy)
                }
                try await rest(.seconds(1))
            }
        }
        throw .failed(service: service, reason: "the container \(name) does not come to rest")
    }

    /// Looks, and does the next step; nil where nothing is left to do.
    private func advance(
        _ verdict: Recreation.Verdict, permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) -> Recreation.Verdict? {
        let scene = try await look(verdict)
        switch scene.step {
        case .finish: return nil
        case .giveUp(let reason):
            let words = "\(reason); the former container runs again"
            if case .withdrawn = verdict { throw .unchangeable(service: service, reason: words) }
            throw .failed(service: service, reason: words)
        case .refuse(let reason):
            throw .unchangeable(service: service, reason: "the container \(name): \(reason)")
        case .watch(let id): return try await watch(id)
        case .setAside, .create, .connect, .disconnect, .stop, .start, .remove, .bringBack:
            try await permit()
            return try await perform(scene, verdict)
        }
    }

    private func rest(_ duration: Duration) async throws(RuntimeError) {
        do {
            try await runtime.pause(duration)
        } catch {
            throw .superseded("it was interrupted")
        }
    }

    private func look(_ verdict: Recreation.Verdict) async throws(RuntimeError) -> Scene {
        let listed = try await runtime.containers()
        let formers = listed.filter { Leftover.realName(of: $0.name, id: $0.id) == name }
        guard formers.count < 2 else {
            let names = formers.map(\.name).sorted().joined(separator: " and ")
            throw .unchangeable(
                service: service, reason: "both \(names) are left over; remove one of them")
        }
        let current = try await container(listed.first { $0.name == name })
        let former = try await container(formers.first)
        let images = try await shelf.images(of: [current, former].compactMap(\.self))
        let recreation = Recreation(
            current: current.map { part($0, images) }, former: former.map { part($0, images) },
            verdict: verdict)
        return Scene(current: current, former: former, step: recreation.next)
    }

    private func container(
        _ listed: ListedContainer?
    ) async throws(RuntimeError) -> DockerContainer? {
        guard let listed else { return nil }
        return try await runtime.inspect(listed.id)
    }

    private func part(_ container: DockerContainer, _ images: DockerImages) -> Recreation.Part {
        Recreation.Part(
            id: container.id, isUp: container.isUp,
            isWanted: images.isBound(container, to: image),
            isPinned: images.creationReference(of: container)?.digest != nil,
            networks: Set(container.networks))
    }
}

extension Workshop {
    /// Does one step; a refusal to make or start the new container is its verdict.
    private func perform(
        _ scene: Scene, _ verdict: Recreation.Verdict
    ) async throws(RuntimeError) -> Recreation.Verdict {
        do throws(RuntimeError) {
            try await send(scene)
            if case .start(let id) = scene.step, id == scene.current?.id, scene.former != nil {
                return .started
            }
            return verdict
        } catch .refused(let operation, let reason, let remedy) {
            let words = "cannot \(operation): \(reason)"
            switch (scene.step, verdict) {
            case (.create, _), (.connect, _), (.disconnect, _):
                return .withdrawn(words)
            case (.start(let id), _) where id == scene.current?.id && scene.former != nil:
                return .bad(words)
            case (_, .bad(let first)), (_, .withdrawn(let first)):
                throw .failed(
                    service: service,
                    reason: "\(first); and the former container could not be brought back: \(words)"
                )
            default: throw .refused(operation: operation, reason: reason, remedy: remedy)
            }
        } catch {
            throw error
        }
    }

    private func send(_ scene: Scene) async throws(RuntimeError) {
        switch scene.step {
        case .setAside(let id): try await rename(id, to: Leftover.name(for: name, id: id))
        case .bringBack(let id): try await rename(id, to: name)
        case .create(let id): try await create(like: scene.container(id))
        case .connect(let id, let network, let model):
            try await attach(id, network, like: scene.container(model))
        case .disconnect(let id, let network):
            let body: JSONText = ["Container": .string(id), "Force": true]
            try await post(
                "/networks/\(PercentEncoding.encoded(network))/disconnect", body: body.bytes(),
                "detach \(name) from the network \(network)")
        case .stop(let id): try await stop(id, scene.container(id))
        case .start(let id):
            try await post("/containers/\(id)/start", "start the container \(name)")
        case .remove(let id): try await remove(id)
        case .watch, .finish, .giveUp, .refuse: break
        }
    }

    private func post(
        _ path: String, query: [(String, String)] = [], body: [UInt8] = [], _ operation: String,
        deadline: Duration = .seconds(120)
    ) async throws(RuntimeError) {
        try await runtime.client.send(.post, path, query: query, body: body, deadline: deadline)
            .accepted(operation, remedy: "see `docker inspect \(name)` and the engine's log")
    }

    private func rename(_ id: String, to name: String) async throws(RuntimeError) {
        try await post(
            "/containers/\(id)/rename", query: [("name", name)], "rename a container to \(name)")
    }

    private func create(like container: DockerContainer?) async throws(RuntimeError) {
        guard let container else { return }
        let operation = "create the container \(name)"
        let blueprint = try await blueprint(of: container)
        var query = [("name", name)]
        if let platform { query.append(("platform", "\(platform)")) }
        try await post(
            "/containers/create", query: query, body: blueprint.body(image: image), operation)
    }

    private func attach(
        _ id: String, _ network: String, like container: DockerContainer?
    ) async throws(RuntimeError) {
        guard let container else { return }
        let blueprint = ContainerBlueprint(
            of: container, imageConfig: nil, api: try await runtime.client.version())
        try await post(
            "/networks/\(PercentEncoding.encoded(network))/connect",
            body: blueprint.connection(of: id, to: network),
            "attach \(name) to the network \(network)")
    }

    /// The engine waits as long as the container may take, and kills it then.
    private func stop(_ id: String, _ container: DockerContainer?) async throws(RuntimeError) {
        let patience = container?.stopPatience ?? .seconds(10)
        try await post(
            "/containers/\(id)/stop", "stop the container \(container?.name ?? id)",
            deadline: patience + .seconds(60))
    }

    private func remove(_ id: String) async throws(RuntimeError) {
        let answer = try await runtime.client.send(
            .delete, "/containers/\(id)", query: [("v", "false")], deadline: .seconds(120))
        if answer.status == 404 { return }
        try answer.accepted(
            "remove the container \(id.prefix(12))",
            remedy: "remove it by hand: `docker rm \(id.prefix(12))`")
    }
}

extension Workshop {
    /// Waits until the new container has proved itself, or has not.
    ///
    /// Its probation counts from its own start: a former container that was slow to stop, or an engine
    /// that paused, must not condemn a good image.
    private func watch(_ id: String) async throws(RuntimeError) -> Recreation.Verdict {
        let began = ContinuousClock.now
        let limit = max(deadline, began + runtime.probation * 2)
        while true {
            guard let container = try await runtime.inspect(id) else {
                return .bad("the new container is gone")
            }
            let proof = Probation(probation: runtime.probation)
                .verdict(on: container, after: ContinuousClock.now - began)
            switch proof {
            case .good: return .good
            case .bad(let reason): return .bad(reason + (await keepOutput(of: container)))
            case .open, .started, .withdrawn: break
            }
            guard ContinuousClock.now < limit else {
                return .bad(
                    "it did not prove itself in time" + (await keepOutput(of: container)))
            }
            try await rest(min(.milliseconds(500), max(runtime.probation, .milliseconds(20))))
        }
    }
}
