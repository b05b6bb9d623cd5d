import PinionModel

/// Decides which containers of an engine belong to an environment, and names their services.
struct DockerScope: Hashable, Sendable {
    /// The relation of a container to the scope.
    enum Membership: Hashable, Sendable {
        case inside(service: String)
        /// A re-creation keeps it until the new container has proved itself.
        case leftover(service: String, realName: String)
        /// The container belongs to the service but is not running; the clause says why.
        case idle(service: String, reason: String)
        /// The container is not in scope; the clause says why.
        case outside(String)
    }

    private let scope: EngineScope
    /// The id of the container in which Pinion itself runs.
    private let ownID: String?

    init(_ scope: EngineScope, ownID: String? = nil) { (self.scope, self.ownID) = (scope, ownID) }

    /// Returns the relation of a container to the scope.
    func membership(of container: ListedContainer) -> Membership {
        if let reason = foreign(container) ?? unmatched(container) { return .outside(reason) }
        if let name = container.leftover?.realName {
            return .leftover(service: service(container, named: name), realName: name)
        }
        let key = service(container, named: container.name)
        return container.idleness.map { .idle(service: key, reason: $0) } ?? .inside(service: key)
    }

    /// Returns why a running container in scope is not Pinion's to manage; `nil` if it is observed.
    func reasonToIgnore(_ container: ListedContainer) -> String? {
        guard container.state?.isUp == true, unmatched(container) == nil else { return nil }
        return foreign(container)
    }

    /// Whether the origin of a container's labels must be known: the container or its image.
    func needsImageLabels(for container: ListedContainer) -> Bool {
        guard EngineLabel.isOrchestrated(container.labels), unmatched(container) == nil else {
            return false
        }
        if case .project = scope { return true }
        return reasonToIgnore(container) != nil
    }

    /// Returns the service's key, even if out of scope: in a project, the compose service.
    func service(of container: ListedContainer) -> String {
        let real = container.leftover?.realName
        return service(container, named: real ?? container.name)
    }

    /// The labels that decide whether a container is in scope, and to which service it belongs.
    var labels: Set<String> {
        switch scope {
        case .all: []
        case .label(let label): [String(label.prefix { $0 != "=" })]
        case .project: [EngineLabel.project, EngineLabel.composeService]
        case .stack: [EngineLabel.stack]
        }
    }

    /// Returns why another program manages a container, whatever the scope is.
    private func foreign(_ container: ListedContainer) -> String? {
        let labels = container.labels
        if labels[EngineLabel.swarmService] != nil {
            return "the container \(container.name) is a task of a Swarm service"
        }
        if labels.keys.contains(where: { $0.hasPrefix(EngineLabel.kubernetesPrefix) }) {
            return "the container \(container.name) belongs to a Kubernetes pod"
        }
        if labels[EngineLabel.composeOneOff]?.lowercased() == "true" {
            return "the container \(container.name) is a one-off command of compose"
        }
        if let ownID, container.id.hasPrefix(ownID) { return "Pinion itself runs in it" }
        return nil
    }

    private func unmatched(_ container: ListedContainer) -> String? {
        switch scope {
        case .all: nil
        case .label(let label):
            EngineLabel.isCarried(label, by: container.labels)
                ? nil : "the container \(container.name) does not carry the label \(label)"
        case .project(let project):
            matches(container, EngineLabel.project, project, "compose project")
        case .stack(let stack): matches(container, EngineLabel.stack, stack, "stack")
        }
    }

    private func matches(
        _ container: ListedContainer, _ label: String, _ wanted: String, _ kind: String
    ) -> String? {
        guard let value = container.labels[label] else {
            return "the container \(container.name) belongs to no \(kind)"
        }
        return value == wanted
            ? nil
            : "the container \(container.name) belongs to the \(kind) \(value), not to \(wanted)"
    }

    private func service(_ container: ListedContainer, named name: String) -> String {
        switch scope {
        case .all, .label, .stack: name
        case .project: container.labels[EngineLabel.composeService] ?? name
        }
    }
}

extension ListedContainer {
    /// The reason why it is not running; `nil` if it is.
    fileprivate var idleness: String? {
        switch state {
        case .running, .paused, .restarting: nil
        case .created: "the container \(name) was never started"
        case .exited: "the container \(name) has exited"
        case .removing, .dead, nil: "the container \(name) is being removed"
        }
    }
}

extension DockerScope.Membership {
    /// The service that it is an instance or leftover of; `nil` otherwise.
    var service: String? {
        switch self {
        case .inside(let service), .leftover(let service, _): service
        case .idle, .outside: nil
        }
    }

    /// The reason why it is not observed; `nil` if it is.
    var reason: String? {
        switch self {
        case .inside, .leftover: nil
        case .idle(_, let reason), .outside(let reason): reason
        }
    }
}
