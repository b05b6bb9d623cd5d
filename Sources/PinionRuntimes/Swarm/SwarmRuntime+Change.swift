package import PinionModel
import PinionHTTP
import PinionProcess
import PinionSyntax

extension SwarmRuntime {
    /// Sends the update with the observed version, and returns once the manager has accepted it.
    package func change(_ change: ImageChange, permit: WritePermit) async throws(RuntimeError) {
        let observed = change.observed
        if let reason = observed.unchangeable {
            throw .unchangeable(service: observed.name, reason: reason)
        }
        guard let wanted = change.images.first?.image, change.images.count == 1 else {
            throw .unchangeable(service: observed.name, reason: "a Swarm service has one image")
        }
        let answer = try await current(observed)
        guard let service = SwarmService(answer) else { throw .conflict(service: observed.name) }
        let isDeclared = service.declares(wanted)
        if isDeclared, !observed.isPaused { return }
        guard observed.version == String(service.version) else {
            throw .conflict(service: observed.name)
        }
        let secret = await authorization(wanted.repository)
        if isDeclared { return try await resume(change, from: answer, secret, permit: permit) }
        let platforms = await platforms(of: wanted, secret)
        let spec = try Self.spec(answer, wanted, platforms, observed.name)
        try await permit()
        try await send(spec, to: service, wanted, secret, observed)
    }

    func current(_ observed: ServiceObservation) async throws(RuntimeError) -> JSONNode {
        let path = "/services/\(PercentEncoding.encoded(observed.objectID))"
        let answer = try await client.send(.get, path)
        if answer.status == 404 { throw .conflict(service: observed.name) }
        return try answer.document("read the service \(observed.name)")
    }

    /// Returns the platforms of an image, read through the manager; `nil` if they are not known.
    ///
    /// Without them the spec keeps its own: a missing answer must not move tasks to other nodes.
    private func platforms(of image: PinnedImage, _ secret: Secret?) async -> [SwarmPlatform]? {
        let path = "/distribution/\(image.bare)/json"
        do throws(RuntimeError) {
            return try await client.send(.get, path, authorization: secret)
                .document("ask for the platforms of \(image)")["Platforms"]?
                .array?.compactMap(SwarmPlatform.init(offered:))
        } catch {
            return nil
        }
    }

    private static func spec(
        _ service: JSONNode, _ image: PinnedImage, _ platforms: [SwarmPlatform]?, _ name: String
    ) throws(RuntimeError) -> [UInt8] {
        do throws(SyntaxError) {
            return try SwarmSpec(of: service).bytes(with: image, platforms: platforms)
        } catch {
            throw .unchangeable(service: name, reason: "its spec cannot be edited: \(error)")
        }
    }

    func send(
        _ spec: [UInt8], to service: SwarmService, _ wanted: PinnedImage, _ secret: Secret?,
        _ observed: ServiceObservation
    ) async throws(RuntimeError) {
        let failure: RuntimeError
        do throws(RuntimeError) {
            try await client.send(
                .post, "/services/\(PercentEncoding.encoded(service.id))/update",
                query: [("version", String(service.version)), ("registryAuthFrom", "spec")],
                body: spec, authorization: secret
            ).accepted(
                "update the service \(observed.name)",
                remedy: "see `docker service inspect \(service.name)`")
            return
        } catch {
            failure = error
        }
        try await explain(failure, service, wanted, observed)
    }

    /// Looks again after a failed update: the manager answers a lost race with status 500, and an
    /// update whose answer was lost may have been accepted.
    private func explain(
        _ failure: RuntimeError, _ sent: SwarmService, _ wanted: PinnedImage,
        _ observed: ServiceObservation
    ) async throws(RuntimeError) {
        if case .superseded = failure { throw failure }
        let now: JSONNode
        do throws(RuntimeError) {
            now = try await current(observed)
        } catch .conflict {
            throw .conflict(service: observed.name)
        } catch {
            throw failure
        }
        guard let service = SwarmService(now), service.version != sent.version else {
            throw failure
        }
        guard service.declares(wanted) else { throw .conflict(service: observed.name) }
    }
}

extension SwarmService {
    /// Whether the spec already has the same digest of the same repository.
    func declares(_ image: PinnedImage) -> Bool {
        self.image.flatMap { ImageReference(seen: $0) }.map(image.isSameImage) ?? false
    }
}
