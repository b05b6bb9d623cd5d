package import PinionModel

/// The settings of plain containers or compose projects of one engine.
package struct DockerSettings: EngineKind {
    package static let kind = "docker"
    package static let group = "project"
    package static let setup = engineSetup(
        "Plain containers or compose projects of a Docker engine.",
        SetupOption("project", "name", help: "The containers of this compose project."))

    package let engine: EngineSettings

    package init(_ engine: EngineSettings) { self.engine = engine }

    package var traits: RuntimeTraits {
        var traits = RuntimeTraits()
        traits.isOfThisHost = engine.isOfThisHost
        traits.reportsEngineStart = true
        traits.stopsFormerContainer = true
        traits.machines = "engines"
        traits.renewal =
            "stop that one's engine, delete `engine-id` in its data folder (/var/lib/docker) and "
            + "/etc/docker/key.json, and start it again"
        return traits
    }

    package func objectName(of name: String) -> String? {
        guard case .project(let project) = engine.scope else { return ObjectName.full(name) }
        return ObjectName.compose(project: project, service: name)
    }

    package func runtime(in context: RuntimeContext) throws -> any Runtime {
        DockerRuntime(
            client: try engine.client(in: context), scope: engine.scope,
            ownContainer: DockerClientEnvironment(variables: context.variables).ownContainer,
            authorization: context.authorization, outputKeeper: context.outputKeeper,
            criticalSections: context.criticalSections)
    }
}
