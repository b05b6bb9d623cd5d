import PinionDecisions
import PinionModel

extension EnvironmentRun {
    private var limits: Limits { brief.environment.rules.limits }

    /// Begins the changes that the recorded intent allows.
    mutating func apply(
        _ changes: [PlannedChange], _ intent: Intent, holding tip: CommitID
    ) -> [Action] {
        let services = Dictionary(grouping: changes, by: \.observed.name)
        let waiting = services.sorted { $0.key < $1.key }.map { service, changes in
            let keys = Set(changes.map(\.key.service))
            return Applying.ServiceChange(
                service: service, changes: changes,
                effects: intent.effects.filter { keys.contains($0.service) }.map(\.effect))
        }
        return continueApplying(
            Applying(intent: intent, holding: tip, began: moment.elapsed, waiting: waiting))
    }

    private func isOverTime(_ work: Applying) -> Bool {
        moment.elapsed - work.began >= limits.timeout
    }

    /// Begins as many changes as the limit allows, looks at those under way, or ends.
    private mutating func continueApplying(_ work: Applying) -> [Action] {
        var work = work
        if let reason = work.withdrawn { work.endWatched(because: reason) }
        if isOverTime(work) { work.stop = work.stop ?? "the time limit was reached" }
        if work.isOver {
            phase = .observingAgain(work)
            return [scope]
        }
        var actions: [Action] = []
        while work.stop == nil, work.underWay.count < max(1, limits.parallel), !work.waiting.isEmpty
        {
            actions += work.next().compactMap { next in
                next.changes.first.map { send(next, $0.observed, &work) }
            }
        }
        actions = actions.together
        if !work.isLooking, !work.watched.isEmpty {
            work.isLooking = true
            work.looked = work.watched
            actions.append(.observe(.only(work.watched)))
        }
        phase = .applying(work)
        return actions
    }

    private func send(
        _ one: Applying.ServiceChange, _ observed: ServiceObservation, _ work: inout Applying
    ) -> Action {
        work.underWay[one.service]?.stage = .sending
        work.underWay[one.service]?.formerDeployment = observed.deployment
        return .change(
            one.imageChange(observed, timeout: limits.timeout), holding: work.holding,
            until: ownEnd(of: work.intent))
    }

    mutating func takeChange(
        of services: [String], _ error: RuntimeError?, _ work: Applying
    ) -> [Action] {
        var work = work
        for service in services { work.take(error, of: service) }
        return continueApplying(work)
    }

    // MARK: Watching

    mutating func look(_ work: Applying) -> [Action] {
        var work = work
        work.isLooking = false
        return continueApplying(work)
    }

    mutating func takeObservation(_ seen: Inventory, _ work: Applying) -> [Action] {
        // A service that was asked for and not shown is gone; its old observation is void.
        let asked = Set(seen.services.map(\.name)).union(work.looked)
        let others = inventory.services.filter { !asked.contains($0.name) }
        inventory = Inventory(
            services: others + seen.services, outOfScope: inventory.outOfScope,
            leftOut: inventory.leftOut, ended: inventory.ended)
        rounds = 0
        return watch(work)
    }

    mutating func takeAnswers(_ more: RegistryAnswers, _ work: Applying) -> [Action] {
        answers.merge(more)
        return watch(work)
    }

    mutating func takeUnreachable(_ error: RuntimeError, _ work: Applying) -> [Action] {
        var work = work
        for service in work.watched { work.underWay[service]?.lastWord = error.description }
        return lookLater(work)
    }

    /// Judges services by their targets, not the pins: a repair may return to an older image.
    private mutating func watch(_ work: Applying) -> [Action] {
        var work = work
        let looked = work.watched.filter(work.looked.contains)
        let targets = Targets(looked.compactMap { work.underWay[$0] })
        let (seen, open) = Assessor.assess(input(of: targets), answers: answers)
        rounds += 1
        if !open.isEmpty, rounds <= 4 { return [.ask(open)] }
        var actions: [Action] = []
        for service in looked {
            if let action = judge(service, seen, &work) { actions.append(action) }
        }
        return actions.together + lookLater(work)
    }

    /// Returns the comparison of observed services with targets instead of pins.
    func input(of targets: Targets) -> ComparisonInput {
        var history = state
        history.failed = [:]
        history.obstructed = [:]
        history.sent = [:]
        history.tags = [:]
        history.intent = nil
        let seen = inventory.services.filter { targets.namesInRuntime.contains($0.name) }
        return ComparisonInput(
            environment: Environment(
                name: name, runtime: brief.environment.runtime, rules: brief.environment.rules,
                services: targets.services), inventory: Inventory(services: seen.map(\.asChanged)),
            ledger: history, depth: .decision)
    }

    /// Ends the work on a service whose result is known; returns the action that sends a change
    /// again, if one is needed.
    private func judge(_ service: String, _ seen: Assessment, _ work: inout Applying) -> Action? {
        guard let one = work.underWay[service] else { return nil }
        let namesakes = inventory.services.filter { $0.name == service }
        guard let observed = namesakes.first else {
            work.miss(service)
            return nil
        }
        guard namesakes.count == 1 else {
            work.underWay[service]?.lastWord = "another service of that name is there by now"
            return nil
        }
        work.underWay[service]?.misses = 0
        guard one.changes.allSatisfy({ seen.sees($0.key) }) else {
            let loss = one.loss(observed, seen)
            work.underWay[service]?.lastWord = "the runtime does not show it"
            if let loss { work.end(service, loss) }
            return nil
        }
        if one.changes.allSatisfy({ seen.inStep[$0.key] != nil }) {
            work.end(service, .verified, running: seen.running)
        } else if let verdict = one.verdictIfReplaced(observed) {
            work.end(service, verdict, running: seen.running)
        } else if one.stage == .rechecking {
            return recheck(one, observed, seen, &work)
        } else {
            work.judgeRollout(of: one, observed, seen)
        }
        return nil
    }

    /// Decides after a lost race or a lost answer: the change was taken, must be sent again, or the
    /// service was changed by another process.
    private func recheck(
        _ one: Applying.ServiceChange, _ observed: ServiceObservation, _ seen: Assessment,
        _ work: inout Applying
    ) -> Action? {
        let before = one.changes.first?.observed
        if let reason = observed.rollout.failure, before?.rollout != observed.rollout {
            work.end(one.service, .failed(reason), running: seen.running)
            return nil
        }
        let isTaken = one.changes.allSatisfy { seen.declaredOnPin.contains($0.key) }
        if isTaken, observed.unfinished == nil {
            work.underWay[one.service]?.stage = .watching
            return nil
        }
        let isBegun = observed.unfinished != nil && before?.unfinished == nil
        guard isBegun || one.changes.allSatisfy({ $0.isStillDeclared(by: observed) }) else {
            let reason = "somebody else changed it after the plan was made; the next run plans anew"
            work.end(one.service, .notBegun(reason))
            return nil
        }
        if let stop = work.stop, !isBegun {
            work.end(one.service, .notBegun(stop))
            return nil
        }
        guard one.attempts < 10, !isOverTime(work) else {
            work.end(one.service, .notBegun(one.lastWord))
            return nil
        }
        return send(one, observed, &work)
    }

    private mutating func lookLater(_ work: Applying) -> [Action] {
        var work = work
        if isOverTime(work) { work.endWatched(because: "not verified within the time limit") }
        guard !work.watched.isEmpty else { return look(work) }
        let pause = work.pace
        work.pace = min(work.pace * 2, .seconds(2))
        work.isLooking = true
        return continueApplying(work) + [.wait(pause)]
    }
}
