import PinionModel

/// Which containers of an engine belong to an environment, and what their service is called there.
package struct DockerScope: Hashable, Sendable {
    /// How a container stands to the scope.
    package enum Standing: Hashable, Sendable {
        /// It is an instance of the service.
        case inside(service: String)
        /// It is what a re-creation of Pinion keeps of the service until the new container has
        /// proved itself.
        case leftover(service: String, realName: String)
        /// It belongs to the service and does not run, so that it is no instance; the clause says
        /// why.
        case idle(service: String, reason: String)
        /// It is not in scope; the clause says why.
        case outside(String)
    }

    private let scope: EngineScope
    private let ownID: String?

    /// Wraps the scope of an environment's file; `ownID` is the container that Pinion itself runs
    /// in.
    package init(_ scope: EngineScope, ownID: String? = nil) {
        self.scope = scope
        self.ownID = ownID
    }

    /// How a container stands to the scope.
    package func standing(of container: ListedContainer) -> Standing {
        if let reason = foreign(container) ?? unmatched(container) { return .outside(reason) }
        if let name = Leftover.realName(of: container.name, id: container.id) {
            return .leftover(service: service(container, named: name), realName: name)
        }
        let key = service(container, named: container.name)
        return container.idleness.map { .idle(service: key, reason: $0) } ?? .inside(service: key)
    }

    /// Why a running container that the scope covers is no part of it: somebody else looks after it; nil else.
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
    package func service(of container: ListedContainer) -> String {
        let real = Leftover.realName(of: container.name, id: container.id)
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
    /// Why it does not run; nil where it does.
    fileprivate var idleness: String? {
        switch state {
        case .running, .paused, .restarting: nil
        case .created: "the container \(name) was never started"
        case .exited: "the container \(name) has exited"
        case .removing, .dead, nil: "the container \(name) is being removed"
        }
    }
}
