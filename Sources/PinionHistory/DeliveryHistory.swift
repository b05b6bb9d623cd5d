package import PinionModel

/// The deployments in an environment's ledger, and the times when something was broken.
package struct DeliveryHistory: Hashable, Sendable {
    /// The deployments, oldest first.
    package private(set) var deployments: [Deployment] = []
    /// The troubles, in the order in which they began.
    package private(set) var troubles: [Trouble] = []
    /// When each interrupted run was closed.
    package private(set) var interruptions: [Timestamp] = []
    /// When the oldest record was written; `nil` for an empty ledger.
    package let begins: Timestamp?

    /// A time in which a service had a critical finding or a failed apply.
    package struct Trouble: Hashable, Sendable {
        package let service: String
        /// When the trouble was first recorded.
        package let began: Timestamp
        /// When an outcome or observation was first recorded without it; `nil` while it lasts.
        package var ended: Timestamp?
    }

    /// Reads the records of an environment, newest first.
    package init(_ records: some BidirectionalCollection<LedgerRecord>) throws(UnreadableLedger) {
        begins = records.last?.at
        var walk = Walk()
        for record in records.reversed() {
            let entry = try LedgerEntry(parsing: record.entry)
            if let newer = entry.newer { throw newer.unreadable }
            try walk.take(entry, LedgerState.findings(parsing: record.state).keys)
        }
        (deployments, troubles) = (walk.deployments, walk.troubles)
        interruptions = walk.interruptions
    }

    /// The results of the records read so far, oldest first.
    private struct Walk {
        var deployments: [Deployment] = []
        var troubles: [Trouble] = []
        var interruptions: [Timestamp] = []
        private var applied: [ContainerKey: Digest] = [:]
        private var everApplied: [ContainerKey: Set<Digest>] = [:]
        /// The pins that were sent and are not verified, by their indices among the deployments.
        private var open: [ContainerKey: (deployment: Int, pin: Int)] = [:]
        /// The services with a trouble that has not ended, by its index among the troubles.
        private var openTroubles: [String: Int] = [:]

        /// Takes the next record: its entry, and the findings at that time.
        mutating func take(_ entry: LedgerEntry, _ keys: some Sequence<FindingKey>) {
            var broken = Set(keys.filter { $0.kind.severity == .critical }.map(\.service))
            switch entry.event {
            case .intent, .unknown: return
            case .outcome(let outcome):
                broken.formUnion(outcome.failedServices)
                if outcome.isInterrupted { interruptions.append(entry.at) }
                take(outcome, at: entry.at)
            case .observation(let seen):
                for (key, image) in seen.baseline { verify(key, image.digest, at: entry.at) }
                fail(keys)
            }
            follow(broken, at: entry.at)
        }

        private mutating func take(_ outcome: RunOutcome, at: Timestamp) {
            var deployment = Deployment(
                commit: outcome.commit, at: at, isInterrupted: outcome.isInterrupted, pins: [])
            for result in outcome.results {
                let (key, digest) = (result.change.container, result.change.after.digest)
                if recordIfResumed(key, digest, result.verdict, at: at) { continue }
                let isNew = applied[key] != digest
                if isNew, result.verdict.isDeployment {
                    open[key] = (deployments.count, deployment.pins.count)
                    deployment.pins.append(newPin(key, digest, result.verdict, at: at))
                }
                settle(key, digest, result.verdict)
            }
            if !deployment.pins.isEmpty { deployments.append(deployment) }
        }

        /// Whether an earlier run sent this pin; if so, records the result with that deployment.
        private mutating func recordIfResumed(
            _ key: ContainerKey, _ digest: Digest, _ verdict: RecordedResult.Verdict, at: Timestamp
        ) -> Bool {
            guard let place = open[key], deployments.indices.contains(place.deployment),
                deployments[place.deployment].pins[place.pin].digest == digest
            else { return false }
            if verdict.isDeployment {
                deployments[place.deployment].pins[place.pin].ending = .init(verdict, at: at)
            }
            settle(key, digest, verdict)
            return true
        }

        private func newPin(
            _ key: ContainerKey, _ digest: Digest, _ verdict: RecordedResult.Verdict, at: Timestamp
        ) -> Deployment.NewPin {
            Deployment.NewPin(
                container: key, digest: digest, former: applied[key],
                isReturn: everApplied[key]?.contains(digest) ?? false,
                ending: .init(verdict, at: at))
        }

        private mutating func settle(
            _ key: ContainerKey, _ digest: Digest, _ verdict: RecordedResult.Verdict
        ) {
            switch verdict {
            case .verified:
                applied[key] = digest
                everApplied[key, default: []].insert(digest)
                open[key] = nil
            case .failed, .lost: open[key] = nil
            case .applied: applied[key] = digest
            case .underWay, .obstructed, .notBegun: break
            }
        }

        private mutating func verify(_ key: ContainerKey, _ digest: Digest, at: Timestamp) {
            if let place = open.removeValue(forKey: key),
                deployments[place.deployment].pins[place.pin].digest == digest
            {
                deployments[place.deployment].pins[place.pin].ending = .verified(at)
            }
            settle(key, digest, .verified)
        }

        /// Marks what was sent as failed if a later look finds that it failed.
        private mutating func fail(_ keys: some Sequence<FindingKey>) {
            let failed = Set(keys.filter { $0.kind == .rolloutFailed }.map(\.service))
            for (key, place) in open where failed.contains(key.service) {
                deployments[place.deployment].pins[place.pin].ending = .failed
                open[key] = nil
            }
        }

        private mutating func follow(_ broken: Set<String>, at: Timestamp) {
            for (service, index) in openTroubles where !broken.contains(service) {
                troubles[index].ended = at
                openTroubles[service] = nil
            }
            for service in broken.sorted() where openTroubles[service] == nil {
                openTroubles[service] = troubles.count
                troubles.append(Trouble(service: service, began: at))
            }
        }
    }
}

extension RunOutcome {
    fileprivate var failedServices: [String] {
        results.filter { if case .failed = $0.verdict { true } else { false } }
            .map(\.change.container.service)
    }
}

extension RecordedResult.Verdict {
    /// Whether the verdict is about the image; a change that the host obstructed is not begun.
    fileprivate var isDeployment: Bool {
        switch self {
        case .notBegun, .obstructed: false
        case .verified, .applied, .underWay, .failed, .lost: true
        }
    }
}

extension Deployment.Ending {
    fileprivate init(_ verdict: RecordedResult.Verdict, at: Timestamp) {
        self =
            switch verdict {
            case .verified: .verified(at)
            case .failed: .failed
            case .applied, .underWay, .lost, .obstructed, .notBegun: .open
            }
    }
}
