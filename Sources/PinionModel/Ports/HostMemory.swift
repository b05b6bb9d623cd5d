/// This host's memory of a source: the newest tips of the tracked branch and of the ledgers.
///
/// The server itself does not show that it was restored from a backup, or that a ledger was
/// deleted; a host that saw newer tips can tell.
package protocol HostMemory: Sendable {
    /// Compares the source's tips with those this host saw, and remembers them if they follow.
    func recall(
        _ now: PresentTips, of environment: Environment.Name, accepting: Acceptance
    ) async throws(MemoryError) -> Recollection
}

/// The tips of a source as a run read them.
package struct PresentTips: Hashable, Sendable {
    /// The tracked branch's tip; `nil` if only the ledger is compared.
    package let branch: CommitID?
    /// The ledger's tip; `nil` if there is no ledger.
    package let ledger: SeenTip?
    /// Whether the ledger is compared at all.
    package let comparesLedger: Bool
    /// Whether to look for traces of a former ledger if there is none.
    package let seeksTraces: Bool
    /// The present time, if the ledger's tip is an open intent: its expiry counts from there.
    package let intentMet: Timestamp?
    /// Whether the run only looks; then nothing is kept that a cache has too.
    package let isLook: Bool

    package init(
        branch: CommitID?, ledger: SeenTip?, comparesLedger: Bool = true,
        seeksTraces: Bool = false, intentMet: Timestamp? = nil, isLook: Bool = false
    ) {
        (self.intentMet, self.branch, self.ledger) = (intentMet, branch, ledger)
        (self.comparesLedger, self.seeksTraces, self.isLook) = (comparesLedger, seeksTraces, isLook)
    }
}

/// An operator's acceptance of the source's tips in place of those this host saw.
package enum Acceptance: Hashable, Sendable {
    /// Not accepted.
    case none
    /// Accepted once this run has recorded it in the ledger.
    case whenRecorded
    /// Accepted at once, since nothing is recorded for this environment.
    case atOnce
}

/// One tip that was seen, with its commit's date if known.
package struct SeenTip: Hashable, Sendable, CustomStringConvertible {
    package let id: CommitID
    /// The commit's date, if known.
    package let at: Timestamp?

    package init(id: CommitID, at: Timestamp?) { (self.id, self.at) = (id, at) }

    /// `1a2b3c4 of 2026-11-29T17:00:00Z`.
    package var description: String { id.short + (at.map { " of \($0)" } ?? "") }
}

/// The result of comparing a source with a host's memory.
package struct Recollection: Hashable, Sendable {
    /// The chains that do not follow the tips that were seen; empty if none were seen before.
    package let setbacks: [Setback]
    /// The traces of a former ledger, if there is none now and this host saw none.
    package let traces: [LedgerTrace]
    /// Whether this host saw a ledger of the environment before.
    package let knowsLedger: Bool
    /// When this host first met the open intent at the ledger's tip; `nil` if there is none.
    package let intentSeen: Timestamp?
    /// The reason why the new tips could not be kept; `nil` if they were, or there were none.
    package let obstacle: MemoryError?
    /// Whether a cache was read: then older tips prove nothing about the source itself.
    package let isOfCache: Bool

    package init(
        setbacks: [Setback] = [], traces: [LedgerTrace] = [], knowsLedger: Bool = false,
        intentSeen: Timestamp? = nil, obstacle: MemoryError? = nil, isOfCache: Bool = false
    ) {
        (self.isOfCache, self.intentSeen, self.setbacks) = (isOfCache, intentSeen, setbacks)
        (self.traces, self.knowsLedger, self.obstacle) = (traces, knowsLedger, obstacle)
    }
}

/// A branch or ledger that is neither at the tip this host saw nor ahead of it.
package struct Setback: Hashable, Sendable {
    /// The chain that went back.
    package enum Chain: Hashable, Sendable {
        /// The tracked branch of this name.
        case branch(String)
        /// The environment's ledger.
        case ledger
    }

    /// The relation of the present tip to the one that was seen.
    package enum Relation: String, Hashable, Sendable {
        /// The present tip is an ancestor of the one that was seen.
        case older
        /// Neither is an ancestor of the other.
        case unrelated
        /// There is no tip now.
        case missing
    }

    /// The place that holds the newer tip.
    package enum Witness: Hashable, Sendable {
        /// The state folder of this host.
        case host
        /// The cache, which outlived the state folder or was newer.
        case cache
        /// The clone at this path, whose remote-tracking branch has the tip.
        case clone(String)
    }

    /// The chain that went back.
    package let chain: Chain
    /// The newest tip that this host saw.
    package let seen: SeenTip
    /// The place that holds that tip.
    package let witness: Witness
    /// The present tip; `nil` if there is none.
    package let now: SeenTip?
    /// The relation of the present tip to the one that was seen.
    package let relation: Relation

    package init(
        chain: Chain, seen: SeenTip, by witness: Witness = .host, now: SeenTip?, relation: Relation
    ) {
        (self.chain, self.seen, self.witness, self.now) = (chain, seen, witness, now)
        self.relation = relation
    }
}

/// A sign that an environment had a ledger.
package enum LedgerTrace: Hashable, Sendable, CustomStringConvertible {
    /// A ref that Pinion writes only beside a ledger.
    case ref(String)
    /// A commit of the branch that was made with the help of the ledger.
    case commit(CommitID, what: String)
    /// The environment's tag exists in a registry.
    case tag(ImageReference)

    /// The trace as a clause.
    package var description: String {
        switch self {
        case .ref(let name): "\(name) exists"
        case .commit(let id, let what): "commit \(id.short) \(what)"
        case .tag(let reference): "the tag \(reference.familiar) exists already"
        }
    }

    /// Whether something other than Pinion may have made it.
    var mayBeForeign: Bool { if case .tag = self { true } else { false } }
}

/// The reason why a host's memory cannot be used.
package enum MemoryError: FailureReason {
    /// The host remembers something that cannot be read.
    case unreadable(path: String, reason: String)
    /// The present tips cannot be kept; `isNew` if nothing was kept before either.
    case unwritable(path: String, reason: String, isNew: Bool)
    /// The tips that were seen cannot be compared with the present ones.
    case incomparable(reason: String)

    /// A sentence for the operator.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read \(path), where this host keeps the newest commits that it saw: "
                + "\(reason); mend it, or look "
                + "that the branch and the ledger are what they should be and delete it"
        case .unwritable(let path, let reason, _):
            "cannot keep the newest commits that this host saw in \(path): \(reason); free space "
                + "or mend its rights, or name another folder by XDG_STATE_HOME"
        case .incomparable(let reason):
            "cannot compare with the newest commits that this host saw: \(reason)"
        }
    }
}
