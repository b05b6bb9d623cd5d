import PinionModel
import PinionReading
import PinionSyntax

/// How to reach a Docker engine, and what on it belongs to the environment.
package struct EngineSettings: Hashable, Sendable {
    /// The endpoint as written (`unix://…`, `tcp://…`, a Docker context as `context://NAME`); nil
    /// means the ecosystem's own default: `DOCKER_HOST`, then the current Docker context.
    package let endpoint: String?
    /// What is in scope.
    package let scope: EngineScope
    /// Ties the environment to its machine; required to apply.
    package let id: String?

    /// Whether it is whatever engine the host has that asks.
    var isOfThisHost: Bool { endpoint?.hasPrefix("unix://") ?? true }

    /// Two ids decide: the same socket's path is another machine on another host.
    ///
    /// Else only equal endpoints are surely one machine, since one has many spellings.
    func overlap(with other: EngineSettings) -> ScopeOverlap {
        let scopes = scope.overlap(with: other.scope)
        if let id, let theirs = other.id { return id == theirs ? scopes : .none }
        return address == other.address ? scopes : min(scopes, .possible)
    }

    /// The endpoint, where none is written the one that most machines have.
    private var address: String { endpoint ?? "unix:///var/run/docker.sock" }

    /// Whether others speak of the same objects by the same names.
    ///
    /// An id is what the endpoint's other end says of itself, so another endpoint is another
    /// machine until somebody looks. Under another scope a key may mean another object.
    func isKept(by new: EngineSettings) -> Bool {
        endpoint == new.endpoint && (id ?? new.id) == new.id && scope == new.scope
    }

    /// A client of the engine; asks nothing yet.
    func client(in context: RuntimeContext) throws -> EngineClient {
        let endpoint = try EngineEndpoint.resolve(
            endpoint, in: DockerClientEnvironment(variables: context.variables))
        return EngineClient(endpoint: endpoint, transport: context.http, clock: context.clock)
    }
}

/// What of a Docker engine or a Swarm belongs to an environment; exactly one.
package enum EngineScope: Hashable, Sendable, CustomStringConvertible {
    /// A compose project; keys are the project's short service names.
    case project(String)
    /// A stack; keys are the stack's short service names.
    case stack(String)
    /// Whatever carries a label `key` or `key=value`; keys are full names.
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

    /// A label may meet every scope.
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
