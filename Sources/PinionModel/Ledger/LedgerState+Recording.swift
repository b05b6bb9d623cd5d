extension LedgerState {
    /// The facts that were observed when an entry was written.
    package struct Observation: Hashable, Sendable {
        /// The findings now.
        package let findings: [FindingKey]
        /// The runtime's identity of each service.
        package let objects: [String: String]
        /// The runtime's name for each service, if it is not the service's key.
        package let names: [String: String]
        /// The containers without instances to run, and those that no pin names.
        package let withoutInstances: Set<ContainerKey>
        /// The services whose object every change replaces, as in Docker: a new id means nothing.
        package let recreatedByChanges: Set<String>

        package init(
            findings: [FindingKey], objects: [String: String], names: [String: String] = [:],
            withoutInstances: Set<ContainerKey> = [], recreatedByChanges: Set<String> = []
        ) {
            (self.withoutInstances, self.findings) = (withoutInstances, findings)
            (self.recreatedByChanges, self.objects) = (recreatedByChanges, objects)
            self.names = names
        }
    }

    /// The rules by which a state follows from an entry.
    package enum Rules: CaseIterable, Sendable {
        /// The rules of this program.
        case present
        /// The rules of Pinion 0.1: it remembered neither what was declared before a change nor
        /// that the change failed later, and held a failure against any object with the same name.
        case first
    }

    /// Returns the state after an entry.
    package func recording(
        _ entry: LedgerEntry, observation: Observation? = nil, by rules: Rules = .present
    ) -> LedgerState {
        var state = self
        if let observation { state.forgetRenamed(observation) }
        if let observation, rules == .present { state.forgetRemade(observation) }
        switch entry.event {
        case .intent(let intent):
            state.intent = intent
            state.commit = intent.commit
        case .outcome(let outcome):
            state.intent = nil
            state.commit = outcome.commit
            for result in outcome.results {
                state.take(result, of: outcome, at: entry.at, by: rules)
            }
            state.take(outcome.tags, at: entry.at)
        case .observation(let seen):
            state.commit = seen.commit
            for (key, image) in seen.baseline {
                state.applied[key] = AppliedImage(image: image, commit: seen.commit, at: entry.at)
                state.unseen.remove(key)
                state.forgetSent(key)
                state.failed[key] = nil
                state.obstructed[key] = nil
            }
            if rules == .present { state.takeFailures(seen.findings) }
            state.take(placed: seen.tags)
            if let pauses = seen.pauses { state.pauses = pauses }
        case .unknown: break
        }
        if let observation { state.take(observation, at: entry.at) }
        return state
    }

    private mutating func take(
        _ result: RecordedResult, of outcome: RunOutcome, at: Timestamp, by rules: Rules
    ) {
        let key = result.change.container
        let image = AppliedImage(image: result.change.after, commit: outcome.commit, at: at)
        let obstruction = obstructed[key]
        if result.verdict.isBegun { obstructed[key] = nil }
        switch result.verdict {
        case .verified, .applied:
            applied[key] = image
            if result.verdict == .applied { unseen.insert(key) } else { unseen.remove(key) }
            forgetSent(key)
            failed[key] = nil
        case .failed:
            forgetSent(key)
            failed[key] = image.image.digest
        case .underWay:
            let before = result.change.before
            sent[key] = image
            if rules == .first { return }
            declaredBeforeSent[key] =
                applied[key]?.image.digest.description == before ? nil : before
            failed[key] = nil
        case .lost: forgetSent(key)
        case .obstructed:
            forgetSent(key)
            obstructed[key] = Obstruction(of: image.image.digest, at: at, after: obstruction)
        case .notBegun: break
        }
    }

    /// Records that a change sent earlier has failed, since the runtime may soon forget that.
    private mutating func takeFailures(_ findings: [FindingKey]) {
        for finding in findings where finding.kind == .rolloutFailed {
            let key = ContainerKey(service: finding.service, container: finding.container)
            guard let image = sent[key]?.image else { continue }
            forgetSent(key)
            failed[key] = image.digest
        }
    }

    private mutating func forgetSent(_ key: ContainerKey) {
        sent[key] = nil
        declaredBeforeSent[key] = nil
    }

    /// Forgets the history of keys that mean another service of the runtime now.
    private mutating func forgetRenamed(_ observation: Observation) {
        let renamed = observation.objects.keys.filter { service in
            objects[service] != nil && names[service] != observation.names[service]
        }
        guard !renamed.isEmpty else { return }
        for key in Set(applied.keys).union(sent.keys).union(failed.keys).union(obstructed.keys)
        where renamed.contains(key.service) {
            obstructed[key] = nil
            applied[key] = nil
            unseen.remove(key)
            forgetSent(key)
            failed[key] = nil
        }
    }

    /// Forgets failures and sent changes of services made anew: a new object may well succeed.
    private mutating func forgetRemade(_ observation: Observation) {
        for key in Set(failed.keys).union(sent.keys) {
            guard let object = observation.objects[key.service], isRemade(object, key.service),
                !observation.recreatedByChanges.contains(key.service)
            else { continue }
            forgetSent(key)
            failed[key] = nil
        }
    }

    private mutating func take(_ observation: Observation, at: Timestamp) {
        findings = Dictionary(
            uniqueKeysWithValues: Set(observation.findings).map { ($0, findings[$0] ?? at) })
        objects = observation.objects
        names = observation.names
        unseen.formUnion(observation.withoutInstances.filter { applied[$0] != nil })
    }
}

extension LedgerRecord {
    /// Makes the record of an entry and the state after it.
    package init(_ entry: LedgerEntry, in environment: Environment.Name, state: LedgerState) {
        self.init(
            message: entry.message(in: environment), entry: entry.text, state: state.text,
            at: entry.at)
    }
}

extension LedgerEntry {
    /// Returns the commit message: a summary in one line, and the ids that tools look for.
    func message(in environment: Environment.Name) -> String {
        "\(environment): \(summary)\n\nPinion-Run: \(run)\nPinion-Entry: \(word)\n"
    }

    private var summary: String {
        switch event {
        case .intent(let intent):
            "intent of \(size(changes: intent.changes.count, tags: intent.tags.count))"
        case .outcome(let outcome): "\(word), \(outcome.summary)"
        case .observation(let seen) where seen.pauses != nil:
            seen.pauses?.isEmpty == true ? "no pause any more" : "paused"
        case .observation(let seen) where seen.authorities.contains { $0.kind == .redaction }:
            "written anew without what programs had printed"
        case .observation(let seen):
            seen.baseline.isEmpty
                ? "\(plural(seen.findings.count, "finding")) stand"
                : "baseline of \(plural(seen.baseline.count, "container"))"
        case .unknown(let word, _): word
        }
    }
}

extension RunOutcome {
    /// `2 of 3 changes verified, 1 of 1 tag write made`, without tag writes if there are none.
    package var summary: String {
        let verified = results.count { $0.verdict == .verified }
        let changes = "\(verified) of \(plural(results.count, "change")) verified"
        guard !tags.isEmpty else { return changes }
        let made = "\(tags.count { $0.verdict == .put }) of \(plural(tags.count, "tag write")) made"
        return results.isEmpty ? made : "\(changes), \(made)"
    }
}
