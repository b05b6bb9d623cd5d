extension EnvironmentRun {
    /// Begins the changes that the recorded intent allows.
    mutating func apply(
        _ changes: [PlannedChange], _ intent: Intent, _ moment: Moment
    ) -> [Action] {
        guard let tip else { return finish(problem: "the intent has no place in the ledger") }
        let services = Dictionary(grouping: changes, by: \.observed.name)
        let work = services.sorted { $0.key < $1.key }.map {
            Applying.Work(service: $0.key, changes: $0.value)
        }
        applying = Applying(intent: intent, holding: tip, began: moment.elapsed, waiting: work)
        phase = .applying
        return goOn(moment)
    }

    /// Begins what there is room for, looks at what is under way, or ends.
    private mutating func goOn(_ moment: Moment) -> [Action] {
        guard var work = applying else { return [] }
        if work.isOver {
            applying = work
            return observeAgain()
        }
        var actions: [Action] = []
        while work.stop == nil, work.begun.count < brief.environment.rules.limits.parallel,
            !work.waiting.isEmpty
        {
            var next = work.waiting.removeFirst()
            next.stage = .sending
            work.begun[next.service] = next
            actions += next.changes.first.map { [send(next, $0.observed, work)] } ?? []
        }
        if !work.isLooking, !work.watched.isEmpty {
            work.isLooking = true
            actions.append(.observe(.only(work.watched)))
        }
        applying = work
        return actions
    }

    private func send(
        _ work: Applying.Work, _ observed: ServiceObservation, _ applying: Applying
    ) -> Action {
        .change(
            work.imageChange(observed, timeout: brief.environment.rules.limits.timeout),
            holding: applying.holding, until: applying.intent.expires)
    }

    mutating func takeChange(
        of service: String, _ error: RuntimeError?, _ moment: Moment
    ) -> [Action] {
        guard var work = applying, var one = work.begun[service] else { return [] }
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
        case .refused, .unchangeable:
            work.end(service, .notBegun(error?.description ?? ""))
        case .superseded(let reason):
            work.isSuperseded = true
            work.end(service, .notBegun(reason))
        }
        applying = work
        return goOn(moment)
    }

    // MARK: Watching

    mutating func look(_ moment: Moment) -> [Action] {
        applying?.isLooking = false
        return goOn(moment)
    }

    mutating func takeGlimpse(_ seen: Inventory, _ moment: Moment) -> [Action] {
        let fresh = Dictionary(seen.services.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let others = inventory.services.filter { fresh[$0.name] == nil }
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

    /// Judges what is under way against the targets, not the pins: a repair may return to an older image.
    mutating func watch(_ moment: Moment) -> [Action] {
        guard let work = applying else { return [] }
        let watched = Set(work.watched)
        let (seen, open) = Assessor.assess(targetSubject(watched), answers: answers)
        rounds += 1
        if !open.isEmpty, rounds <= 4 { return [.ask(open)] }
        var actions: [Action] = []
        for service in work.watched {
            actions += judge(service, seen, moment)
        }
        return actions + lookLater(moment)
    }

    private func targetSubject(_ watched: Set<String>) -> Subject {
        let services = applying?.begun.values.filter { watched.contains($0.service) } ?? []
        let targets = services.compactMap { work -> Service? in
            guard let first = work.changes.first, let name = Service.Name(parsing: first.key.service)
            else { return nil }
            let pins = work.changes.map {
                Pin(
                    container: $0.key.container, image: $0.image,
                    site: FilePosition(path: "", line: 0, column: 0))
            }
            return Service(name: name, runtimeName: work.service, pins: pins)
        }
        let target = Environment(
            name: brief.environment.name, runtime: brief.environment.runtime,
            rules: brief.environment.rules, services: targets)
        var history = state
        history.failed = [:]
        history.tags = [:]
        return Subject(
            environment: target,
            inventory: Inventory(services: inventory.services.filter { watched.contains($0.name) }),
            ledger: history, depth: .decision)
    }

    private mutating func judge(
        _ service: String, _ seen: Assessment, _ moment: Moment
    ) -> [Action] {
        guard var work = applying, let one = work.begun[service] else { return [] }
        defer { applying = work }
        let running = Self.running(in: seen)
        guard let observed = inventory.services.first(where: { $0.name == service }),
            seen.services.contains(where: { !$0.containers.isEmpty && $0.name == one.changes.first?.key.service })
        else {
            work.begun[service]?.lastWord = "the runtime does not show it"
            return giveUpLate(service, &work, moment)
        }
        if one.changes.allSatisfy({ seen.inStep[$0.key]?.digest == $0.image.digest }) {
            work.end(service, .verified, running: running)
            return []
        }
        if one.stage == .rechecking { return resend(one, observed, &work, moment) }
        switch observed.rollout {
        case .failed(let reason): work.end(service, .failed(reason), running: running)
        case .progressing(let detail):
            work.begun[service]?.lastWord = detail
            return giveUpLate(service, &work, moment)
        case .settled:
            work.begun[service]?.lastWord =
                seen.services.flatMap(\.findings).first?.message ?? "not every instance is on the pin"
            return giveUpLate(service, &work, moment)
        }
        return []
    }

    private static func running(in seen: Assessment) -> (ContainerKey) -> [Digest] {
        { key in
            let service = seen.services.first { $0.name == key.service }
            let container = service?.containers.first { $0.name == key.container }
            return container?.running.compactMap(\.digest) ?? []
        }
    }

    private func giveUpLate(
        _ service: String, _ work: inout Applying, _ moment: Moment
    ) -> [Action] {
        let limit = brief.environment.rules.limits.timeout
        guard moment.elapsed - work.began >= limit else { return [] }
        let lastWord = work.begun[service]?.lastWord ?? ""
        work.end(service, .underWay("not verified within the time limit: \(lastWord)"))
        return []
    }

    /// Sends a change again after a lost race, if the service still declares what the plan saw.
    private func resend(
        _ one: Applying.Work, _ observed: ServiceObservation, _ work: inout Applying, _ moment: Moment
    ) -> [Action] {
        let limit = brief.environment.rules.limits.timeout
        let isSame = one.changes.allSatisfy { change in
            observed.containers.first { $0.name == change.key.container }?.declared
                == change.observed.containers.first { $0.name == change.key.container }?.declared
        }
        guard isSame else {
            work.end(
                one.service,
                .notBegun("somebody else changed it after the plan was made; the next run plans anew"))
            return []
        }
        guard one.attempts < 10, moment.elapsed - work.began < limit else {
            work.end(one.service, .notBegun(one.lastWord))
            return []
        }
        work.begun[one.service]?.stage = .sending
        return [send(one, observed, work)]
    }

    private mutating func lookLater(_ moment: Moment) -> [Action] {
        guard var work = applying else { return [] }
        for service in work.watched {
            _ = giveUpLate(service, &work, moment)
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
                change: $0.recorded, verdict: .notBegun(work.stop ?? "the run ended"),
                running: running($0.key))
        }
        return (work.results + left).sorted { $0.change.container < $1.change.container }
    }

    /// Writes the outcome with what is seen at the end.
    mutating func conclude(_ moment: Moment) -> [Action] {
        results = ended()
        guard let work = applying else { return finish() }
        applying = nil
        guard !work.isSuperseded else {
            return finish(
                problem: "another run took environment \(brief.environment.name) over while this one was stopped; nothing was written after that")
        }
        let outcome = RunOutcome(
            commit: work.intent.commit, planHash: work.intent.planHash,
            seconds: (moment.elapsed - work.began).components.seconds, results: results)
        let entry = LedgerEntry(
            at: moment.wall, run: work.intent.holder.run, event: .outcome(outcome))
        var next = state.recording(entry)
        if assessment != nil {
            state = next
            assessment = Assessor.assess(subject, answers: answers).assessment
            next = next.recording(entry, sighting: sighting)
        }
        phase = .concluding(next)
        return [append(entry, next)]
    }

    /// Writes the outcome where the runtime can no longer be looked at.
    mutating func concludeBlind(_ error: RuntimeError, _ moment: Moment) -> [Action] {
        extraFindings.append(Finding(.unreachable, message: error.description))
        assessment = nil
        blindness = error.description
        return conclude(moment)
    }
}
