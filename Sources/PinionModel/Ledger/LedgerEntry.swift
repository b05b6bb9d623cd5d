/// One event, as the ledger keeps it.
package struct LedgerEntry: Hashable, Sendable {
    /// The time of the event.
    package let at: Timestamp
    /// The run that wrote it.
    package let run: String
    /// The event.
    package let event: Event
    /// The containers that were started again before it, after an interrupted change.
    package let restored: [RestoredContainer]
    /// Set if a newer version of Pinion wrote it: facts may be missing, so it must decide nothing.
    package let newer: NewerLedgerText?

    /// The kinds of events.
    package enum Event: Hashable, Sendable {
        /// A run is about to apply: the lock, which an outcome ends.
        case intent(Intent)
        /// An apply ended, or was found interrupted.
        case outcome(RunOutcome)
        /// The set of findings changed, or services were seen in step for the first time.
        case observation(RecordedObservation)
        /// An event of a newer version of Pinion that this one cannot read, with its word.
        case unknown(String, NewerLedgerText)
    }

    package init(
        at: Timestamp, run: String, event: Event, restored: [RestoredContainer] = [],
        newer: NewerLedgerText? = nil
    ) {
        (self.at, self.run, self.event, self.restored) = (at, run, event, restored)
        self.newer = newer
    }

    /// The word for it in `log` and in the ledger.
    package var word: String {
        switch event {
        case .intent: "intent"
        case .outcome(let outcome): outcome.isInterrupted ? "interrupted" : "outcome"
        case .observation(let seen): seen.baseline.isEmpty ? "observation" : "baseline"
        case .unknown(let word, _): word
        }
    }

    /// The images that this entry records as seen running in full.
    package var verified: [(container: ContainerKey, image: PinnedImage)] {
        switch event {
        case .intent, .unknown: []
        case .outcome(let outcome):
            outcome.results.filter { $0.verdict == .verified }
                .map { ($0.change.container, $0.change.after) }
        case .observation(let seen): seen.baseline.map { ($0.key, $0.value) }
        }
    }

    /// The images that were pinned, by this entry: to be applied, applied, or seen in step.
    package var pinned: [(container: ContainerKey, image: PinnedImage)] {
        switch event {
        case .intent(let intent): intent.changes.map { ($0.container, $0.after) }
        case .outcome: results.map { ($0.change.container, $0.change.after) }
        case .observation, .unknown: verified
        }
    }

    /// The results of an outcome's changes; empty for all other events.
    package var results: [RecordedResult] {
        if case .outcome(let outcome) = event { outcome.results } else { [] }
    }

    /// The commit whose pins were applied or compared; `nil` if the entry cannot be read.
    package var commit: CommitID? {
        switch event {
        case .intent(let intent): intent.commit
        case .outcome(let outcome): outcome.commit
        case .observation(let seen): seen.commit
        case .unknown: nil
        }
    }
}

/// The end of an apply.
package struct RunOutcome: Hashable, Sendable {
    /// The commit whose pins were applied.
    package let commit: CommitID
    package let planHash: Digest
    /// Whether the run that began it was gone, so that another run closed it.
    package let isInterrupted: Bool
    /// The duration in seconds.
    package let seconds: Int64
    /// The result of each change, ordered by container.
    package let results: [RecordedResult]
    /// The result of each tag write, ordered by repository.
    package let tags: [TagResult]
    /// The side effects of the changes, ordered by service.
    package let effects: [PlannedEffect]
    /// The orders, if any, by which another run's intent was ended early.
    package let authorities: [Authority]

    /// Orders the results, and drops the effects of changes that were not begun.
    package init(
        commit: CommitID, planHash: Digest, isInterrupted: Bool = false, seconds: Int64,
        results: [RecordedResult], tags: [TagResult] = [], effects: [PlannedEffect] = [],
        authorities: [Authority] = []
    ) {
        (self.commit, self.planHash, self.isInterrupted) = (commit, planHash, isInterrupted)
        (self.seconds, self.authorities) = (seconds, authorities)
        self.tags = tags.sorted { $0.write < $1.write }
        let begun = results.filter(\.verdict.isBegun)
        let services = Set(begun.map(\.change.container.service))
        self.effects = PlannedEffect.ordered(effects.filter { services.contains($0.service) })
        self.results = results.sorted { $0.change.container < $1.change.container }
    }
}

/// The result of one change.
package struct RecordedResult: Hashable, Sendable {
    package let change: RecordedChange
    /// The way it ended.
    package let verdict: Verdict
    /// The digests that ran at the end, ordered.
    package let running: [Digest]

    /// The way a change ends.
    package enum Verdict: Hashable, Sendable {
        /// Every instance runs the pin.
        case verified
        /// The runtime accepted it, but no instance is to run that could verify it.
        case applied
        /// The runtime accepted it and has not finished: the next run watches it.
        case underWay(String)
        /// It failed, and is not tried again until the pin changes or someone orders it.
        case failed(String)
        /// Something else replaced or deleted the change; the clause says who or what.
        case lost(String)
        /// It was begun and undone, for a reason that is not the image's fault.
        case obstructed(String)
        /// It was not begun; the clause says why.
        case notBegun(String)

        /// The word for it in the ledger.
        package var word: String {
            switch self {
            case .verified: "verified"
            case .applied: "applied"
            case .underWay: "under-way"
            case .failed: "failed"
            case .lost: "lost"
            case .obstructed: "obstructed"
            case .notBegun: "not-begun"
            }
        }

        /// Whether anything was sent to the runtime.
        package var isBegun: Bool { if case .notBegun = self { false } else { true } }

        /// The clause; empty if there is none.
        package var reason: String {
            switch self {
            case .verified, .applied: ""
            case .underWay(let reason), .failed(let reason), .lost(let reason),
                .obstructed(let reason), .notBegun(let reason):
                reason
            }
        }

        init?(word: String, reason: String) {
            let all: [Verdict] = [
                .verified, .applied, .underWay(reason), .failed(reason), .lost(reason),
                .obstructed(reason), .notBegun(reason),
            ]
            guard let verdict = all.first(where: { $0.word == word }) else { return nil }
            self = verdict
        }
    }

    package init(change: RecordedChange, verdict: Verdict, running: [Digest]) {
        (self.change, self.verdict, self.running) = (change, verdict, running.sorted())
    }
}

/// The facts that a run saw without applying anything.
package struct RecordedObservation: Hashable, Sendable {
    /// The commit whose pins were compared.
    package let commit: CommitID
    /// Services seen in step for the first time, ordered by container.
    package let baseline: [ContainerKey: PinnedImage]
    /// The findings now, ordered.
    package let findings: [FindingKey]
    /// The overrides that this observation records, such as an accepted rewrite of the branch.
    package let authorities: [Authority]
    /// The digest that each repository's environment tag was seen on.
    package let tags: [ImageReference.Repository: Digest]
    /// The pauses from then on; `nil` if they did not change.
    package let pauses: [Pause]?

    package init(
        commit: CommitID, baseline: [ContainerKey: PinnedImage], findings: [FindingKey],
        authorities: [Authority] = [], tags: [ImageReference.Repository: Digest] = [:],
        pauses: [Pause]? = nil
    ) {
        (self.commit, self.baseline, self.authorities) = (commit, baseline, authorities)
        (self.tags, self.pauses, self.findings) = (tags, pauses, findings.sorted())
    }
}
