import PinionModel

/// Looks into a ledger's chain for what people said of the chains and branches that it stands in place of.
struct ChainSearch: Sendable {
    private let comparison: TipComparison

    /// The trailer of a record that a redaction wrote anew: the commit that it stands for.
    static let replaces = "Pinion-Replaces"

    /// How many records are looked at.
    private static let most = 100_000

    init(of comparison: TipComparison) { self.comparison = comparison }

    /// Whether a person put a chain in the place of one that this host saw.
    ///
    /// A redaction names for each record the one that it stands for; it can take words out of entries and can change no
    /// state. So the state of the record that stands for what was seen must be the one that this host kept: nobody can
    /// say by a redaction that something else was applied. An accepted loss names the tip that was lost.
    func replaces(_ seen: CommitID, in tip: CommitID) async throws(MemoryError) -> Bool {
        let copy = comparison.copy
        return try await comparison.working { (handle, ids) throws(GitError) in
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
                    return true
                }
                let names = CommitTrailers(parsing: record.message).values(of: Self.replaces)
                if names.contains(seen.description), record.state == kept?.state { isSame = true }
                if parent == nil {
                    return isSame && authorities.contains { $0.kind == .redaction }
                }
                next = parent
            }
            return false
        } _: {
            [seen, tip]
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

    /// The commits of the branch that people accepted in the records after one that this host saw; of the newest
    /// records where it saw none.
    func acceptedTips(
        from tip: CommitID, downTo seen: CommitID?
    ) async throws(MemoryError) -> [CommitID] {
        try await comparison.working { (handle, ids) throws(GitError) in
            var tips: [CommitID] = []
            var next = ids.first
            var count = 0
            while let id = next, id.commit != seen, count < 1_000 {
                count += 1
                guard let read = try RecordObjects.readEntry(id, since: nil, in: handle) else {
                    break
                }
                for authority in Self.authorities(of: read.entry)
                where authority.kind == .rewriteAccepted {
                    let last = authority.reason.split(separator: " ").last ?? ""
                    if !authority.reason.hasPrefix("ledger "), let id = CommitID(parsing: last) {
                        tips.append(id)
                    }
                }
                next = read.parent
            }
            return tips
        } _: {
            [tip]
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
