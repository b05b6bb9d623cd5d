import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// Begins the changes that the recorded intent allows.
    mutating func apply(
        _ changes: [PlannedChange], _ intent: Intent, _ moment: Moment
    ) -> [Action] {
        guard let tip else {
            return finish(Failure(Complaint("the intent has no place in the ledger")))
        }
        let services = Dictionary(grouping: changes, by: \.observed.name)
        let work = services.sorted { $0.key < $1.key }.map {
            Applying.Work(
                service: $0.key, changes: $0.value,
                effects: Self.effects(of: $0.value, in: intent))
        }
        applying = Applying(intent: intent, holding: tip, began: moment.elapsed, waiting: work)
        phase = .applying
        return goOn(moment)
    }

    private static func effects(of changes: [PlannedChange], in intent: Intent) -> [SideEffect] {
        let services = Set(changes.map(\.key.service))
        return intent.effects.filter { services.contains($0.service) }.map(\.effect)
    }

    /// Begins what there is room for, looks at what is under way, or ends.
    private mutating func goOn(_ moment: Moment) -> [Action] {
        guard var work = applying else { return [] }
        if let reason = work.withdrawn { work.endWatched(because: reason) }
        if moment.elapsed - work.began >= brief.environment.rules.limits.timeout {
            work.stop = work.stop ?? "the time limit was reached"
        }
        if work.isOver {
            applying = work
            return observeAgain()
        }
        var actions: [Action] = []
        while work.stop == nil, work.begun.count < max(1, brief.environment.rules.limits.parallel),
            !work.waiting.isEmpty
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
        applying = work
        return actions
    }

    private func send(
        _ one: Applying.Work, _ observed: ServiceObservation, _ work: inout Applying
    ) -> Action {
        work.begun[one.service]?.stage = .sending
        work.begun[one.service]?.sentOver = observed.deployment
        return .change(
            one.imageChange(observed, timeout: brief.environment.rules.limits.timeout),
            holding: work.holding, until: ownEnd(of: work.intent))
    }

    mutating func takeChange(
        of services: [String], _ error: RuntimeError?, _ moment: Moment
    ) -> [Action] {
        for service in services { takeChange(of: service, error) }
        return goOn(moment)
    }

    private mutating func takeChange(of service: String, _ error: RuntimeError?) {
        guard var work = applying, var one = work.begun[service] else { return }
        switch error {
        case nil:
            one.stage = .watching
            work.begun[service] = one
            work.pace = .milliseconds(100)
        case .conflict, .unreachable:
            one.stage = .rechecking
            one.attempts += 1
            one.lastWord = error?.description ?? ""
            work.begun[service] = one
        case .failed(_, let reason): work.end(service, .failed(reason))
        case .obstructed(_, let reason): work.end(service, .obstructed(reason))
        case .refused, .notMember, .unchangeable:
            work.end(service, .notBegun(error?.description ?? ""))
        case .superseded(let reason):
            work.withdrawn = reason
            work.end(service, .notBegun(reason))
        }
        applying = work
    }

    // MARK: Watching

    mutating func look(_ moment: Moment) -> [Action] {
        applying?.isLooking = false
        return goOn(moment)
    }

    mutating func takeGlimpse(_ seen: Inventory, _ moment: Moment) -> [Action] {
        // What was asked for and is not shown is gone: no older look stands for it.
        let asked = Set(seen.services.map(\.name)).union(applying?.looked ?? [])
        let others = inventory.services.filter { !asked.contains($0.name) }
        inventory = Inventory(
            services: others + seen.services, outOfScope: inventory.outOfScope,
            leftOut: inventory.leftOut, ended: inventory.ended)
        rounds = 0
        return watch(moment)
    }

    mutating func takeBlindness(_ error: RuntimeError, _ moment: Moment) -> [Action] {
        guard var work = applying else { return [] }
        for service in work.watched { work.begun[service]?.lastWord = error.description }
        applying = work
        return lookLater(moment)
    }

    /// Judges what was looked at against the targets, not the pins: a repair may return to an older image.
    mutating func watch(_ moment: Moment) -> [Action] {
        guard let work = applying else { return [] }
        let looked = work.watched.filter(work.looked.contains)
        let targets = Targets(looked.compactMap { work.begun[$0] })
        let (seen, open) = Assessor.assess(subject(of: targets), answers: answers)
        rounds += 1
        if !open.isEmpty, rounds <= 4 { return [.ask(open)] }
        var actions: [Action] = []
        for service in looked {
            actions += judge(service, seen, moment)
        }
        return actions.together + lookLater(moment)
    }

    /// What is seen of some services, compared with targets instead of pins.
    func subject(of targets: Targets) -> Subject {
        var history = state
        history.failed = [:]
        history.obstructed = [:]
        history.sent = [:]
        history.tags = [:]
        history.intent = nil
        let seen = inventory.services.filter { targets.namesInRuntime.contains($0.name) }
        return Subject(
            environment: Environment(
                name: brief.environment.name, runtime: brief.environment.runtime,
                rules: brief.environment.rules, services: targets.services),
            inventory: Inventory(services: seen.map(\.asChanged)), ledger: history,
            depth: .decision)
    }

    private mutating func judge(
        _ service: String, _ seen: Assessment, _ moment: Moment
    ) -> [Action] {
        guard var work = applying, let one = work.begun[service] else { return [] }
        defer { applying = work }
        let namesakes = inventory.services.filter { $0.name == service }
        guard let observed = namesakes.first else {
            work.miss(service)
            return []
        }
        guard namesakes.count == 1 else {
            work.begun[service]?.lastWord = "another service of that name is there by now"
            return []
        }
        work.begun[service]?.misses = 0
        guard one.changes.allSatisfy({ seen.sees($0.key) }) else {
            let loss = one.loss(observed, seen)
            work.begun[service]?.lastWord = "the runtime does not show it"
            if let loss { work.end(service, loss) }
            return []
        }
        if one.changes.allSatisfy({ seen.inStep[$0.key] != nil }) {
            work.end(service, .verified, running: seen.running)
            return []
        }
        if let remake = one.remake(observed) {
            work.end(service, remake, running: seen.running)
            return []
        }
        if one.stage == .rechecking { return recheck(one, observed, seen, &work, moment) }
        switch observed.rollout {
        case .failed(let reason), .rolledBack(let reason):
            work.end(service, .failed(reason), running: seen.running)
        case .progressing, .settled:
            if let loss = one.loss(observed, seen) {
                work.end(service, loss, running: seen.running)
                return []
            }
            if isApplied(one, observed, seen) {
                work.end(service, .applied)
                return []
            }
            guard case .settled = observed.rollout else {
                if case .progressing(let detail) = observed.rollout {
                    work.begun[service]?.lastWord = detail
                }
                return []
            }
            work.begun[service]?.lastWord =
                seen.worstMessage(of: one.changes.map(\.key)) ?? "not every instance is on the pin"
        }
        return []
    }

    /// Whether a service that is scaled to nothing has taken its changes: nothing is waited for then.
    private func isApplied(
        _ one: Applying.Work, _ observed: ServiceObservation, _ seen: Assessment
    ) -> Bool {
        observed.wanted == .nothing && observed.rollout.isOver && observed.unfinished == nil
            && one.changes.allSatisfy { seen.declaredOnPin.contains($0.key) }
    }

    /// After a lost race or a lost answer: the change was taken, or is sent again, or is somebody else's now.
    private func recheck(
        _ one: Applying.Work, _ observed: ServiceObservation, _ seen: Assessment,
        _ work: inout Applying, _ moment: Moment
    ) -> [Action] {
        let before = one.changes.first?.observed
        if let reason = observed.rollout.failure, before?.rollout != observed.rollout {
            work.end(one.service, .failed(reason), running: seen.running)
            return []
        }
        let isTaken = one.changes.allSatisfy { seen.declaredOnPin.contains($0.key) }
        if isTaken, observed.unfinished == nil {
            work.begun[one.service]?.stage = .watching
            return []
        }
        let isBegun = observed.unfinished != nil && before?.unfinished == nil
        guard isBegun || one.changes.allSatisfy({ $0.isStillDeclared(by: observed) }) else {
            let reason = "somebody else changed it after the plan was made; the next run plans anew"
            work.end(one.service, .notBegun(reason))
            return []
        }
        if let stop = work.stop, !isBegun {
            work.end(one.service, .notBegun(stop))
            return []
        }
        guard one.attempts < 10,
            moment.elapsed - work.began < brief.environment.rules.limits.timeout
        else {
            work.end(one.service, .notBegun(one.lastWord))
            return []
        }
        return [send(one, observed, &work)]
    }

    private mutating func lookLater(_ moment: Moment) -> [Action] {
        guard var work = applying else { return [] }
        if moment.elapsed - work.began >= brief.environment.rules.limits.timeout {
            work.endWatched(because: "not verified within the time limit")
        }
        guard !work.watched.isEmpty else {
            work.isLooking = false
            applying = work
            return goOn(moment)
        }
        let pause = work.pace
        work.pace = min(work.pace * 2, .seconds(2))
        work.isLooking = true
        applying = work
        return goOn(moment) + [.wait(pause)]
    }
}
