import PinionAWS
package import PinionModel
import PinionRuntimes

/// Makes the runtime that an environment's file names.
package struct RuntimeFactory: Sendable {
    /// The working copy's root; nil where the repository was named by a URL.
    let root: String?
    let registries: Registries
    /// Where runtimes keep what never changes; it can be deleted at any time.
    let cacheFolder: String
    let surroundings: Surroundings

    /// A factory for a working copy, or for a repository that was named by a URL.
    package init(
        root: String?, registries: Registries, cacheFolder: String, surroundings: Surroundings
    ) {
        self.root = root
        self.registries = registries
        self.cacheFolder = cacheFolder
        self.surroundings = surroundings
    }

    /// The runtime of an environment.
    package func runtime(of environment: PinionModel::Environment) async throws -> any Runtime {
        try await runtime(environment.runtime)
    }

    /// The runtime that a block describes.
    package func runtime(_ block: RuntimeBlock) async throws -> any Runtime {
        switch block {
        case .sandbox(let state):
            return SandboxRuntime(
                path: try path(state, for: "a sandbox"), registry: registries.reading,
                now: surroundings.now)
        case .docker(let block):
            return DockerRuntime(
                client: try client(block), scope: block.scope,
                ownContainer: OwnContainer.id(
                    in: EngineSurroundings(variables: surroundings.environment)),
                authorization: registries.authorization,
                keeper: OutputFolder(
                    stateFolder: surroundings.stateFolder, now: surroundings.now),
                sections: SignalSections.shared)
        case .swarm(let block):
            return SwarmRuntime(
                client: try client(block), scope: block.scope,
                authorization: registries.authorization)
        case .ecs(let block):
            return ECSRuntime(
                client: try await AWSClient.connecting(
                    region: block.knownRegion,
                    settings: AWSSettings(variables: surroundings.environment),
                    http: registries.http, now: surroundings.now),
                block: block, cache: TaskDefinitionFile(folder: "\(cacheFolder)/ecs", of: block))
        case .unsupported(let kind):
            throw Complaint(
                "this version of Pinion has no `\(kind)` runtime; the environments that use it "
                    + "cannot be looked at")
        }
    }

    private func client(_ block: EngineBlock) throws -> EngineClient {
        let engine = EngineSurroundings(variables: surroundings.environment)
        return EngineClient(
            endpoint: try EngineEndpoint.resolve(block.endpoint, in: engine),
            transport: registries.http)
    }

    /// A path of the repository's files on this disk.
    func path(_ path: String, for purpose: String) throws -> String {
        guard let root else {
            throw Complaint(
                "`\(path)` is relative to a working copy, and the repository was named by a URL; "
                    + "run in a clone to use \(purpose)")
        }
        return "\(root)/\(path)"
    }
}
