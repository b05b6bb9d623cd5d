package import PinionModel

/// Judges where a change of a service stands, by its own tasks and not by what an update once said.
package struct SwarmRollout: Hashable, Sendable {
    private let service: SwarmService
    private let tasks: [SwarmTask]
    private let running: [SwarmTask]
    private let pending: Int

    /// Takes a service with its tasks that should run.
    package init(_ service: SwarmService, tasks: [SwarmTask]) {
        self.service = service
        self.tasks = tasks
        running = tasks.filter(\.isRunning)
        pending = tasks.count
    }

    /// Where the change stands; of the tasks that failed, only those since the update are of
    /// interest.
    package func judged(failures: [SwarmTask] = []) -> Rollout {
        if service.mode == .job || service.image == nil { return .settled }
        let reason = newestFailure(failures).map { "; the newest failed task: \($0)" } ?? ""
        switch service.update?.state {
        case .paused: return .failed("Swarm paused the update\(words)\(reason)")
        case .rollbackStarted:
            return .failed("Swarm is rolling the update back\(words)\(reason)")
        case .rollbackPaused:
            return .failed("Swarm began to roll the update back, and paused\(words)\(reason)")
        case .rollbackCompleted:
            let clause = "Swarm rolled the update back\(words)\(reason)"
            return isComplete ? .rolledBack(clause) : .failed(clause)
        case .updating: return .progressing(progress + reason)
        case .completed, nil: return isComplete ? .settled : .progressing(progress + reason)
        }
    }

    /// What is to run, and whether a service of which nothing runs gets on: one whose tasks fail while no update is under
    /// way does not.
    package func wanted(failures: [SwarmTask]) -> Wanted {
        if service.mode == .job {
            let reason = newestFailure(tasks.filter(\.hasFailed))
            let hasEnded = tasks.contains { $0.state == "complete" }
            guard let reason, running.isEmpty, !hasEnded else { return .end }
            return .stalled("none of the job's tasks came to a good end; the newest: \(reason)")
        }
        if service.mode == .replicated(0) { return .nothing }
        guard running.isEmpty, ![.updating, .rollbackStarted].contains(service.update?.state),
            let reason = newestFailure(failures)
        else { return .instances }
        return .stalled(
            "none of \(desired) wanted tasks runs, and no update is under way; the newest failed task: "
                + reason)
    }

    private var upToDate: Int { running.count { $0.image == service.image } }

    private var desired: Int {
        if let count = service.desiredTasks { return count }
        if case .replicated(let count) = service.mode { return count }
        return pending
    }

    private var isComplete: Bool { upToDate >= desired && upToDate == running.count }

    private var progress: String { "\(upToDate) of \(desired) tasks run the declared image" }

    private var words: String {
        service.update.map { $0.message.isEmpty ? "" : ": \($0.message)" } ?? ""
    }

    private func newestFailure(_ tasks: [SwarmTask]) -> String? {
        let since = service.update?.started ?? service.created
        return
            tasks
            .filter { task in
                guard task.hasFailed, !task.error.isEmpty else { return false }
                guard let since, let created = task.created else { return true }
                return created >= since
            }
            .max { one, other in
                guard let early = one.created, let late = other.created else { return false }
                return early < late
            }?
            .error
    }
}
