import PinionModel

/// Compares a branch's tip with what this host, its cache and its clone saw of the branch.
struct BranchComparison: Sendable {
    let tips: TipComparison
    /// The branch's short name.
    let name: String
    /// The present tip.
    let now: SeenTip
    /// The ledger's tip, whose chain may accept a rewritten branch; `nil` if it is in doubt.
    let ledger: SeenTip?
    /// The tips that this host kept of the environment; `nil` if it kept none.
    let kept: RememberedTips?
    /// The ledger's tip that this host saw.
    let since: SeenTip?

    private var memory: GitMemory { tips.memory }

    /// The result of the comparison.
    struct Verdict: Sendable {
        /// The setbacks: seen tips that the branch does not continue; the newest in each history.
        var setbacks: [Setback] = []
        /// The tips of the cache and the clone that the branch lost, whether accepted or not.
        var lost: Set<CommitID> = []
    }

    /// Compares the branch with every tip that was seen.
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
            guard await isProvenLost(tip.id) else { continue }
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

    /// A tip that the clone moved away from counts only if this host kept nothing and the clone
    /// moved after the ledger's newest record: the writer of that record saw any earlier setback.
    private func isEvidence(_ tip: BranchWitnesses.KnownTip) -> Bool {
        guard let until = tip.until else { return true }
        guard kept?.branches[name] == nil, let written = ledger?.at else { return false }
        return until >= written
    }

    /// A tip that cannot be compared, as in a shallow clone, is no evidence: it was kept by chance.
    private func isProvenLost(_ id: CommitID) async -> Bool {
        do { return try await isLost(id) } catch { return false }
    }

    // MARK: Accepted rewrites

    private typealias Accepted = (from: CommitID?, to: CommitID)

    private func accepted(downTo seen: CommitID?) async throws(MemoryError) -> [Accepted] {
        guard let ledger else { return [] }
        return try await ChainSearch(comparison: tips).acceptedRewrites(
            from: ledger.id, downTo: seen)
    }

    /// Whether an operator accepted another branch after a cache or clone saw this tip: by a record
    /// newer than those that this host saw, or because the tip is not built on the accepted one.
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

    /// Whether one commit is in another one's history, according to the source or the clone.
    private func holds(
        _ old: CommitID, _ new: CommitID, unknown: Bool
    ) async throws(MemoryError) -> Bool {
        if old == new { return true }
        if try await tips.isCommit(old, in: new) { return true }
        return await memory.witnesses.clone(shows: old, in: new) ?? unknown
    }

    // MARK: Setbacks

    /// Adds a setback; of several tips in one history, only the newest one's is kept.
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
