import PinionHTTP
import PinionModel
import PinionSyntax

extension RecreationRun {
    /// The most attempts to start a container while nothing runs, and the pause between them.
    private static let starts = (most: 10, pause: Duration.seconds(2))

    /// Performs one step; if the engine refuses the new container, that becomes the verdict.
    func perform(_ situation: Situation, _ memory: inout Memory) async throws(RuntimeError) {
        do throws(RuntimeError) {
            try await send(situation, &memory)
            learn(from: situation, &memory)
        } catch .refused(let operation, let reason, let remedy) {
            let words = "cannot \(operation): \(reason)"
            switch (situation.step, memory.verdict) {
            // The former container must run again, and an obstacle may soon be gone.
            case (.start(let id), _)
            where id == situation.former?.part.id && memory.vainStarts < Self.starts.most:
                memory.vainStarts += 1
                try await rest(Self.starts.pause)
            case (_, .bad(let first)) where situation.isFormerFailing:
                throw .obstructed(
                    service: service,
                    reason:
                        "\(first); and the former container fails likewise, so that the cause may "
                        + "be this host's: clear it away; the next run tries again: \(words)")
            case (_, .bad(let first)), (_, .unchangeable(let first)), (_, .obstructed(let first)):
                throw failure(
                    memory.verdict,
                    "\(first); and the former container could not be brought back, which the next "
                        + "run tries again: \(words)")
            case (.create, _), (.name, _), (.connect, _), (.disconnect, _), (.markAndStop, _):
                memory.verdict = .unchangeable(words)
            default: throw .refused(operation: operation, reason: reason, remedy: remedy)
            }
        } catch {
            throw error
        }
    }

    private func learn(from situation: Situation, _ memory: inout Memory) {
        switch situation.step {
        // Either the proven image is used for the next container, or nothing is left to do.
        case .remove(let id) where id == situation.former?.part.id: memory.verdict = .open
        case .create where memory.verdict == .failedAndUnwanted: memory.verdict = .open
        default: break
        }
    }

    /// Starts a container; if it is the new one, sets the verdict.
    ///
    /// A port or address may become free a moment after its last user has ended, so the start of
    /// the new one is tried twice before the former one is restored.
    private func start(
        _ id: String, _ situation: Situation, _ memory: inout Memory
    ) async throws(RuntimeError) {
        let operation = "start the container \(name)"
        let answer = try await runtime.client.send(
            .post, "/containers/\(id)/start", deadline: .seconds(120))
        let isNew = id == situation.current?.part.id && situation.former != nil
        guard isNew, !answer.isSuccess, answer.status != 503 else {
            try answer.accepted(operation, remedy: Self.remedy(name))
            if isNew {
                memory.verdict = .started
                memory.hasLostEngine = false
            }
            memory.vainStarts = 0
            return
        }
        let words = "cannot \(operation): \(answer.message)"
        if answer.refusesTheImage {
            memory.verdict = .bad(words)
        } else if memory.vainStarts == 0 {
            memory.vainStarts = 1
            try await rest(Self.starts.pause)
        } else {
            memory.vainStarts = 0
            memory.verdict = .obstructed(
                "\(words); that is this host's and not the image's: clear it away, and run "
                    + "`pinion reconcile` again")
        }
    }

    private func send(_ situation: Situation, _ memory: inout Memory) async throws(RuntimeError) {
        switch situation.step {
        case .setAside(let id): try await mark(id, .setAside)
        case .name(let new, let former): try await mark(former, .named(new))
        case .bringBack(let id): try await rename(id, to: name)
        case .create(let id):
            memory.new = try await create(like: situation.container(id)) ?? memory.new
        case .connect(let id, let network, let model):
            try await attach(id, network, like: situation.container(model))
        case .disconnect(let id, let network):
            let body: JSONText = ["Container": .string(id), "Force": true]
            try await post(
                "/networks/\(PercentEncoding.encoded(network))/disconnect", body: body.bytes(),
                "detach \(name) from the network \(network)")
        case .markAndStop(let id, let new):
            // A stop that an earlier run requested is Pinion's own: the mark keeps its time.
            let former = situation.container(id)
            if former?.leftover.map({ former?.mayBeStopping(by: $0) == true && $0.names(new) })
                != true
            {
                let now = try await runtime.engineTime()
                try await mark(id, .stopping(new, since: now?.secondsSinceEpoch ?? 0))
            }
            let isFirst = !memory.hasStopped
            memory.hasStopped = true
            // The status 304 means that it was not running, although this run had not stopped it.
            let status = try await stop(id, situation.container(id))
            let rival =
                isFirst && status != 304 ? await hasRival(situation.container(id)) : status == 304
            memory.isStoppedByOthers = isFirst && rival
        case .stop(let id):
            if let former = situation.former?.container,
                case .stopping(let new, let since) = former.leftover?.stage
            {
                // If the mark cannot be written, the container is stopped all the same.
                do throws(RuntimeError) {
                    try await mark(former.id, .returning(new, since: since))
                } catch .refused {
                } catch {
                    throw error
                }
            }
            try await stop(id, situation.container(id))
        case .start(let id): try await start(id, situation, &memory)
        case .remove(let id): try await remove(id)
        case .watch, .finish, .giveUp, .refuse: break
        }
    }

    @discardableResult
    private func post(
        _ path: String, query: [(String, String)] = [], body: [UInt8] = [], _ operation: String,
        deadline: Duration = .seconds(120)
    ) async throws(RuntimeError) -> Int {
        try await runtime.client.send(.post, path, query: query, body: body, deadline: deadline)
            .accepted(operation, remedy: Self.remedy(name)).status
    }

    private static func remedy(_ name: String) -> String {
        "see `docker inspect \(name)` and the engine's log"
    }

    /// Gives the former container the name for a stage of its re-creation.
    private func mark(_ id: String, _ stage: Leftover.Stage) async throws(RuntimeError) {
        let marked = Leftover.name(for: name, id: id, stage)
        // The engine refuses a name that the container already has.
        guard try await runtime.inspect(id)?.name != marked else { return }
        try await rename(id, to: marked)
    }

    private func rename(_ id: String, to name: String) async throws(RuntimeError) {
        try await post(
            "/containers/\(id)/rename", query: [("name", name)], "rename a container to \(name)")
    }

    /// Creates the new container; returns its id, or `nil` if the engine does not give it.
    private func create(like container: DockerContainer?) async throws(RuntimeError) -> String? {
        guard let container, let image else { return nil }
        let operation = "create the container \(name)"
        let blueprint = try await blueprint(of: container)
        var query = [("name", name)]
        if let platform { query.append(("platform", "\(platform)")) }
        return try await runtime.client.send(
            .post, "/containers/create", query: query, body: blueprint.body(image: image),
            deadline: .seconds(120)
        ).accepted(operation, remedy: Self.remedy(name)).document(operation)["Id"]?.string
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

    /// Stops a container; the engine waits for its stop timeout, and then kills it.
    @discardableResult
    private func stop(
        _ id: String, _ container: DockerContainer?
    ) async throws(RuntimeError) -> Int {
        let stopTimeout = container?.stopTimeout ?? .seconds(10)
        return try await post(
            "/containers/\(id)/stop", "stop the container \(container?.name ?? id)",
            deadline: stopTimeout + .seconds(60))
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
