package import PinionModel

/// The settings of the services of one Swarm.
package struct SwarmSettings: EngineKind {
    package static let kind = "swarm"
    package static let group = "stack"
    package static let setup = engineSetup(
        "A Docker Swarm.", SetupOption("stack", "name", help: "The services of this stack."))

    package let engine: EngineSettings

    package init(_ engine: EngineSettings) { self.engine = engine }

    /// On another host several managers may answer through a load balancer, each with its start.
    package var traits: RuntimeTraits {
        var traits = RuntimeTraits()
        traits.isOfThisHost = engine.isOfThisHost
        traits.reportsEngineStart = engine.isOfThisHost
        traits.machines = "Swarms"
        traits.renewal =
            "make that one's Swarm anew (`docker swarm leave --force`, `docker swarm init`)"
        return traits
    }

    package func objectName(of name: String) -> String? {
        guard case .stack(let stack) = engine.scope else { return ObjectName.full(name) }
        return ObjectName.full("\(stack)_\(name)")
    }

    package func runtime(in context: RuntimeContext) throws -> any Runtime {
        SwarmRuntime(
            client: try engine.client(in: context), scope: engine.scope,
            authorization: context.authorization)
    }
}
