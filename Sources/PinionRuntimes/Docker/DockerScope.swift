import PinionModel

/// Which containers of an engine belong to an environment, and what their service is called there.
struct DockerScope: Hashable, Sendable {
    /// Whether a container belongs to the scope.
    enum Membership: Hashable, Sendable {
        case inside(service: String)
        /// A re-creation keeps it until the new container has proved itself.
        case leftover(service: String, realName: String)
        /// It belongs to the service but does not run, so it is no instance; the clause says why.
        case idle(service: String, reason: String)
        /// It is not in scope; the clause says why.
        case outside(String)
    }

    private let scope: EngineScope
    /// The container that Pinion itself runs in.
    private let ownID: String?

    init(_ scope: EngineScope, ownID: String? = nil) { (self.scope, self.ownID) = (scope, ownID) }

    /// Whether a container belongs to the scope.
    func membership(of container: ListedContainer) -> Membership {
        if let reason = foreign(container) ?? unmatched(container) { return .outside(reason) }
        if let name = container.leftover?.realName {
            return .leftover(service: service(container, named: name), realName: name)
        }
        let key = service(container, named: container.name)
        return container.idleness.map { .idle(service: key, reason: $0) } ?? .inside(service: key)
    }

    /// Why a running container in scope is left to somebody else; nil if it is looked at.
    func exemption(of container: ListedContainer) -> String? {
        guard container.state?.isUp == true, unmatched(container) == nil else { return nil }
        return foreign(container)
    }

    /// Whether it must be known which labels of a container its image brought along.
    func asksForOwnLabels(of container: ListedContainer) -> Bool {
        guard EngineLabel.isOrchestrated(container.labels), unmatched(container) == nil else {
            return false
        }
        if case .project = scope { return true }
        return exemption(of: container) != nil
    }

    /// The service's key, whether the container is in scope or not: a compose service in a project.
    func service(of container: ListedContainer) -> String {
        let real = container.leftover?.realName
        return service(container, named: real ?? container.name)
    }

    /// The labels that decide whether a container is in scope, and of which service.
    var labels: Set<String> {
        switch scope {
        case .all: []
        case .label(let label): [String(label.prefix { $0 != "=" })]
        case .project: [EngineLabel.project, EngineLabel.composeService]
        case .stack: [EngineLabel.stack]
        }
    }

    /// What others look after, whatever the scope says.
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
    /// Why it does not run; nil if it does.
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
    /// The service that it is an instance of, or what a re-creation keeps of one.
    var service: String? {
        switch self {
        case .inside(let service), .leftover(let service, _): service
        case .idle, .outside: nil
        }
    }

    /// Why it is not looked at; nil if it is.
    var reason: String? {
        switch self {
        case .inside, .leftover: nil
        case .idle(_, let reason), .outside(let reason): reason
        }
    }
}
