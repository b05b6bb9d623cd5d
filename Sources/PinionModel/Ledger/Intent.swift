/// What a run is about to do: written before an apply, and the lock while it stands.
package struct Intent: Hashable, Sendable {
    /// Who holds it.
    package let holder: IntentHolder
    /// Until when it is held, whatever happens.
    package let expires: Timestamp
    /// The commit whose pins are applied.
    package let commit: CommitID
    package let planHash: Digest
    /// The changes, ordered by container.
    package let changes: [RecordedChange]
    /// The approvals and overrides that it rests on.
    package let authorities: [Authority]
    /// The environment tags to put once what they stand for is verified, ordered by repository.
    package let tags: [TagWrite]
    /// What the changes do besides, ordered by service.
    package let effects: [PlannedEffect]

    /// Orders the changes, and drops the effects of services that have none.
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
    /// The boot of the host: another one means that every process of it is gone.
    package let boot: String
    /// The process and its start time, so that a reused id is not taken for it.
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

/// A person's word that lifts a rule, recorded before anything is applied.
package struct Authority: Hashable, Sendable {
    /// What it lifts.
    package enum Kind: String, Hashable, Sendable {
        /// `--approve PLAN-HASH`.
        case approval
        /// `--accept-rewrite COMMIT`.
        case rewriteAccepted = "rewrite-accepted"
        /// `--retry SERVICE`.
        case retry
        /// `--override REASON`: a closed window or a freeze.
        case override
        /// `--break-lock RUN-ID REASON`: another run's intent was ended early. Version 2.
        case lockBroken = "lock-broken"
        /// `pinion pause`, or its end. Version 2.
        case pause
        /// `pinion rehost`: which of two engines with one id is the environment's. Version 2.
        case engineKept = "engine-kept"
        /// `pinion ledger redact`: rewritten without what programs had printed. Version 2.
        case redaction
    }

    /// What it lifts.
    package let kind: Kind
    /// Who gave it.
    package let who: String
    /// What it was given for: a plan hash, a commit, services, or why.
    package let reason: String

    package init(kind: Kind, who: String, reason: String) {
        (self.kind, self.who, self.reason) = (kind, who, reason)
    }
}
