/// What this host saw of a source before: the newest tips of the tracked branch and of the ledgers.
///
/// The server itself does not show that it was restored from a backup, or that somebody deleted a
/// ledger; whoever saw newer tips can tell.
package protocol HostMemory: Sendable {
    /// Compares what the source has with what this host saw; remembers it where it follows.
    func recall(
        _ now: PresentTips, of environment: Environment.Name, accepting: Acceptance
    ) async throws(MemoryError) -> Recollection
}

/// What a source has at this moment, as a run read it.
package struct PresentTips: Hashable, Sendable {
    /// The tracked branch's tip; nil where only the ledger is compared.
    package let branch: CommitID?
    /// The ledger's tip; nil where there is no ledger.
    package let ledger: SeenTip?
    /// Whether the ledger is compared at all.
    package let comparesLedger: Bool
    /// Whether signs of a former ledger are looked for where there is none.
    package let seeksTraces: Bool
    /// The time, where the ledger's tip is an open intent, which expires by when it was met.
    package let intentMet: Timestamp?
    /// Whether the run only looks: then nothing is kept that a cache knows as well.
    package let isLook: Bool

    package init(
        branch: CommitID?, ledger: SeenTip?, comparesLedger: Bool = true,
        seeksTraces: Bool = false, intentMet: Timestamp? = nil, isLook: Bool = false
    ) {
        (self.intentMet, self.branch, self.ledger) = (intentMet, branch, ledger)
        (self.comparesLedger, self.seeksTraces, self.isLook) = (comparesLedger, seeksTraces, isLook)
    }
}

/// Whether a person accepted what the source has now in place of what this host saw.
package enum Acceptance: Hashable, Sendable {
    /// Nobody did.
    case none
    /// It counts once this run has recorded it in the ledger.
    case whenRecorded
    /// It counts at once: nothing is recorded for this environment.
    case atOnce
}

/// One tip that was seen, with its commit's date where that is known.
package struct SeenTip: Hashable, Sendable, CustomStringConvertible {
    package let id: CommitID
    /// The commit's date.
    package let at: Timestamp?

    package init(id: CommitID, at: Timestamp?) { (self.id, self.at) = (id, at) }

    /// `1a2b3c4 of 2026-11-29T17:00:00Z`.
    package var description: String { id.short + (at.map { " of \($0)" } ?? "") }
}

/// What comparing with a host's memory gave.
package struct Recollection: Hashable, Sendable {
    /// Where the source does not follow what was seen; none where nothing was seen yet.
    package let setbacks: [Setback]
    /// What shows that there was a ledger, where there is none and this host saw none.
    package let traces: [LedgerTrace]
    /// Whether this host saw a ledger of the environment before.
    package let knowsLedger: Bool
    /// When this host first met the open intent at the ledger's tip; nil where it did not.
    package let intentSeen: Timestamp?
    /// Why what is there now could not be kept; nil where it was, or there was nothing new.
    package let obstacle: MemoryError?
    /// Whether a cache was read in place of the source: then older tips say nothing of the source.
    package let isOfCache: Bool

    package init(
        setbacks: [Setback] = [], traces: [LedgerTrace] = [], knowsLedger: Bool = false,
        intentSeen: Timestamp? = nil, obstacle: MemoryError? = nil, isOfCache: Bool = false
    ) {
        (self.isOfCache, self.intentSeen, self.setbacks) = (isOfCache, intentSeen, setbacks)
        (self.traces, self.knowsLedger, self.obstacle) = (traces, knowsLedger, obstacle)
    }
}

/// A branch or ledger that is not where this host saw it, nor after that.
package struct Setback: Hashable, Sendable {
    /// What went back.
    package enum Chain: Hashable, Sendable {
        /// The tracked branch of this name.
        case branch(String)
        /// The environment's ledger.
        case ledger
    }

    /// How what is there relates to what was seen.
    package enum Relation: String, Hashable, Sendable {
        /// It is an ancestor of it.
        case older
        /// Neither holds the other.
        case unrelated
        /// Nothing is there.
        case missing
    }

    /// Who knows of the newer tip.
    package enum Witness: Hashable, Sendable {
        /// The state folder of this host.
        case host
        /// The cache, which outlived the state folder or was newer.
        case cache
        /// The clone at this path, whose remote-tracking branch holds it.
        case clone(String)
    }

    /// What went back.
    package let chain: Chain
    /// The newest tip that this host saw.
    package let seen: SeenTip
    /// Who knows of that tip.
    package let witness: Witness
    /// The tip that is there now; nil where there is none.
    package let now: SeenTip?
    /// How they relate.
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
    /// A ref that is written beside a ledger alone.
    case ref(String)
    /// A commit of the branch that was made from the ledger.
    case commit(CommitID, what: String)
    /// The environment's tag stands on an image.
    case tag(ImageReference)

    /// A clause for people.
    package var description: String {
        switch self {
        case .ref(let name): "\(name) exists"
        case .commit(let id, let what): "commit \(id.short) \(what)"
        case .tag(let reference): "the tag \(reference.familiar) exists already"
        }
    }

    /// Whether others than Pinion may have made it.
    var mayBeAnybodys: Bool { if case .tag = self { true } else { false } }
}

/// Why a host's memory cannot be used.
package enum MemoryError: FailureReason {
    /// Something is remembered, and it cannot be read.
    case unreadable(path: String, reason: String)
    /// What is there now cannot be kept; `isNew` where nothing was kept before either.
    case unwritable(path: String, reason: String, isNew: Bool)
    /// What was seen cannot be compared with what is there.
    case incomparable(reason: String)

    /// A sentence for the person who is paged.
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
