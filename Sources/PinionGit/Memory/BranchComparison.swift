import PinionModel

/// Compares a branch's tip with what this host, its cache and its clone saw of the branch.
struct BranchComparison: Sendable {
    let tips: TipComparison
    /// The branch's short name.
    let name: String
    /// The tip that is there.
    let now: SeenTip
    /// The ledger's tip, whose chain may accept a rewritten branch; nil where it is doubtful.
    let ledger: SeenTip?
    /// What this host kept of the environment; nil where it kept nothing.
    let kept: SeenTips?
    /// The ledger's tip that this host saw.
    let since: SeenTip?

    private var memory: GitMemory { tips.memory }

    /// How the branch compares.
    struct Verdict: Sendable {
        /// Where it does not go on from what was seen; of several tips the newest ones.
        var setbacks: [Setback] = []
        /// The tips of the cache and the clone that the branch lost, by a person's order or not.
        var lost: Set<CommitID> = []
    }

    /// Compares.
    func verdict() async throws(MemoryError) -> Verdict {
        var verdict = Verdict()
        if let seen = kept?.branches[name], try await isLost(seen.id) {
            let accepted = try await accepted(downTo: since?.id)
            if try await !isAccepted(seen.id, by: accepted, .anyway) {
                try await add(seen, by: .host, to: &verdict)
            }
        }
        let given = kept?.lost[name] ?? []
        for tip in try await memory.knownTips()
        where isEvidence(tip) {
            guard await isLostFor(tip.id) else { continue }
            verdict.lost.insert(tip.id)
            guard !given.contains(tip.id), try await !isAccepted(tip.id) else { continue }
            var at = await memory.date(of: tip.id)
            if at == nil { at = await memory.witnesses.date(of: tip.id) }
            let seen = SeenTip(id: tip.id, at: at)
            try await add(seen, by: tip.witness, to: &verdict)
        }
        return verdict
    }

    private func isLost(_ id: CommitID) async throws(MemoryError) -> Bool {
        guard id != now.id else { return false }
        return try await !tips.isCommit(id, in: now.id)
    }

    /// What the clone gave up counts only where this host kept nothing and it was given up after
    /// the ledger's newest record: whoever wrote that saw what went back before.
    private func isEvidence(_ tip: BranchWitnesses.KnownTip) -> Bool {
        guard let until = tip.until else { return true }
        guard kept?.branches[name] == nil, let written = ledger?.at else { return false }
        return until >= written
    }

    /// What cannot be compared, as in a shallow clone, is no evidence: nobody kept it on purpose.
    private func isLostFor(_ id: CommitID) async -> Bool {
        do { return try await isLost(id) } catch { return false }
    }

    // MARK: What people accepted

    private typealias Accepted = (from: CommitID?, to: CommitID)

    private func accepted(downTo seen: CommitID?) async throws(MemoryError) -> [Accepted] {
        guard let ledger else { return [] }
        return try await ChainSearch(comparison: tips).acceptedRewrites(
            from: ledger.id, downTo: seen)
    }

    /// Whether a tip that a cache or clone knows was seen before a person accepted another branch:
    /// by a record newer than those that this host saw, or since it is not built on what was
    /// accepted.
    private func isAccepted(_ id: CommitID) async throws(MemoryError) -> Bool {
        if kept?.branches[name] != nil {
            let newer = try await accepted(downTo: since?.id)
            if try await isAccepted(id, by: newer, .anyway) { return true }
        }
        return try await isAccepted(id, by: try await accepted(downTo: nil), .whereSeenBefore)
    }

    private enum Condition { case anyway, whereSeenBefore }

    private func isAccepted(
        _ id: CommitID, by accepted: [Accepted], _ condition: Condition
    ) async throws(MemoryError) -> Bool {
        for one in accepted where try await tips.isCommit(one.to, in: now.id) {
            if condition == .anyway { return true }
            if try await holds(one.to, id, unknown: true) == false { return true }
            if let from = one.from, try await holds(id, from, unknown: false) { return true }
        }
        return false
    }

    /// Whether one commit is in another one's history, by the source or the clone.
    private func holds(
        _ old: CommitID, _ new: CommitID, unknown: Bool
    ) async throws(MemoryError) -> Bool {
        if old == new { return true }
        if try await tips.isCommit(old, in: new) { return true }
        return await memory.witnesses.clone(shows: old, in: new) ?? unknown
    }

    // MARK: Setbacks

    /// Adds a setback, of several tips in one history only that of the newest.
    private func add(
        _ seen: SeenTip, by witness: Setback.Witness, to verdict: inout Verdict
    ) async throws(MemoryError) {
        var others: [Setback] = []
        for other in verdict.setbacks {
            if try await holds(seen.id, other.seen.id, unknown: false) { return }
            if try await !holds(other.seen.id, seen.id, unknown: false) { others.append(other) }
        }
        let isOlder = try await holds(now.id, seen.id, unknown: false)
        let setback = Setback(
            chain: .branch(name), seen: seen, by: witness, now: now,
            relation: isOlder ? .older : .unrelated)
        verdict.setbacks = others + [setback]
    }
}
