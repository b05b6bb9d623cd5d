import PinionModel

/// The observation of a sandbox.
extension SandboxState {
    func inventory(_ selection: ServiceSelection) -> Inventory {
        switch selection {
        case .inScope: Inventory(services: services.map(\.observation))
        case .only(let names):
            Inventory(services: Set(names).compactMap { service($0)?.observation })
        }
    }
}

extension SandboxService {
    var observation: ServiceObservation {
        guard !failures.contains(.silent) else { return silence }
        return ServiceObservation(
            name: name, objectID: objectID, version: String(version),
            containers: containers.indices.map(container),
            wanted: desired == 0 && instances.isEmpty ? .nothing : .instances,
            rollout: observedRollout, changedBy: changedBy, deployment: "version \(version)")
    }

    private func container(_ index: Int) -> ContainerObservation {
        let container = containers[index]
        let isSaid = failures.isEmpty || !failures.contains(.unverifiable)
        return ContainerObservation(
            name: container.name,
            template: container.template.map { .image(SeenImage($0)) } ?? .absent,
            declared: .image(SeenImage(container.declared)),
            instances: .seen(
                instances.map {
                    Instance(
                        id: $0.id,
                        bits: isSaid
                            ? .known([$0.digests[index]])
                            : .unknown(Obstacle("the sandbox does not say what \($0.id) runs")))
                }))
    }

    private var observedRollout: Rollout {
        switch rollout {
        case .settled: .settled
        case .failed(let reason): .failed(reason)
        case .rolledBack(let reason): .rolledBack(reason)
        case .progressing(let progress):
            .progressing("\(progress.replaced(of: desired)) of \(desired) instances replaced")
        }
    }

    private var silence: ServiceObservation {
        let obstacle = Obstacle("the sandbox does not answer for \(name)")
        return ServiceObservation(
            name: name, objectID: objectID,
            containers: containers.map {
                ContainerObservation(
                    name: $0.name, template: .unknown(obstacle), declared: .unknown(obstacle),
                    instances: .unknown(obstacle))
            })
    }
}

/// A sandbox as text for people.
extension SandboxState {
    /// The facts, one a line, in the order of the services; no program reads them.
    var lines: [String] {
        var lines: [String] = []
        if isSilent { lines.append("the sandbox does not answer") }
        if rolloutSteps > 0 { lines.append("a rollout takes \(rolloutSteps) looks") }
        return services.isEmpty ? lines + ["no services"] : lines + services.flatMap(\.lines)
    }
}

extension SandboxService {
    fileprivate var lines: [String] {
        var lines = [
            "\(name)  \(instances.count) of \(desired) running, version \(version), "
                + "object \(objectID), changed by \(changedBy)"
        ]
        switch rollout {
        case .settled: break
        case .failed(let reason), .rolledBack(let reason):
            lines.append("  rollout failed: \(reason)")
        case .progressing(let progress):
            lines.append(
                "  rollout under way: \(progress.replaced(of: desired)) of \(desired) replaced")
        }
        if !failures.isEmpty {
            lines.append("  on demand: \(failures.map(\.description).joined(separator: ", "))")
        }
        for (index, container) in containers.enumerated() {
            lines.append("  \(container.name)")
            lines.append("    template  \(container.template?.familiar ?? "none")")
            lines.append("    declared  \(container.declared.familiar)")
            for instance in instances {
                lines.append("    \(instance.id)  \(instance.digests[index])")
            }
        }
        return lines
    }
}
