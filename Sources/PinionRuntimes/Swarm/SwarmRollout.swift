package import PinionModel

/// Judges where a change of a service stands, by its own tasks and not by what an update once said.
package struct SwarmRollout: Hashable, Sendable {
    private let service: SwarmService
    private let tasks: [SwarmTask]
    /// Its tasks that are not wanted any more.
    private let former: [SwarmTask]
    private let running: [SwarmTask]
    private let pending: Int

    /// Takes a service with its tasks that should run, and those that are not wanted any more.
    package init(_ service: SwarmService, tasks: [SwarmTask], former: [SwarmTask] = []) {
        self.former = former
        self.service = service
        self.tasks = tasks
        running = tasks.filter(\.isRunning)
        pending = tasks.count
    }

    /// Where the change stands; of the tasks that failed, only those since the update are of
    /// interest.
    package var judged: Rollout {
        if service.mode == .job || service.image == nil || hasRunToItsEnd { return .settled }
        let reason = newestFailure(former).map { "; the newest failed task: \($0)" } ?? ""
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
        case .completed, nil:
            guard isComplete else { return .progressing(progress + reason) }
            let ending = former.filter(\.isEnding).count
            return ending == 0
                ? .settled
                : .progressing(
                    "\(ending) former task\(ending == 1 ? "" : "s") not wanted any more still "
                        + "\(ending == 1 ? "runs" : "run")")
        }
    }

    /// What is to run, and whether a service of which nothing runs gets on: one whose tasks fail while no update is under
    /// way does not.
    package var wanted: Wanted {
        if service.mode == .job {
            let reason = newestFailure(tasks.filter(\.hasFailed))
            let hasEnded = tasks.contains { $0.state == "complete" }
            guard let reason, running.isEmpty, !hasEnded else { return .end }
            return .stalled("none of the job's tasks came to a good end; the newest: \(reason)")
        }
        if service.mode == .replicated(0) { return .nothing }
        if hasRunToItsEnd { return .end }
        guard running.isEmpty, ![.updating, .rollbackStarted].contains(service.update?.state),
            let reason = newestFailure(former)
        else { return .instances }
        return .stalled(
            "none of \(desired) wanted tasks runs, and no update is under way; the newest failed task: "
                + reason)
    }

    /// Why an update would do harm: it would run again what has run to its end.
    var obstacleToChange: String? {
        hasRunToItsEnd ? "it ran to its end, and an update would run it again" : nil
    }

    /// Whether nothing of it is to run any more, because all that ran ended well and is not started again.
    private var hasRunToItsEnd: Bool {
        !service.restartsAfterSuccess && service.mode != .job && running.isEmpty
            && [.completed, nil].contains(service.update?.state)
            && !tasks.contains { !$0.hasEndedWell && !$0.hasFailed }
            && newest(of: tasks + former)?.hasEndedWell == true
            && !former.contains(where: \.isEnding)
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
            .max(by: isOlder)?
            .error
    }

    private func newest(of tasks: [SwarmTask]) -> SwarmTask? { tasks.max(by: isOlder) }

    private func isOlder(_ one: SwarmTask, than other: SwarmTask) -> Bool {
        guard let early = one.created, let late = other.created else { return false }
        return early < late
    }
}
