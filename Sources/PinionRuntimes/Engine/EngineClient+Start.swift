import PinionHTTP
package import PinionModel
import PinionSyntax

extension EngineClient {
    /// Which start of the engine's daemon answers.
    ///
    /// At each start an engine makes its `bridge` network anew, with a random id; only where
    /// containers ran on meanwhile (`live-restore`) it keeps it. Nil where there is no such network
    /// (`"bridge": "none"`), and where one may not ask (a proxy before the socket).
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
            // Whoever looks at services next says what is wrong.
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
