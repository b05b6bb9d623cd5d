import PinionModel

/// Judges the progress of a service's change by its tasks, not only by the update's last state.
struct SwarmRollout: Hashable, Sendable {
    private let service: SwarmService
    private let tasks: [SwarmTask]
    /// The service's tasks that are no longer wanted.
    private let former: [SwarmTask]
    private let running: [SwarmTask]
    /// The time of the tasks' list by the manager's clock; `nil` if it is not known.
    private let now: Timestamp?

    /// Takes the tasks that should run, and as `former` those that are no longer wanted.
    init(
        _ service: SwarmService, tasks: [SwarmTask], former: [SwarmTask] = [], now: Timestamp? = nil
    ) {
        (self.service, self.tasks, self.former, self.now) = (service, tasks, former, now)
        running = tasks.filter(\.isRunning)
    }

    /// The progress of the change; tasks that failed before the update do not make it fail.
    var judged: Rollout {
        if service.mode == .job || service.image == nil || hasRunToItsEnd { return .settled }
        let reason = reason
        switch service.update?.state {
        case .paused:
            // The state stays paused after the tasks have recovered; then the tasks decide.
            if isComplete, isProven, former.allSatisfy({ !$0.isEnding }) { return .settled }
            return .failed("Swarm paused the update\(words)\(reason)")
        case .rollbackStarted:
            let clause = "Swarm is rolling the update back\(words)\(reason)"
            return isComplete ? .rolledBack(clause) : .failed(clause)
        case .rollbackPaused:
            return .failed("Swarm began to roll the update back, and paused\(words)\(reason)")
        case .rollbackCompleted:
            let clause = "Swarm rolled the update back\(words)\(reason)"
            return isComplete ? .rolledBack(clause) : .failed(clause)
        case .updating: return .progressing(progress + reason)
        case .completed, nil:
            if let clause = crashLoop { return .failed(clause + reason) }
            guard isComplete else { return .progressing(progress + reason) }
            if hasFailedLately || isUnwatched, !isProven {
                return .progressing("\(progress), and not for long\(reason)")
            }
            let ending = former.filter(\.isEnding).count
            return ending == 0
                ? .settled
                : .progressing(
                    "\(plural(ending, "former task")) not wanted any more still "
                        + "\(ending == 1 ? "runs" : "run")")
        }
    }

    /// What should run; without an update, a service whose tasks fail or find no node is stalled.
    var wanted: Wanted {
        if service.mode == .job {
            let reason = newestFailure(tasks.filter(\.hasFailed))
            let hasEnded = tasks.contains { $0.state == "complete" }
            guard let reason, running.isEmpty, !hasEnded else { return .end }
            return .stalled("none of the job's tasks came to a good end; the newest: \(reason)")
        }
        if service.mode == .replicated(0) { return .nothing }
        if hasRunToItsEnd { return .end }
        guard running.isEmpty, ![.updating, .rollbackStarted].contains(service.update?.state),
            newestFailure(former) != nil || !unplaced.isEmpty
        else { return .instances }
        return .stalled("none of \(desired) wanted tasks runs, and no update is under way\(reason)")
    }

    /// Whether Swarm stopped an update, and continues it if the same spec is sent again.
    ///
    /// Swarm drops a spec sent while a paused update is still ending: then former tasks run on.
    var isPaused: Bool {
        switch service.update?.state {
        case .paused: judged != .settled
        case .completed, nil: service.mode != .job && running.contains { $0.image != service.image }
        case .updating, .rollbackStarted, .rollbackPaused, .rollbackCompleted: false
        }
    }

    /// The reason why an update would do harm: it would run completed tasks again.
    var obstacleToChange: String? {
        hasRunToItsEnd ? "it ran to its end, and an update would run it again" : nil
    }

    /// Whether all tasks ended well and are not started again, so that nothing should run.
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
        return tasks.count
    }

    private var isComplete: Bool { upToDate >= desired && upToDate == running.count }

    private var progress: String { "\(upToDate) of \(desired) tasks run the declared image" }

    private var words: String {
        service.update.map { $0.message.isEmpty ? "" : ": \($0.message)" } ?? ""
    }

    /// The reason for missing progress, as the end of a sentence: failed or unplaced tasks.
    private var reason: String {
        let failure = newestFailure(former).map { "; the newest failed task: \($0)" } ?? ""
        guard let problem = unplaced.min() else { return failure }
        return "\(failure); no node was found for \(plural(unplaced.count, "task")): " + problem
    }

    private var unplaced: [String] { tasks.compactMap(\.placementProblem) }

    // MARK: Tasks that fail again and again

    /// Whether every task has run for as long as Swarm watches a new one.
    private var isSteady: Bool { haveRun(for: service.monitor) }

    /// Whether every task has run for Swarm's watch plus the longest life of recent failed ones.
    private var isProven: Bool {
        let lives = former.filter { hasFailedEarly($0) && isLate($0) }.compactMap(\.life)
        return haveRun(for: service.monitor + (lives.max() ?? .zero))
    }

    private func haveRun(for time: Duration) -> Bool {
        guard let now else { return false }
        return running.allSatisfy { task in
            task.updated.map { now - $0.timestamp > time } ?? false
        }
    }

    /// Whether the last change ended before Swarm had watched any task, as a resumed update may.
    private var isUnwatched: Bool {
        guard now != nil else { return false }
        guard let update = service.update else {
            guard let made = service.created, let changed = service.updated else { return false }
            return changed.timestamp - made.timestamp > .seconds(1)
        }
        guard let start = update.started, let end = update.ended else { return false }
        return end.timestamp - start.timestamp < service.monitor
    }

    /// The longest life of a task that cannot run: it waits, starts and ends.
    private var shortLife: Duration { .seconds(90) + service.restartDelay }

    private func hasFailedEarly(_ task: SwarmTask) -> Bool {
        task.image == service.image && task.hasFailed(within: shortLife)
    }

    private func isEarlyFailure(_ task: SwarmTask) -> Bool {
        hasFailedEarly(task) && isSinceUpdate(task)
    }

    /// Whether a task of the declared image failed soon after its creation, and recently.
    private var hasFailedLately: Bool { former.contains { hasFailedEarly($0) && isLate($0) } }

    private func isLate(_ task: SwarmTask) -> Bool {
        guard let now, let end = task.updated else { return true }
        return now - end.timestamp <= shortLife
    }

    /// The clause that the tasks of one slot keep failing; `nil` if they do not, or not yet.
    ///
    /// A manager keeps the last five tasks of a slot or, if configured, fewer; then time decides.
    private var crashLoop: String? {
        guard !isComplete || !isSteady, let now, hasFailedLately else { return nil }
        let start = (service.update?.ended ?? began)?.timestamp ?? now
        let isLong = now - start > .seconds(300)
        let isLooping = Dictionary(grouping: former, by: \.place).values.contains { place in
            let failures = place.filter(isEarlyFailure)
            return failures.contains(where: isLate)
                && (failures.count >= 3 || isLong && failures.count == place.count)
        }
        return isLooping ? "its tasks fail again and again: \(progress)" : nil
    }

    /// The start of the last update; before Swarm has started it, the change of the service.
    private var began: EngineTime? {
        service.update?.started ?? service.updated ?? service.created
    }

    private func isSinceUpdate(_ task: SwarmTask) -> Bool {
        guard let since = began, let created = task.created else { return true }
        return created >= since
    }

    private func newestFailure(_ tasks: [SwarmTask]) -> String? {
        tasks.filter { $0.hasFailed && !$0.error.isEmpty && isSinceUpdate($0) }
            .max(by: isOlder)?.error
    }

    private func newest(of tasks: [SwarmTask]) -> SwarmTask? { tasks.max(by: isOlder) }

    private func isOlder(_ one: SwarmTask, than other: SwarmTask) -> Bool {
        guard let early = one.created, let late = other.created else { return false }
        return early < late
    }
}
