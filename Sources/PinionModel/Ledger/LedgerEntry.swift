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
    /// Set where a newer version of Pinion wrote it: it may be a part, which nobody decides by.
    package let newer: NewerLedgerText?

    /// What can happen.
    package enum Event: Hashable, Sendable {
        /// A run is about to apply: the lock. Followed by an outcome.
        case intent(Intent)
        /// An apply ended, or was found interrupted.
        case outcome(RunOutcome)
        /// The set of findings changed, or services were seen in step for the first time.
        case observation(RecordedObservation)
        /// What a newer version of Pinion wrote and this one cannot read, with its word there.
        case unknown(String, NewerLedgerText)
    }

    /// Puts an entry together.
    package init(
        at: Timestamp, run: String, event: Event, restored: [RestoredContainer] = [],
        newer: NewerLedgerText? = nil
    ) {
        self.at = at
        self.run = run
        self.event = event
        self.restored = restored
        self.newer = newer
    }

    /// Its word in `log` and ledger: `intent`, `outcome`, `interrupted`, `baseline`, `observation`.
    package var word: String {
        switch event {
        case .intent: "intent"
        case .outcome(let outcome): outcome.isInterrupted ? "interrupted" : "outcome"
        case .observation(let seen): seen.baseline.isEmpty ? "observation" : "baseline"
        case .unknown(let word, _): word
        }
    }
}

/// How an apply ended.
package struct RunOutcome: Hashable, Sendable {
    /// The commit whose pins were applied.
    package let commit: CommitID
    /// The hash of the plan.
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

    /// Puts an outcome together.
    package init(
        commit: CommitID, planHash: Digest, isInterrupted: Bool = false, seconds: Int64,
        results: [RecordedResult], tags: [TagResult] = [], effects: [PlannedEffect] = [],
        authorities: [Authority] = []
    ) {
        self.authorities = authorities
        self.tags = tags.sorted { $0.write < $1.write }
        let begun = results.filter(\.verdict.isBegun)
        let services = Set(begun.map(\.change.container.service))
        self.effects = PlannedEffect.ordered(effects.filter { services.contains($0.service) })
        self.commit = commit
        self.planHash = planHash
        self.isInterrupted = isInterrupted
        self.seconds = seconds
        self.results = results.sorted { $0.change.container < $1.change.container }
    }
}

/// What became of one change.
package struct RecordedResult: Hashable, Sendable {
    /// The change.
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
        /// The runtime took it, and somebody then replaced or deleted it; the clause says who.
        case lost(String)
        /// It was begun and undone: something that says nothing about the image stood in its way.
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
            switch word {
            case "verified": self = .verified
            case "applied": self = .applied
            case "under-way": self = .underWay(reason)
            case "failed": self = .failed(reason)
            case "lost": self = .lost(reason)
            case "obstructed": self = .obstructed(reason)
            case "not-begun": self = .notBegun(reason)
            default: return nil
            }
        }
    }

    /// Puts a result together.
    package init(change: RecordedChange, verdict: Verdict, running: [Digest]) {
        self.change = change
        self.verdict = verdict
        self.running = running.sorted()
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

    /// Puts an observation together.
    package init(
        commit: CommitID, baseline: [ContainerKey: PinnedImage], findings: [FindingKey],
        authorities: [Authority] = [], tags: [ImageReference.Repository: Digest] = [:],
        pauses: [Pause]? = nil
    ) {
        self.pauses = pauses
        self.tags = tags
        self.commit = commit
        self.baseline = baseline
        self.findings = findings.sorted()
        self.authorities = authorities
    }
}
