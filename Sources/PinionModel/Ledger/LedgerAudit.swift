/// One record of a ledger, with its commit's id, authors and date.
package struct ChainedRecord: Hashable, Sendable {
    package let id: CommitID
    package let record: LedgerRecord
    /// The author and the committer, each once.
    package let authors: [String]
    /// The author's date; the record has the committer's date.
    package let authored: Timestamp

    package init(id: CommitID, record: LedgerRecord, authors: [String], authored: Timestamp) {
        (self.id, self.record, self.authors, self.authored) = (id, record, authors, authored)
    }
}

/// The faults of a whole ledger.
///
/// Git proves the order of the records: each commit's id covers its parent.
package struct LedgerAudit: Hashable, Sendable {
    /// The number of records that were checked.
    package let count: Int
    /// The faults, oldest record first, each as a sentence.
    package let problems: [String]

    /// The author of all records.
    package static let author = "Pinion <pinion@localhost>"

    /// The most that a record may be dated before its predecessor, since clocks of hosts differ.
    private static let skew = Duration.seconds(-86_400)

    /// Checks records, oldest first.
    package init(_ chain: [ChainedRecord], of environment: Environment.Name, now: Timestamp) {
        var state = LedgerState()
        var last: Timestamp?
        var problems: [String] = []
        for link in chain {
            let reading = Reading(link, onto: state, of: environment)
            var clauses = reading.problems
            if let last, link.record.at < last + Self.skew {
                clauses.append(
                    "it is dated \(link.record.at), more than a day before the record before it")
            }
            let isAhead = now < link.record.at + Self.skew
            if isAhead {
                clauses.append("it is dated \(link.record.at), more than a day from now")
            }
            if link.authors != [Self.author] {
                clauses.append("it is by \(link.authors.joined(separator: " and "))")
            }
            if link.authored != link.record.at { clauses.append("its two dates differ") }
            problems += clauses.map { "record \(link.id.short) of \(link.record.at): \($0)" }
            state = reading.state
            // A record dated ahead is one fault; the records after it are not at fault.
            if !isAhead { last = link.record.at }
        }
        count = chain.count
        self.problems = problems
    }

    /// One record, read as the successor of a state.
    private struct Reading {
        var state: LedgerState
        var problems: [String] = []

        init(_ link: ChainedRecord, onto before: LedgerState, of environment: Environment.Name) {
            state = before
            let entry = read("entry") { () throws(UnreadableLedger) in
                try LedgerEntry(parsing: link.record.entry)
            }
            let after = read("state") { () throws(UnreadableLedger) in
                try LedgerState(parsing: link.record.state)
            }
            guard let after else { return }
            state = after
            if let newer = after.newer {
                problems.append("it is not looked through: \(newer)")
                return
            }
            guard let entry else { return }
            if let newer = entry.newer {
                problems.append("its entry is not looked through: \(newer)")
                return
            }
            if entry.at != link.record.at {
                problems.append("its entry is dated \(entry.at)")
            }
            if !link.record.message.hasPrefix(entry.message(in: environment)) {
                problems.append("its message is not that of its entry")
            }
            if !Self.follows(after, before, entry) {
                problems.append("its state does not follow from the state before and its entry")
            }
        }

        private mutating func read<Value>(
            _ name: String, _ body: () throws(UnreadableLedger) -> Value
        ) -> Value? {
            do throws(UnreadableLedger) { return try body() } catch {
                problems.append("its \(name) cannot be read: \(error)")
                return nil
            }
        }

        /// Whether a state follows from the state before it and an entry, by any version's rules.
        ///
        /// Findings, objects, names and what has no instances are in the state alone, so they are
        /// taken from it. A text of version 1 does not say by which version's rules it was written.
        private static func follows(
            _ after: LedgerState, _ before: LedgerState, _ entry: LedgerEntry
        ) -> Bool {
            // A text also does not say which services keep their object through a change.
            let observations = [[], Set(after.objects.keys)].map { recreatedByChanges in
                LedgerState.Observation(
                    findings: after.findings.keys.sorted(), objects: after.objects,
                    names: after.names, withoutInstances: after.unseen,
                    recreatedByChanges: recreatedByChanges)
            }
            return LedgerState.Rules.allCases.contains { rules in
                before.recording(entry, by: rules) == after
                    || observations.contains {
                        before.recording(entry, observation: $0, by: rules) == after
                    }
            }
        }
    }
}
