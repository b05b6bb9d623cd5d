import PinionHTTP
package import PinionModel
import PinionSyntax

extension EngineClient {
    /// Identifies the daemon's current start by its `bridge` network.
    ///
    /// The engine creates this network with a random id at each start, unless containers kept
    /// running (`live-restore`). The result is `nil` without such a network (`"bridge": "none"`),
    /// or if a proxy in front of the socket forbids the request.
    func start(known: [EngineStart], isNode: Bool) async -> EngineStart? {
        do throws(RuntimeError) {
            let answer = try await send(.get, "/networks/bridge")
            guard answer.isSuccess else { return nil }
            let network = try answer.document("look at the engine's bridge network")
            guard let id = network["Id"]?.string, !id.isEmpty,
                let began = network["Created"]?.string.flatMap({ Timestamp(engineClock: $0) })
            else { return nil }
            if let start = known.last(where: { id.hasPrefix($0.id) }) { return start }
            let info = try await info()
            guard let node = isNode ? info["Swarm"]?["NodeID"]?.string : "" else { return nil }
            return EngineStart(node: node, id: id, began: began, host: info["Name"]?.string ?? "")
        } catch {
            // The next request for services reports the problem.
            return nil
        }
    }
}

extension DockerRuntime: EngineStartReporting {
    func start(known: [EngineStart]) async -> EngineStart? {
        await client.start(known: known, isNode: false)
    }
}

extension SwarmRuntime: EngineStartReporting {
    package func start(known: [EngineStart]) async -> EngineStart? {
        await client.start(known: known, isNode: true)
    }
}
