/// What a run is about to do: written before an apply, and the lock while it stands.
package struct Intent: Hashable, Sendable {
    /// Who holds it.
    package let holder: Holder
    /// Until when it is held, whatever happens.
    package let expires: Timestamp
    /// The commit whose pins are applied.
    package let commit: CommitID
    /// The hash of the plan.
    package let planHash: Digest
    /// The changes, ordered by container.
    package let changes: [RecordedChange]
    /// The approvals and overrides that it rests on.
    package let authorities: [Authority]
    /// The environment tags that are put once their pins are verified, ordered by repository.
    package let tags: [TagWrite]
    /// What the changes do besides, ordered by service.
    package let effects: [PlannedEffect]

    /// Puts an intent together.
    package init(
        holder: Holder, expires: Timestamp, commit: CommitID, planHash: Digest,
        changes: [RecordedChange], authorities: [Authority] = [], tags: [TagWrite] = [],
        effects: [PlannedEffect] = []
    ) {
        self.tags = tags.sorted()
        let services = Set(changes.map(\.container.service))
        self.effects = PlannedEffect.ordered(effects.filter { services.contains($0.service) })
        self.holder = holder
        self.expires = expires
        self.commit = commit
        self.planHash = planHash
        self.changes = changes.sorted { $0.container < $1.container }
        self.authorities = authorities
    }
}

/// The process that holds an intent.
package struct Holder: Hashable, Sendable, CustomStringConvertible {
    /// The run's id.
    package let run: String
    /// The host's name.
    package let host: String
    /// The boot of the host: another one means that every process of it is gone.
    package let boot: String
    /// The process and its start time, so that a reused id is not taken for it.
    package let process: String

    /// Puts a holder together.
    package init(run: String, host: String, boot: String, process: String) {
        self.run = run
        self.host = host
        self.boot = boot
        self.process = process
    }

    /// `run R on HOST (process P)`.
    package var description: String { "run \(run) on \(host) (process \(process))" }
}

/// One change as the ledger records it.
package struct RecordedChange: Hashable, Sendable {
    /// The container.
    package let container: ContainerKey
    /// The declared digest or literal reference before.
    package let before: String
    /// The pin.
    package let after: PinnedImage

    /// Puts a change together.
    package init(container: ContainerKey, before: String, after: PinnedImage) {
        self.container = container
        self.before = before
        self.after = after
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
        /// `--break-lock RUN-ID REASON`: another run's intent was given up early. Version 2.
        case lockBroken = "lock-broken"
        /// `pinion pause`, or its end. Version 2.
        case pause
        /// `pinion rehost`: which of two engines of one id the environment belongs to. Version 2.
        case engineKept = "engine-kept"
        /// `pinion ledger redact`: the chain was rewritten without what programs printed. Version
        /// 2.
        case redaction
    }

    /// What it lifts.
    package let kind: Kind
    /// Who gave it.
    package let who: String
    /// What it was given for: a plan hash, a commit, services, or why.
    package let reason: String

    /// Puts an authority together.
    package init(kind: Kind, who: String, reason: String) {
        self.kind = kind
        self.who = who
        self.reason = reason
    }
}
