import PinionModel
import PinionSyntax

/// Judges the progress of a service's deployment.
///
/// ECS calls a service stable even after a rollback, so deployments and their history are read.
struct ECSRollout: Sendable {
    let service: ECSService
    /// The newest deployment of the history, which explains a failure together with failed tasks.
    var newest: ECSServiceDeployment?
    var failedTasks: [ECSTask] = []

    var judged: Rollout {
        guard let primary = service.primary else {
            return service.controller == .ecs
                ? .progressing("ECS shows no primary deployment yet") : .settled
        }
        return returned(from: primary) ?? progress(of: primary)
    }

    private func progress(of primary: ECSDeployment) -> Rollout {
        let count =
            "\(primary.running) of \(primary.desired) tasks run "
            + ECSName.shortDefinition(primary.taskDefinition)
        switch primary.state {
        case .completed:
            // ECS keeps this state even if the tasks end afterwards.
            return primary.lacksTasks ? .progressing(count + causes(primary)) : .settled
        case .failed:
            return .failed("the deployment failed\(words(primary.reason))\(causes(primary))")
        case .inProgress: return .progressing(primary.failed > 0 ? count + causes(primary) : count)
        case nil: return primary.lacksTasks ? .progressing(count) : .settled
        }
    }

    /// Returns the outcome if ECS rolled a newer deployment back to the primary one.
    private func returned(from primary: ECSDeployment) -> Rollout? {
        let given = service.deployments.first { other in
            guard !other.isPrimary, other.state == .failed, let begun = other.created,
                let before = primary.created
            else { return false }
            return begun > before
        }
        if let newest, isAbout(primary, newest) {
            let reason = words(newest.reason) + causes(given ?? primary)
            switch newest.status {
            case "ROLLBACK_SUCCESSFUL":
                return .rolledBack("ECS rolled the deployment back\(reason)")
            case "ROLLBACK_FAILED":
                return .failed("ECS could not roll the deployment back\(reason)")
            case "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS":
                return .failed("ECS is rolling the deployment back\(reason)")
            case "STOPPED": return .failed("somebody stopped the deployment\(reason)")
            default: break
            }
        }
        guard let given else { return nil }
        let reason = words(given.reason) + causes(given)
        return primary.state == .completed
            ? .rolledBack("ECS rolled the deployment back\(reason)")
            : .failed("ECS is rolling the deployment back\(reason)")
    }

    /// Whether the history's entry is not older than the primary deployment.
    private func isAbout(_ primary: ECSDeployment, _ entry: ECSServiceDeployment) -> Bool {
        guard let finished = entry.finished, let begun = primary.created else { return true }
        return finished >= begun
    }

    private func words(_ reason: String) -> String {
        reason.isEmpty ? "" : ": \(maskedWords(reason))"
    }

    /// Describes why tasks of a deployment ended, with the service's events since it began.
    private func causes(_ deployment: ECSDeployment) -> String {
        let own = failedTasks.filter { $0.startedBy == deployment.id }
        let others = failedTasks.filter { $0.taskDefinition != service.taskDefinition }
        let tasks = own.isEmpty ? (others.isEmpty ? failedTasks : others) : own
        let newest = tasks.max { ($0.stopped?.milliseconds ?? 0) < ($1.stopped?.milliseconds ?? 0) }
        let reason = newest?.endReason.map {
            "; the newest failed task: \(ShownText($0, longest: 300))"
        }
        let events = service.events.filter { event in
            guard let at = event.created, let begun = deployment.created else { return false }
            return at >= begun
        }
        let log = events.prefix(2).map { maskedWords($0.message, atMost: 200) }
        return (reason ?? "")
            + (log.isEmpty ? "" : "; the newest events: \(log.joined(separator: " / "))")
    }
}
