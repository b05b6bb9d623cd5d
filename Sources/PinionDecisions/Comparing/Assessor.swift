package import PinionModel

/// Compares an environment with its runtime, and makes the findings and the plan.
package struct Assessor {
    let input: ComparisonInput
    var registry: RegistryLookup
    private var services: [ServiceAssessment] = []
    private var changes: [PlannedChange] = []
    private var inStep: [ContainerKey: PinnedImage] = [:]
    private var declaredOnPin: Set<ContainerKey> = []
    private var objects: [String: String] = [:]
    private var names: [String: String] = [:]
    private var heldBack: [ContainerKey] = []
    /// The services whose source file or script was not read, ordered.
    private var unreadSources: [String] = []
    private var tagPlanning = TagPlanning()
    private var tags = TagPlanning.Result()

    private init(_ input: ComparisonInput, answers: RegistryAnswers) {
        self.input = input
        registry = RegistryLookup(answers: answers)
    }

    /// Returns the assessment by the answers so far, and the questions whose answers are missing.
    package static func assess(
        _ input: ComparisonInput, answers: RegistryAnswers
    ) -> (assessment: Assessment, open: Set<RegistryQuestion>) {
        var assessor = Assessor(input, answers: answers)
        assessor.run()
        if let excess = assessor.excess {
            var again = input
            again.excess = excess
            assessor = Assessor(again, answers: answers)
            assessor.run()
        }
        let plan = Plan(
            environment: input.environment.name, changes: assessor.changes,
            tags: assessor.tags.writes, effects: assessor.input.effects(of: assessor.changes))
        var notices = answers.silentHosts.map { silent in
            // A report exists to ask registries, so that a missing answer counts as unverified.
            Finding(
                .unreachable,
                severity: input.depth == .report && !silent.isRetentionOnly ? .unverified : .notice,
                message: "registry \(silent.host) could not be asked: \(silent.reason)")
        }
        notices += assessor.scopeNotices
        let assessment = Assessment(
            services: assessor.services, plan: plan, inStep: assessor.inStep,
            declaredOnPin: assessor.declaredOnPin, heldBack: assessor.heldBack,
            objects: assessor.objects, names: assessor.names, placedTags: assessor.tags.placed,
            notices: notices + assessor.tags.findings)
        return (assessment, assessor.registry.open)
    }

    private mutating func run() {
        let found = Dictionary(grouping: input.inventory.services, by: \.name)
        var pinned: Set<String> = []
        for service in input.environment.services {
            pinned.insert(service.nameInRuntime)
            let namesakes = found[service.nameInRuntime] ?? []
            switch namesakes.count {
            case 0: addMissing(service)
            case 1: add(service, namesakes[0])
            default: addAmbiguous(service, namesakes)
            }
        }
        for seen in input.inventory.services where !pinned.contains(seen.name) {
            addUntracked(seen)
        }
        tags = tagPlanning.result(input, &registry)
    }

    /// The number of possible changes if one run may not make as many; `nil` if the input has it.
    private var excess: Int? {
        guard input.excess == nil, let limit = input.environment.rules.limits.changes else {
            return nil
        }
        let number =
            changes.count { $0.obstacle == nil } + tags.writes.count { $0.cause == .inStep }
        return number > limit ? number : nil
    }

    /// Notices of containers and sources that the environment does not cover, each given once.
    private var scopeNotices: [Finding] {
        var notices: [Finding] = []
        let leftOut = input.inventory.leftOut
        if !leftOut.isEmpty {
            notices.append(
                Finding(
                    .serviceUntracked, severity: .notice,
                    message: """
                        \(plural(leftOut.count, "running container")) of the scope \
                        \(leftOut.count == 1 ? "is" : "are") not looked at here: \(leftOut.listed)
                        """))
        }
        let ended = input.inventory.ended
        if !ended.isEmpty {
            notices.append(
                Finding(
                    .nothingRuns, severity: .notice,
                    message: """
                        \(ended.listed) ended, nothing starts \(ended.count == 1 ? "it" : "them") \
                        again, and fewer run than were made: \(.command("docker start")) or \
                        \(.command("docker rm"))
                        """))
        }
        if !unreadSources.isEmpty {
            notices.append(
                Finding(
                    .templateFloating, severity: .notice,
                    message: """
                        what would re-create \(unreadSources.listed) is not known: they were \
                        created by digest, and the compose file behind them may still name a tag. \
                        Pinion reads what containers were created by: write the pins there, and \
                        create them by it once
                        """))
        }
        return notices
    }

    private mutating func addMissing(_ service: Service) {
        let other = input.inventory.outOfScope.first { $0.name == service.nameInRuntime }
        let name = RichText.Span.service(service.nameInRuntime)
        let message: RichText =
            other.map { "\(name) exists, but \($0.reason)" }
            ?? "pinned, and the runtime has no \(name) in scope; create it there, or remove the pin"
        let finding = dated(Finding(.serviceMissing, message: message), service.name.description)
        services.append(
            ServiceAssessment(
                name: service.name.description,
                containers: service.pins.map { absent($0, of: service) }, findings: [finding]))
    }

    /// Adds a service whose name several objects have: none is compared, and none is changed.
    private mutating func addAmbiguous(_ service: Service, _ namesakes: [ServiceObservation]) {
        let name = service.name.description
        let message: RichText = """
            \(namesakes.count) services of the runtime are called \
            \(.service(service.nameInRuntime)) here, and which of them the pin means cannot be \
            told: \(namesakes.map(\.shown).sorted().joined(separator: ", ")); rename one, or leave \
            it out of the scope
            """
        let containers = service.pins.map { pin in
            ContainerAssessment(
                name: pin.container ?? name, pin: pin.image, declared: nil, template: nil,
                running: RunningCount.counting([nil]),
                hold: ReportedHold(pin, of: name, input.heldSince))
        }
        services.append(
            ServiceAssessment(
                name: name, containers: containers,
                findings: [dated(Finding(.runningUnverifiable, message: message), name)]))
    }

    private mutating func addUntracked(_ seen: ServiceObservation) {
        guard !input.environment.rules.untrackedIgnore.contains(where: { $0.matches(seen.name) })
        else { return }
        let untracked = Finding(
            .serviceUntracked,
            message: """
                it is in the environment's scope and nothing pins it; pin it, or add it to \
                untracked.ignore
                """,
            changedBy: seen.changedBy)
        let down = seen.interruption.flatMap {
            $0.isDown ? Finding(.rolloutFailed, message: RichText($0.clause)) : nil
        }
        let findings = [untracked, down].compactMap(\.self).map { dated($0, seen.name) }
        services.append(
            ServiceAssessment(
                name: seen.name, containers: seen.containers.map(Self.unpinned), findings: findings
            ))
    }

    private mutating func add(_ service: Service, _ seen: ServiceObservation) {
        let name = service.name.description
        objects[name] = seen.objectID
        if seen.name != name { names[name] = seen.name }
        var findings: [Finding] = []
        if let before = input.ledger.objects[name], before != seen.objectID {
            findings.append(
                Finding(
                    .serviceRecreated,
                    message: """
                        the same name is a new object since the ledger's last entry (\(before) \
                        before, \(seen.objectID) now)
                        """,
                    changedBy: seen.changedBy))
        }
        let matching = PinMatching(service, seen)
        findings += seen.risks.map { Finding($0) } + matching.findings
        var containers = matching.unpinned.map(Self.unpinned)
        containers += matching.missing.map { absent($0, of: service) }
        for (container, pin) in matching.pairs {
            let part = compare(name, container, pin, seen)
            containers.append(part.container)
            findings += part.findings
        }
        services.append(
            ServiceAssessment(
                name: name, containers: containers, findings: findings.map { dated($0, name) },
                isIdle: seen.wanted == .nothing))
    }

    private mutating func compare(
        _ service: String, _ seen: ContainerObservation, _ pin: Pin, _ observed: ServiceObservation
    ) -> (container: ContainerAssessment, findings: [Finding]) {
        let key = ContainerKey(service: service, container: seen.name)
        let isElsewhere =
            input.ledger.objects[service] != nil
            && (input.ledger.names[service] ?? service) != observed.name
        // The results of one object do not apply to another one with the same name. Where every
        // change makes a new object, as a person may do too, it is the same service:
        // `LedgerState.recording` follows the same rule.
        let isRemade =
            isElsewhere
            || (observed.deployment != nil && input.ledger.isRemade(observed.objectID, service))
        let comparison = ContainerComparison(
            name: seen.name, pin: pin.image, seen: seen, service: observed,
            applied: isElsewhere ? nil : input.ledger.applied[key],
            sent: isRemade ? nil : input.ledger.sent[key],
            declaredBeforeSent: isRemade ? nil : input.ledger.declaredBeforeSent[key],
            failed: isRemade ? nil : input.ledger.failed[key], underWay: input.ledger.underWay(key),
            former: Service.Name(parsing: service).flatMap {
                input.formerImages[PinKey(service: $0, container: pin.container)]
            },
            depth: input.depth
        ).ledByReplicas(&registry)
        let result = comparison.result(&registry)
        var findings = result.findings
        let target = comparison.target(result, key, input, registry.answers)
        findings += target.pending.map { [$0] } ?? []
        if case .unpullable(let image)? = target.change?.obstacle,
            !findings.contains(where: { $0.kind == .pinUnpullable })
        {
            findings.append(comparison.unpullable(image))
        }
        findings += environmentTagFinding(pin.image, container: seen.name).map { [$0] } ?? []
        changes += target.change.map { [$0] } ?? []
        if result.declared == .onPin { declaredOnPin.insert(key) }
        if target.isHeldBack { heldBack.append(key) }
        if findings.allSatisfy({ $0.severity > .unverified }), result.declared == .onPin,
            result.other == nil,
            target.change == nil, result.running.allSatisfy({ $0 == .onPin }),
            !result.running.isEmpty || observed.wanted == .end,
            observed.rollout.isOver
        {
            inStep[key] = pin.image
        }
        if seen.isSourceUnread, !unreadSources.contains(service) { unreadSources.append(service) }
        tagPlanning.add(key, pin.image, state(of: key, target.change, on: pin.image))
        let container = comparison.assessed(
            result, hold: ReportedHold(pin, of: service, input.heldSince))
        return (container, findings)
    }

    /// Returns a container's state relative to its pin, for the environment's tag.
    private func state(
        of key: ContainerKey, _ change: PlannedChange?, on pin: PinnedImage
    ) -> TagPlanning.ContainerState {
        if inStep[key] != nil { return .inStep }
        guard let change, change.obstacle == nil, change.image.digest == pin.digest,
            change.image.repository == pin.repository
        else { return .off }
        return .changing
    }

    private mutating func environmentTagFinding(_ pin: PinnedImage, container: String) -> Finding? {
        guard input.checksEnvironmentTag, let tag = input.environment.rules.environmentTag,
            let put = input.ledger.tags[pin.repository]
        else { return nil }
        let tagged = ImageReference(repository: pin.repository, tag: tag)
        let found: RichText
        switch registry.ask(.resolve(tagged)) {
        case .digest(let digest) where digest != put && digest != pin.digest:
            found = "names \(digest)"
        case .absent: found = "is gone"
        case .digest, .members, .present, .expiry, .unanswered: return nil
        }
        return Finding(
            .environmentTagMoved, container: container,
            message: "the tag \(tagged) \(found); Pinion put it on \(put)")
    }

    private func dated(_ finding: Finding, _ service: String) -> Finding {
        finding.seen(since: input.ledger.findings[FindingKey(finding, of: service)])
    }

    private func absent(_ pin: Pin, of service: Service) -> ContainerAssessment {
        ContainerAssessment(
            name: pin.container ?? service.name.description, pin: pin.image, declared: nil,
            template: nil, running: [],
            hold: ReportedHold(pin, of: service.name.description, input.heldSince))
    }
}
