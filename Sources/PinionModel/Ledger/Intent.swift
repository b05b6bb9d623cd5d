/// The changes that a run is about to make: written before an apply, and a lock until its outcome.
package struct Intent: Hashable, Sendable {
    /// The process that holds it.
    package let holder: IntentHolder
    /// The time at which it ends in any case.
    package let expires: Timestamp
    /// The commit whose pins are applied.
    package let commit: CommitID
    package let planHash: Digest
    /// The changes, ordered by container.
    package let changes: [RecordedChange]
    /// The approvals and overrides that the run relies on.
    package let authorities: [Authority]
    /// The environment tags to put once their images are verified, ordered by repository.
    package let tags: [TagWrite]
    /// The side effects of the changes, ordered by service.
    package let effects: [PlannedEffect]

    /// Orders the changes, and drops the effects of services without changes.
    package init(
        holder: IntentHolder, expires: Timestamp, commit: CommitID, planHash: Digest,
        changes: [RecordedChange], authorities: [Authority] = [], tags: [TagWrite] = [],
        effects: [PlannedEffect] = []
    ) {
        (self.holder, self.expires, self.commit) = (holder, expires, commit)
        (self.planHash, self.authorities) = (planHash, authorities)
        self.changes = changes.sorted { $0.container < $1.container }
        self.tags = tags.sorted()
        let services = Set(changes.map(\.container.service))
        self.effects = PlannedEffect.ordered(effects.filter { services.contains($0.service) })
    }
}

/// The process that holds an intent.
package struct IntentHolder: Hashable, Sendable, CustomStringConvertible {
    /// The run's id.
    package let run: String
    /// The host's name.
    package let host: String
    /// The boot of the host: with another boot, every process of this one is gone.
    package let boot: String
    /// The process id and its start time, so that a reused id is not mistaken for it.
    package let process: String

    package init(run: String, host: String, boot: String, process: String) {
        (self.run, self.host, self.boot, self.process) = (run, host, boot, process)
    }

    /// `run R on HOST (process P)`.
    package var description: String { "run \(run) on \(host) (process \(process))" }
}

/// One change as the ledger records it.
package struct RecordedChange: Hashable, Sendable {
    package let container: ContainerKey
    /// The declared digest or literal reference before.
    package let before: String
    /// The pin.
    package let after: PinnedImage

    package init(container: ContainerKey, before: String, after: PinnedImage) {
        (self.container, self.before, self.after) = (container, before, after)
    }
}

/// An operator's order that lifts a rule, recorded before anything is applied.
package struct Authority: Hashable, Sendable {
    /// The rule or the work that an order concerns.
    package enum Kind: String, Hashable, Sendable {
        /// `--approve PLAN-HASH`.
        case approval
        /// `--accept-rewrite COMMIT`.
        case rewriteAccepted = "rewrite-accepted"
        /// `--retry SERVICE`.
        case retry
        /// `--override REASON`: a closed window or a freeze.
        case override
        /// `--break-lock RUN-ID REASON`: another run's intent was ended early (version 2).
        case lockBroken = "lock-broken"
        /// `pinion pause`, or the end of a pause (version 2).
        case pause
        /// `pinion rehost`: the choice between two engines with one id (version 2).
        case engineKept = "engine-kept"
        /// `pinion ledger redact`: the ledger was rewritten without output of programs (version 2).
        case redaction
    }

    /// The kind of order.
    package let kind: Kind
    /// The person who gave it.
    package let who: String
    /// The subject: a plan hash, a commit, services, or a reason.
    package let reason: String

    package init(kind: Kind, who: String, reason: String) {
        (self.kind, self.who, self.reason) = (kind, who, reason)
    }
}
