/// One thing that happened, as the ledger keeps it.
package struct LedgerEntry: Hashable, Sendable {
    /// When.
    package let at: Timestamp
    /// The run that wrote it.
    package let run: String
    /// What happened.
    package let event: Event
    /// What was started again before it, after an interrupted change.
    package let restored: [RestoredContainer]
    /// Set where a newer version of Pinion wrote it: facts may be missing, so decide nothing by it.
    package let newer: NewerLedgerText?

    /// What can happen.
    package enum Event: Hashable, Sendable {
        /// A run is about to apply: the lock. Followed by an outcome.
        case intent(Intent)
        /// An apply ended, or was found interrupted.
        case outcome(RunOutcome)
        /// The set of findings changed, or services were seen in step for the first time.
        case observation(RecordedObservation)
        /// Something that a newer version of Pinion wrote and this one cannot read, with its word.
        case unknown(String, NewerLedgerText)
    }

    package init(
        at: Timestamp, run: String, event: Event, restored: [RestoredContainer] = [],
        newer: NewerLedgerText? = nil
    ) {
        (self.at, self.run, self.event, self.restored) = (at, run, event, restored)
        self.newer = newer
    }

    /// The word that names it in `log` and in the ledger.
    package var word: String {
        switch event {
        case .intent: "intent"
        case .outcome(let outcome): outcome.isInterrupted ? "interrupted" : "outcome"
        case .observation(let seen): seen.baseline.isEmpty ? "observation" : "baseline"
        case .unknown(let word, _): word
        }
    }

    /// The images that it says were seen running in full.
    package var verified: [(container: ContainerKey, image: PinnedImage)] {
        switch event {
        case .intent, .unknown: []
        case .outcome(let outcome):
            outcome.results.filter { $0.verdict == .verified }
                .map { ($0.change.container, $0.change.after) }
        case .observation(let seen): seen.baseline.map { ($0.key, $0.value) }
        }
    }

    /// The images that it says were pinned: what a run was to bring, brought, or saw in step.
    package var pinned: [(container: ContainerKey, image: PinnedImage)] {
        switch event {
        case .intent(let intent): intent.changes.map { ($0.container, $0.after) }
        case .outcome: results.map { ($0.change.container, $0.change.after) }
        case .observation, .unknown: verified
        }
    }

    /// What became of each change of an outcome; empty for all other events.
    package var results: [RecordedResult] {
        if case .outcome(let outcome) = event { outcome.results } else { [] }
    }

    /// The commit whose pins were applied or compared; nil where the entry cannot be read.
    package var commit: CommitID? {
        switch event {
        case .intent(let intent): intent.commit
        case .outcome(let outcome): outcome.commit
        case .observation(let seen): seen.commit
        case .unknown: nil
        }
    }
}

/// How an apply ended.
package struct RunOutcome: Hashable, Sendable {
    /// The commit whose pins were applied.
    package let commit: CommitID
    package let planHash: Digest
    /// Whether the run that began it was gone, and another closed it.
    package let isInterrupted: Bool
    /// How long it took, in seconds.
    package let seconds: Int64
    /// What became of each change, ordered by container.
    package let results: [RecordedResult]
    /// What became of each tag write, ordered by repository.
    package let tags: [TagResult]
    /// What the changes did besides, ordered by service.
    package let effects: [PlannedEffect]
    /// By whose order the run that began it was given up before its intent ended.
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

/// What became of one change.
package struct RecordedResult: Hashable, Sendable {
    package let change: RecordedChange
    /// How it ended.
    package let verdict: Verdict
    /// The digests that ran at the end, ordered.
    package let running: [Digest]

    /// How a change ends.
    package enum Verdict: Hashable, Sendable {
        /// Every instance runs the pin.
        case verified
        /// The runtime took it, and nothing is to run by which it could be verified.
        case applied
        /// The runtime took it, and it is not finished: the next run watches it.
        case underWay(String)
        /// It failed: not tried again until the pin changes.
        case failed(String)
        /// Somebody else replaced or deleted what was taken; the clause says who or what.
        case lost(String)
        /// It was begun and undone, for a reason that says nothing of the image.
        case obstructed(String)
        /// It was not begun; the clause says why.
        case notBegun(String)

        /// The word that stands for it in the ledger.
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

        /// The clause; empty where there is none.
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

/// What a run saw without applying anything.
package struct RecordedObservation: Hashable, Sendable {
    /// The commit whose pins were compared.
    package let commit: CommitID
    /// Services seen in step for the first time, ordered by container.
    package let baseline: [ContainerKey: PinnedImage]
    /// The findings that stand now, ordered.
    package let findings: [FindingKey]
    /// An override that this observation records: a rewritten branch that was accepted.
    package let authorities: [Authority]
    /// Where the environment's tag was put, by repository.
    package let tags: [ImageReference.Repository: Digest]
    /// The pauses that stand from then on; nil where they stayed as they were.
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
