import PinionModel

/// Searches a ledger's chain for records of how operators replaced earlier chains and branches.
struct ChainSearch: Sendable {
    let comparison: TipComparison

    /// The maximum number of records that are read.
    private static let most = 100_000

    /// The ways in which an operator put a chain in the place of another one.
    enum Replacement: Hashable, Sendable {
        /// The loss was accepted.
        case accepted
        /// The chain was redacted: nothing of the former chain is to be kept.
        case redacted
    }

    /// Finds how an operator replaced the chain that this host saw; `nil` if none did.
    ///
    /// Each record of a redaction names the one that it replaces. A redaction may remove words from
    /// entries but must not change a state: the record that replaces the seen one must have the
    /// state that this host kept. So no redaction can claim that something else was applied. An
    /// accepted loss names the tip that was lost.
    func replacement(
        of seen: CommitID, in tip: CommitID
    ) async throws(MemoryError) -> Replacement? {
        let copy = comparison.copy
        return try await comparison.working(on: [seen, tip]) { (handle, ids) throws(GitError) in
            let kept = Self.record(ids[0], copy, or: handle)
            var isSame = false
            var next: ObjectID? = ids[1]
            var count = 0
            while let id = next, count < Self.most {
                count += 1
                let (record, parent) = try RecordObjects.read(id, in: handle)
                let authorities = Self.authorities(of: record.entry)
                let lost = "ledger \(seen) to "
                if authorities.contains(where: {
                    $0.kind == .rewriteAccepted && $0.reason.hasPrefix(lost)
                }) {
                    return .accepted
                }
                let names = CommitTrailers(parsing: record.message)
                    .values(of: LedgerRecord.replaces)
                if names.contains(seen.description), record.state == kept?.state { isSame = true }
                if parent == nil {
                    let isRedacted = authorities.contains { $0.kind == .redaction }
                    return isSame && isRedacted ? .redacted : nil
                }
                next = parent
            }
            return nil
        }
    }

    private static func record(
        _ id: ObjectID, _ copy: LedgerCopy, or handle: RepositoryHandle
    ) -> LedgerRecord? {
        if let kept = try? copy.opened(), let read = try? RecordObjects.read(id, in: kept) {
            return read.record
        }
        return try? RecordObjects.read(id, in: handle).record
    }

    /// Returns the rewrites of the branch that operators accepted, from the records after the one
    /// that this host saw, or from the newest records if it saw none.
    func acceptedRewrites(
        from tip: CommitID, downTo seen: CommitID?
    ) async throws(MemoryError) -> [(from: CommitID?, to: CommitID)] {
        try await comparison.working(on: [tip]) { (handle, ids) throws(GitError) in
            var accepted: [(from: CommitID?, to: CommitID)] = []
            var next = ids.first
            var count = 0
            while let id = next, id.commit != seen, count < 1_000 {
                count += 1
                guard let read = try RecordObjects.readEntry(id, since: nil, in: handle) else {
                    break
                }
                for authority in Self.authorities(of: read.entry)
                where authority.kind == .rewriteAccepted && !authority.reason.hasPrefix("ledger ") {
                    let words = authority.reason.split(separator: " ")
                    guard let last = words.last, let to = CommitID(parsing: last) else { continue }
                    accepted.append((words.first.flatMap { CommitID(parsing: $0) }, to))
                }
                next = read.parent
            }
            return accepted
        }
    }

    private static func authorities(of entry: String) -> [Authority] {
        guard entry.contains("\nauthority "), let read = try? LedgerEntry(parsing: entry) else {
            return []
        }
        switch read.event {
        case .intent(let intent): return intent.authorities
        case .observation(let seen): return seen.authorities
        case .outcome, .unknown: return []
        }
    }
}
