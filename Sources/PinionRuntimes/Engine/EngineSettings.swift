import PinionModel
import PinionReading
import PinionSyntax

/// The endpoint of a Docker engine, and the part of it that belongs to the environment.
package struct EngineSettings: Hashable, Sendable {
    /// The endpoint as written (`unix://…`, `tcp://…`, a Docker context as `context://NAME`); `nil`
    /// for the Docker client's default: `DOCKER_HOST`, then the current Docker context.
    package let endpoint: String?
    /// The part of the engine that is in scope.
    package let scope: EngineScope
    /// The id that ties the environment to its machine; required to apply.
    package let id: String?

    /// Whether it is the engine of the host that runs Pinion, whichever that is.
    var isOfThisHost: Bool { endpoint?.hasPrefix("unix://") ?? true }

    /// Compares the machines and scopes.
    ///
    /// Two ids decide, because one socket path is a different machine on each host.
    /// Without two ids only equal endpoints decide, as different ones may name the same machine.
    func overlap(with other: EngineSettings) -> ScopeOverlap {
        let scopes = scope.overlap(with: other.scope)
        if let id, let theirs = other.id { return id == theirs ? scopes : .none }
        return address == other.address ? scopes : min(scopes, .possible)
    }

    /// The endpoint, or the most common one if none is written.
    private var address: String { endpoint ?? "unix:///var/run/docker.sock" }

    /// Whether other settings have the same objects under the same keys.
    ///
    /// An id comes from the machine behind the endpoint, so another endpoint counts as another
    /// machine. In another scope a key may mean another object.
    func isPreserved(in new: EngineSettings) -> Bool {
        endpoint == new.endpoint && (id ?? new.id) == new.id && scope == new.scope
    }

    /// Makes a client of the engine; sends no request yet.
    func client(in context: RuntimeContext) throws -> EngineClient {
        let endpoint = try EngineEndpoint.resolve(
            endpoint, in: DockerClientEnvironment(variables: context.variables))
        return EngineClient(endpoint: endpoint, transport: context.http, clock: context.clock)
    }
}

/// The part of a Docker engine or a Swarm that belongs to an environment.
package enum EngineScope: Hashable, Sendable, CustomStringConvertible {
    /// A compose project; keys are the project's short service names.
    case project(String)
    /// A stack; keys are the stack's short service names.
    case stack(String)
    /// The objects with a label `key` or `key=value`; keys are full names.
    case label(String)
    /// Everything; keys are full names.
    case all

    /// The scope in words.
    package var description: String {
        switch self {
        case .project(let name): "compose project \(name)"
        case .stack(let name): "stack \(name)"
        case .label(let label): "label \(label)"
        case .all: "everything on the engine"
        }
    }

    /// Compares scopes; a label may overlap with every scope.
    func overlap(with other: EngineScope) -> ScopeOverlap {
        switch (self, other) {
        case (.all, _), (_, .all): .certain
        case (.project(let one), .project(let other)), (.stack(let one), .stack(let other)):
            one == other ? .certain : .none
        case (.project, .stack), (.stack, .project): .none
        case (.label(let one), .label(let other)):
            one == other || one.hasPrefix(other + "=") || other.hasPrefix(one + "=")
                ? .certain : .possible
        case (.label, _), (_, .label): .possible
        }
    }

    /// The scope as an entry of the kind's mapping.
    var entry: String {
        switch self {
        case .project(let name): "project: \(YAMLText(name))"
        case .stack(let name): "stack: \(YAMLText(name))"
        case .label(let label): "label: \(YAMLText(label))"
        case .all: "all: true"
        }
    }
}
