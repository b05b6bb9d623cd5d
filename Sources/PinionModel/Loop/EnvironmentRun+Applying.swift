extension EnvironmentRun {
    /// Begins the changes that the recorded intent allows.
    mutating func apply(
        _ changes: [PlannedChange], _ intent: Intent, _ moment: Moment
    ) -> [Action] {
        guard let tip else { return finish(problem: "the intent has no place in the ledger") }
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
            holding: work.holding, until: work.intent.expires)
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
        case .refused, .unchangeable:
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
            services: others + seen.services, outOfScope: inventory.outOfScope)
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
        let seen = inventory.services.filter { targets.namesInRuntime.contains($0.name) }
        return Subject(
            environment: Environment(
                name: brief.environment.name, runtime: brief.environment.runtime,
                rules: brief.environment.rules, services: targets.services),
            inventory: Inventory(services: seen), ledger: history, depth: .decision)
    }

    private mutating func judge(
        _ service: String, _ seen: Assessment, _ moment: Moment
    ) -> [Action] {
        guard var work = applying, let one = work.begun[service] else { return [] }
        defer { applying = work }
        guard let observed = inventory.services.first(where: { $0.name == service }) else {
            work.miss(service)
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
        if one.stage == .rechecking { return recheck(one, observed, seen, &work, moment) }
        switch observed.rollout {
        case .failed(let reason), .rolledBack(let reason):
            work.end(service, .failed(reason), running: seen.running)
        case .progressing, .settled:
            if let loss = one.loss(observed, seen) {
                work.end(service, loss, running: seen.running)
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

    // MARK: The end of the changes

    private mutating func observeAgain() -> [Action] {
        phase = .observingAgain
        return [.observe(.inScope(pinned: brief.environment.services.map(\.nameInRuntime)))]
    }

    private mutating func ended() -> [RecordedResult] {
        guard let work = applying else { return [] }
        let left = work.waiting.flatMap(\.changes).map {
            RecordedResult(
                change: $0.recorded, verdict: .notBegun(work.stop ?? "the run ended"), running: [])
        }
        let all = (work.results + left).sorted { $0.change.container < $1.change.container }
        return all.map { result in
            guard result.running.isEmpty, let assessment else { return result }
            return RecordedResult(
                change: result.change, verdict: result.verdict,
                running: assessment.running(result.change.container))
        }
    }

    /// Writes the outcome with what is seen at the end.
    ///
    /// Also where the permit was withdrawn: it is appended onto the intent, so a run that took over refuses it.
    mutating func conclude(_ moment: Moment) -> [Action] {
        results = ended()
        guard let work = applying else { return finish() }
        tagResults = tagResults(of: work.intent)
        applying = nil
        let outcome = RunOutcome(
            commit: work.intent.commit, planHash: work.intent.planHash,
            seconds: (moment.elapsed - work.began).components.seconds, results: results,
            tags: tagResults, effects: work.intent.effects)
        effects = outcome.effects
        let entry = LedgerEntry(
            at: moment.wall, run: work.intent.holder.run, event: .outcome(outcome))
        var next = state.recording(entry)
        if assessment != nil {
            state = next
            assessment = Assessor.assess(subject, answers: answers).assessment
            next = next.recording(entry, sighting: sighting)
        } else if blindness != nil {
            next = next.recording(entry, sighting: silence)
        }
        phase = .concluding(next)
        return [append(entry, next)]
    }

    /// Writes the outcome where the runtime can no longer be looked at.
    mutating func concludeBlind(_ error: RuntimeError, _ moment: Moment) -> [Action] {
        addUnreachable(error)
        assessment = nil
        blindness = error.description
        return conclude(moment)
    }
}
