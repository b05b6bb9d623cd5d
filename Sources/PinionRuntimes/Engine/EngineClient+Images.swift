package import PinionHTTP
package import PinionModel

extension EngineClient {
    /// Makes a client of the engine that an environment's file names.
    package init(
        _ block: EngineBlock, in surroundings: EngineSurroundings,
        over transport: any EngineTransport
    ) throws(RuntimeError) {
        self.init(
            endpoint: try .resolve(block.endpoint, in: surroundings), transport: transport)
    }

    /// Fetches an image by its digest unless the engine has it, and makes sure that it is there.
    ///
    /// The engine answers 200 before it begins, and tells a failure in its last lines.
    package func pull(
        _ image: PinnedImage, authorization: Secret?, deadline: Duration,
        permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        let name = PinnedImage(repository: image.repository, digest: image.digest).reference
            .familiar
        let operation = "pull \(image)"
        if try await send(.get, "/images/\(name)/json").isSuccess { return }
        try await permit()
        let query = [("fromImage", image.repository.familiar), ("tag", "\(image.digest)")]
        let remedy = "does the registry have it, and may this engine pull from there?"
        let stream = try await send(
            .post, "/images/create", query: query, authorization: authorization,
            deadline: deadline
        )
        .accepted(operation, remedy: remedy)
        if let reason = EngineStream.failure(in: stream.body) {
            throw .refused(operation: operation, reason: reason, remedy: remedy)
        }
        try await send(.get, "/images/\(name)/json").accepted(operation, remedy: remedy)
    }
}
