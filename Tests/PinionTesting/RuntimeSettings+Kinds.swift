package import PinionModel
package import PinionRuntimes

/// The settings of each kind of runtime, where a test wants any.
extension RuntimeSettings where Self == SandboxSettings {
    /// A sandbox.
    package static func sandbox(state: String) -> Self { SandboxSettings(state: state) }
}

extension RuntimeSettings where Self == DockerSettings {
    /// A Docker engine.
    package static func docker(_ engine: EngineSettings) -> Self { DockerSettings(engine) }
}

extension RuntimeSettings where Self == SwarmSettings {
    /// A Swarm.
    package static func swarm(_ engine: EngineSettings) -> Self { SwarmSettings(engine) }
}

extension RuntimeSettings where Self == ECSSettings {
    /// An ECS cluster.
    package static func ecs(_ settings: ECSSettings) -> Self { settings }
}
