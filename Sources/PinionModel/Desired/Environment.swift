/// A folder of pins with its runtime and its rules, as one commit holds it.
package struct Environment: Hashable, Sendable {
    /// The folder's name.
    package let name: Name
    /// Where it runs.
    package let runtime: RuntimeBlock
    /// Its rules.
    package let rules: Rules
    /// What must run, ordered by name.
    package let services: [Service]

    /// Puts an environment together; the services are ordered here.
    package init(name: Name, runtime: RuntimeBlock, rules: Rules = Rules(), services: [Service]) {
        self.name = name
        self.runtime = runtime
        self.rules = rules
        self.services = services.sorted { $0.name < $1.name }
    }
}

extension Environment {
    /// An environment's name: `[a-z0-9][a-z0-9-]{0,62}`.
    package struct Name: Hashable, Sendable, Comparable, CustomStringConvertible {
        /// The name's text.
        package let description: String

        /// Reads a name; nil where the text is none.
        package init?(parsing text: some StringProtocol) {
            let bytes = Array(text.utf8)
            guard let first = bytes.first, bytes.count <= 63, first != 0x2d,
                bytes.allSatisfy({
                    (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
                })
            else { return nil }
            description = String(text)
        }

        /// Orders by text.
        package static func < (one: Name, other: Name) -> Bool {
            one.description < other.description
        }
    }
}

/// Where an environment runs: the kind of runtime, how to reach it, and what of it is in scope.
package enum RuntimeBlock: Hashable, Sendable {
    /// The embedded orchestrator; its state file is relative to the repository.
    case sandbox(state: String)
    /// Plain containers or compose projects of one engine.
    case docker(EngineBlock)
    /// Services of one Swarm.
    case swarm(EngineBlock)
    /// Services of one ECS cluster.
    case ecs(ECSBlock)
    /// A runtime that the files may name and this version cannot reach yet: `kubernetes`.
    case unsupported(kind: String)

    /// The runtime's word in the file.
    package var kind: String {
        switch self {
        case .sandbox: "sandbox"
        case .docker: "docker"
        case .swarm: "swarm"
        case .ecs: "ecs"
        case .unsupported(let kind): kind
        }
    }

    /// The same on another machine; unchanged where it has none.
    package func moved(to machine: String) -> RuntimeBlock {
        switch self {
        case .docker(let block): .docker(block.moved(to: machine))
        case .swarm(let block): .swarm(block.moved(to: machine))
        case .ecs(let block): .ecs(block.moved(to: machine))
        case .sandbox, .unsupported: self
        }
    }

    /// The `id` of the file; a sandbox needs none.
    package var id: String? {
        switch self {
        case .docker(let block), .swarm(let block): block.id
        case .ecs(let block): block.id
        case .sandbox, .unsupported: nil
        }
    }
}

/// How to reach a Docker engine, and what of it belongs to the environment.
package struct EngineBlock: Hashable, Sendable {
    /// The endpoint as written (`unix://…`, `tcp://…`, a Docker context as `context://NAME`); nil means the
    /// ecosystem's own default: `DOCKER_HOST`, then the current Docker context.
    package let endpoint: String?
    /// What is in scope.
    package let scope: EngineScope
    /// Ties the environment to its machine; required to apply.
    package let id: String?

    /// Puts a block together.
    package init(endpoint: String?, scope: EngineScope, id: String?) {
        self.endpoint = endpoint
        self.scope = scope
        self.id = id
    }

    func moved(to machine: String) -> EngineBlock {
        EngineBlock(endpoint: endpoint, scope: scope, id: machine)
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
}
