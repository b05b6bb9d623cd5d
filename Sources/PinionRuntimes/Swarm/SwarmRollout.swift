import PinionModel

/// Judges where a change of a service stands, by its own tasks and not by what an update once said.
struct SwarmRollout: Hashable, Sendable {
    private let service: SwarmService
    private let tasks: [SwarmTask]
    /// Its tasks that are not wanted any more.
    private let former: [SwarmTask]
    private let running: [SwarmTask]
    /// When its tasks were listed, by the manager's clock; nil if that is not known.
    private let now: Timestamp?

    /// `tasks` are those that should run, `former` those that are not wanted any more.
    init(
        _ service: SwarmService, tasks: [SwarmTask], former: [SwarmTask] = [], now: Timestamp? = nil
    ) {
        (self.service, self.tasks, self.former, self.now) = (service, tasks, former, now)
        running = tasks.filter(\.isRunning)
    }

    /// Where the change stands; only tasks that failed since the update count.
    var judged: Rollout {
        if service.mode == .job || service.image == nil || hasRunToItsEnd { return .settled }
        let reason = reason
        switch service.update?.state {
        case .paused:
            // Its word stays when the tasks have long recovered: then they count, and not the word.
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

    /// What is to run; a service whose tasks fail while no update is under way is stalled.
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

    /// Whether Swarm stopped an update, and goes on if the same spec is sent again.
    ///
    /// If one is sent while a paused one still ends, Swarm drops it, and former tasks run on.
    var isPaused: Bool {
        switch service.update?.state {
        case .paused: judged != .settled
        case .completed, nil: service.mode != .job && running.contains { $0.image != service.image }
        case .updating, .rollbackStarted, .rollbackPaused, .rollbackCompleted: false
        }
    }

    /// Why an update would do harm: it would run again what has run to its end.
    var obstacleToChange: String? {
        hasRunToItsEnd ? "it ran to its end, and an update would run it again" : nil
    }

    /// Whether all that ran ended well and is not started again, so that nothing is to run.
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

    /// Why it does not get on, as the end of a sentence: failed tasks, and tasks without a node.
    private var reason: String {
        let failure = newestFailure(former).map { "; the newest failed task: \($0)" } ?? ""
        guard let problem = unplaced.min() else { return failure }
        return "\(failure); no node was found for \(plural(unplaced.count, "task")): " + problem
    }

    private var unplaced: [String] { tasks.compactMap(\.placementProblem) }

    // MARK: Tasks that fail again and again

    /// Whether every task has run for as long as Swarm itself watches one.
    private var isSteady: Bool { haveRun(for: service.monitor) }

    /// Whether every task has outlived the time within which tasks of its image failed lately.
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

    /// Whether Swarm ended the last change before it had watched any task, as a resumed update may.
    private var isUnwatched: Bool {
        guard now != nil else { return false }
        guard let update = service.update else {
            guard let made = service.created, let changed = service.updated else { return false }
            return changed.timestamp - made.timestamp > .seconds(1)
        }
        guard let start = update.started, let end = update.ended else { return false }
        return end.timestamp - start.timestamp < service.monitor
    }

    /// How long a task that cannot run lives at most: it waits, starts and ends.
    private var shortLife: Duration { .seconds(90) + service.restartDelay }

    private func hasFailedEarly(_ task: SwarmTask) -> Bool {
        task.image == service.image && task.hasFailed(within: shortLife)
    }

    private func isEarlyFailure(_ task: SwarmTask) -> Bool {
        hasFailedEarly(task) && isSinceUpdate(task)
    }

    /// Whether a task of the declared image failed soon after it was made, not long ago.
    private var hasFailedLately: Bool { former.contains { hasFailedEarly($0) && isLate($0) } }

    private func isLate(_ task: SwarmTask) -> Bool {
        guard let now, let end = task.updated else { return true }
        return now - end.timestamp <= shortLife
    }

    /// That the tasks of one slot keep failing; nil if they do not, or not yet.
    ///
    /// A manager keeps the last five tasks of a slot unless told to keep fewer: then time tells.
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

    /// When the last update began; before Swarm has begun it, when the service was changed.
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
