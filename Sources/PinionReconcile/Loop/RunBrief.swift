package import PinionDecisions
package import PinionModel

/// The input of a run, all of it decided before the run begins.
package struct RunBrief: Sendable {
    /// The environment at the commit.
    package let environment: Environment
    /// The commit whose pins are compared.
    package let commit: CommitID
    /// The tracked branch's tip: the same commit, unless a plan is made for another one.
    package let tip: CommitID
    /// Whether the run only looks, or reconciles.
    package let mode: Mode
    /// Since when pins have had their holds, for reports.
    package let heldSince: [PinKey: HeldSince]
    /// The images that git pinned before the present pins, for reports.
    package let formerImages: [PinKey: PinnedImage]
    /// The pauses in a file of this host, ordered while the ledger could not be reached.
    package let hostPauses: [Pause]
    /// Why that file could not be read: a pause may be in force, so nothing is changed.
    package let pauseFailure: Failure?
    /// The engine starts that earlier looks met; `nil` if the engine is not asked.
    package let engines: EngineHistory?
    /// The record of who looks at the environment.
    package let watch: Watch
    /// Whether it is no error that the environment is on another machine, since no one named it.
    package let mayBeElsewhere: Bool
    /// Returns the minutes since Monday 00:00 in a named time zone; `nil` if the zone is unknown.
    package let minuteOfWeek: @Sendable (String, Timestamp) -> Int?
    /// The SHA-256 function.
    package let hash: @Sendable ([UInt8]) -> Digest

    /// The purpose of a run.
    package enum Mode: Hashable, Sendable {
        /// To look and report, and write nothing anywhere.
        case inspect(Depth)
        /// To perform the whole loop.
        case reconcile(RunOptions, IntentHolder)
    }

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

    /// Creates a brief for a look at what runs, in the depth that a decision about pins needs.
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

    /// The holder of the run's intents; `nil` for an inspection or `apply: never`.
    var writer: IntentHolder? {
        guard case .reconcile(_, let holder) = mode, environment.rules.apply != .never else {
            return nil
        }
        return holder
    }

    /// The holder for restoring what an interrupted change stopped; `nil` if the run only looks.
    ///
    /// Restoring does not depend on rules, not even on `apply: never`.
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
