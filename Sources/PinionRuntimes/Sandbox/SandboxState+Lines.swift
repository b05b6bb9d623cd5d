import PinionModel

/// A sandbox as text for people.
extension SandboxState {
    /// A line a fact, in the order of the services; never read by a program.
    package var lines: [String] {
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
