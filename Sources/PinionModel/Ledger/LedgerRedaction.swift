/// A ledger rewritten, by an operator's order, without the output of programs.
///
/// Pinion 0.1 recorded a failure with the last lines of the container or of its health check, which
/// may hold secrets. Every record keeps its date, state and facts; only Pinion's own words remain
/// of the reasons. The first record says who ordered it, when and why, and names the tip of the
/// replaced chain; each other record names the commit that it replaces.
package struct LedgerRedaction: Hashable, Sendable {
    /// The first record of the new chain.
    package let first: LedgerRecord
    /// The other records, oldest first.
    package let records: [LedgerRecord]
    /// The number of records that lost words.
    package let count: Int

    /// The reason why a ledger is not redacted.
    package enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// A change is under way, or a run that was killed left its intent.
        case open(IntentHolder)
        /// A newer version of Pinion wrote a part of the ledger.
        case newer(NewerLedgerText)
        /// A record cannot be read.
        case unreadable(CommitID, UnreadableLedger)

        /// The reason as a sentence.
        package var description: String {
            switch self {
            case .open(let holder):
                "an intent is open, by \(holder); let it end, or let a `pinion reconcile` close "
                    + "it, then run the command again"
            case .newer(let newer): "the ledger cannot be redacted: \(newer)"
            case .unreadable(let id, let error):
                "the ledger cannot be redacted: commit \(id.short), \(error)"
            }
        }
    }

    /// Redacts a chain, oldest record first; `nil` if nothing would change.
    package init?(
        of chain: [ChainedRecord], in environment: Environment.Name, by who: String,
        because why: String, at now: Timestamp
    ) throws(Refusal) {
        guard let oldest = chain.first, let newest = chain.last else { return nil }
        let state = try Self.reading(newest) { record throws(UnreadableLedger) in
            try LedgerState(parsing: record.state)
        }
        if let newer = state.newer { throw .newer(newer) }
        if let intent = state.intent { throw .open(intent.holder) }
        var records: [LedgerRecord] = []
        var count = 0
        var commit: CommitID?
        for link in chain {
            let entry = try Self.reading(link) { record throws(UnreadableLedger) in
                try LedgerEntry(parsing: record.entry)
            }
            if let newer = entry.newer { throw .newer(newer) }
            commit = commit ?? entry.commit
            let redacted = entry.redacted
            if redacted != entry { count += 1 }
            records.append(link.standIn(redacted == entry ? link.record.entry : redacted.text))
        }
        guard count > 0, let commit else { return nil }
        let authority = Authority(
            kind: .redaction, who: who, reason: "\(newest.id) at \(now): \(why)")
        let entry = LedgerEntry(
            at: oldest.record.at, run: "redaction",
            event: .observation(
                RecordedObservation(
                    commit: commit, baseline: [:], findings: [], authorities: [authority])))
        first = LedgerRecord(entry, in: environment, state: LedgerState().recording(entry))
        (self.records, self.count) = (records, count)
    }

    private static func reading<Value>(
        _ link: ChainedRecord, _ body: (LedgerRecord) throws(UnreadableLedger) -> Value
    ) throws(Refusal) -> Value {
        do throws(UnreadableLedger) { return try body(link.record) } catch {
            throw .unreadable(link.id, error)
        }
    }
}

extension ChainedRecord {
    /// Returns the record that replaces this one, with another entry.
    fileprivate func standIn(_ entry: String) -> LedgerRecord {
        LedgerRecord(
            message: record.message + "\(LedgerRecord.replaces): \(id)\n", entry: entry,
            state: record.state, at: record.at)
    }
}

extension LedgerEntry {
    /// The entry without the output of programs.
    fileprivate var redacted: LedgerEntry {
        guard case .outcome(let outcome) = event else { return self }
        return LedgerEntry(
            at: at, run: run,
            event: .outcome(
                RunOutcome(
                    commit: outcome.commit, planHash: outcome.planHash,
                    isInterrupted: outcome.isInterrupted, seconds: outcome.seconds,
                    results: outcome.results.map(\.redacted), tags: outcome.tags,
                    effects: outcome.effects, authorities: outcome.authorities)),
            restored: restored)
    }
}

extension RecordedResult {
    fileprivate var redacted: RecordedResult {
        let verdict: Verdict =
            switch verdict {
            case .verified: .verified
            case .applied: .applied
            case .underWay(let reason): .underWay(Self.redacted(reason))
            case .failed(let reason): .failed(Self.redacted(reason))
            case .lost(let reason): .lost(Self.redacted(reason))
            case .obstructed(let reason): .obstructed(Self.redacted(reason))
            case .notBegun(let reason): .notBegun(Self.redacted(reason))
            }
        return RecordedResult(change: change, verdict: verdict, running: running)
    }

    /// The text in place of removed words.
    private static let marker = "(redacted)"

    /// Keeps Pinion's own words, and nothing if their author is unclear.
    private static func redacted(_ reason: String) -> String {
        if reason.isEmpty || ours.contains(reason) { return reason }
        let ends = heads.compactMap { head -> String.Index? in
            guard let found = reason.firstRange(of: head)?.upperBound else { return nil }
            let digits = reason[found...].drop(while: isDigit)
            return digits.hasPrefix(": ") ? reason.index(digits.startIndex, offsetBy: 2) : nil
        }
        guard let end = ends.min() else {
            return isWhole(reason) || reason == marker ? reason : marker
        }
        return "\(reason[..<end])\(marker)"
    }

    /// Whether a reason is a head and its number only, without words of a program.
    private static func isWhole(_ reason: String) -> Bool {
        heads.contains { head in
            reason.hasPrefix(head) && reason.dropFirst(head.count).allSatisfy(isDigit)
        }
    }

    private static func isDigit(_ character: Character) -> Bool { "0"..."9" ~= character }

    /// Reasons that are entirely Pinion's own words.
    private static let ours: Set<String> = [
        "the run that made it was interrupted", "the run that was to make it was interrupted",
    ]

    /// Pinion's own words before a number, a colon, and the words of a program.
    private static let heads = [
        "its last words", "the health check of the new container fails",
        "the new container ended and was restarted",
        "the new container ended with exit code ", "it did not prove itself in time",
    ]
}
