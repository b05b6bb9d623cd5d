import PinionModel

/// Decides which services of a Swarm belong to an environment, and gives them their keys.
struct SwarmScope: Hashable, Sendable {
    private let scope: EngineScope

    init(_ scope: EngineScope) { self.scope = scope }

    /// Returns the service's name without the stack's prefix; `nil` if it is out of scope.
    func name(of service: SwarmService) -> String? {
        switch scope {
        case .all: return service.name
        case .label(let label):
            return EngineLabel.isCarried(label, by: service.labels) ? service.name : nil
        case .stack(let stack), .project(let stack):
            guard service.labels[EngineLabel.stack] == stack else { return nil }
            let prefix = stack + "_"
            return service.name.hasPrefix(prefix)
                ? String(service.name.dropFirst(prefix.count)) : service.name
        }
    }

    /// Returns the full names that a name in the scope may mean.
    func fullNames(of name: String) -> [String] {
        switch scope {
        case .all, .label: [name]
        case .stack(let stack), .project(let stack): ["\(stack)_\(name)", name]
        }
    }

    /// Returns those of some names that exist outside the scope, with the reasons.
    func outside(_ names: [String], of services: [SwarmService]) -> [OutOfScope] {
        let inside = Set(services.compactMap(name(of:)))
        return names.filter { !inside.contains($0) }.compactMap { name in
            let found = fullNames(of: name).compactMap { full in
                services.first { $0.name == full }
            }
            return found.first.map { OutOfScope(name: name, reason: reason($0)) }
        }
    }

    private func reason(_ service: SwarmService) -> String {
        switch scope {
        case .all: "it is in scope"
        case .label(let label): "the service \(service.name) does not carry the label \(label)"
        case .stack(let stack), .project(let stack):
            service.labels[EngineLabel.stack].map {
                "the service \(service.name) belongs to the stack \($0), not to \(stack)"
            } ?? "the service \(service.name) belongs to no stack"
        }
    }
}
