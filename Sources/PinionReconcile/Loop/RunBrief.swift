package import PinionDecisions
package import PinionModel

/// What a run is about; all of it is decided before it begins.
package struct RunBrief: Sendable {
    /// The environment at the commit.
    package let environment: Environment
    /// The commit whose pins are compared.
    package let commit: CommitID
    /// The tracked branch's tip: the same commit, unless a plan is made for another one.
    package let tip: CommitID
    /// Whether it only looks, or reconciles.
    package let mode: Mode
    /// Since when pins have their holds, for reports.
    package let heldSince: [PinKey: HeldSince]
    /// What git pinned before the present pins, for reports.
    package let formerImages: [PinKey: PinnedImage]
    /// The pauses that a file of this host holds, since the ledger could not be reached.
    package let hostPauses: [Pause]
    /// Why that file could not be read: then nobody knows, and nothing is changed.
    package let pauseFailure: Failure?
    /// The starts of its engine that looks met before; nil where the engine is not asked.
    package let engines: EngineHistory?
    /// Who looks at it, as far as that is recorded.
    package let watch: Watch
    /// Whether it is no error that the environment's machine is another one: nobody named it.
    package let mayBeElsewhere: Bool
    /// Minutes since Monday 00:00 in a named time zone; nil for an unknown one.
    package let minuteOfWeek: @Sendable (String, Timestamp) -> Int?
    /// SHA-256.
    package let hash: @Sendable ([UInt8]) -> Digest

    /// What a run is for.
    package enum Mode: Hashable, Sendable {
        /// Looks and reports; writes nothing anywhere.
        case inspect(Depth)
        /// The whole loop.
        case reconcile(RunOptions, IntentHolder)
    }

    /// Puts a brief together.
    package init(
        environment: Environment, commit: CommitID, tip: CommitID? = nil, mode: Mode,
        heldSince: [PinKey: HeldSince] = [:], formerImages: [PinKey: PinnedImage] = [:],
        hostPauses: [Pause] = [], pauseFailure: Failure? = nil,
        engines: EngineHistory? = nil, watch: Watch = .unknown, mayBeElsewhere: Bool = false,
        minuteOfWeek: @escaping @Sendable (String, Timestamp) -> Int?,
        hash: @escaping @Sendable ([UInt8]) -> Digest
    ) {
        (self.environment, self.commit) = (environment, commit)
        self.tip = tip ?? commit
        (self.mode, self.heldSince, self.formerImages) = (mode, heldSince, formerImages)
        (self.hostPauses, self.pauseFailure, self.engines) = (hostPauses, pauseFailure, engines)
        (self.watch, self.mayBeElsewhere, self.minuteOfWeek) = (watch, mayBeElsewhere, minuteOfWeek)
        self.hash = hash
    }

    /// A brief that looks at what runs, as far as a decision about pins needs it.
    package init(
        lookingAt environment: Environment, of commit: CommitID,
        minuteOfWeek: @escaping @Sendable (String, Timestamp) -> Int?
    ) {
        self.init(
            environment: environment, commit: commit, mode: .inspect(.decision),
            minuteOfWeek: minuteOfWeek, hash: sha256)
    }

    var options: RunOptions {
        switch mode {
        case .inspect: RunOptions(who: "")
        case .reconcile(let options, _): options
        }
    }

    /// Who would hold an intent; nil if the run writes nothing (an inspection, or `apply: never`).
    var writer: IntentHolder? {
        guard case .reconcile(_, let holder) = mode, environment.rules.apply != .never else {
            return nil
        }
        return holder
    }

    /// Who restores what an interrupted change stopped; nil where the run only looks.
    ///
    /// Rules do not matter to that, and so `apply: never` does not.
    var restorer: IntentHolder? {
        if case .reconcile(_, let holder) = mode { holder } else { nil }
    }

    var depth: Depth {
        switch mode {
        case .inspect(let depth): depth
        case .reconcile: .decision
        }
    }
}
