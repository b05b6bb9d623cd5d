package import PinionModel

/// The entries of an environment's ledger that `log` shows.
package struct DeliveryLog: Sendable {
    /// The entries, newest first.
    package let entries: [LoggedEntry]
    /// Whether the ledger has no entry at all, even from before the period.
    package let isLedgerEmpty: Bool

    /// Reads the newest entries, at most `limit` and none from before `start`, if these are given.
    package init(
        of environment: Environment.Name, limit: Int?, since start: Timestamp?,
        _ port: some HistoryPort
    ) async throws {
        let wanted = limit ?? (start == nil ? 20 : Int.max)
        // One entry more, so that the oldest outcome finds its intent.
        let reach = start == nil && wanted < .max ? wanted + 1 : Int.max
        let all = try await port.ledger().parsedEntries(of: environment, limit: reach, since: start)
        let isShown = { (entry: LedgerEntry) in start.map { entry.at >= $0 } ?? true }
        var commits: [CommitID: Revision] = [:]
        for id in Set(all.filter(isShown).prefix(wanted).compactMap(\.commit)).sorted() {
            commits[id] = await port.history.knownCommit(id)?.revision
        }
        let logged = LoggedEntry.joining(all, commits: commits)
        entries = Array(logged.filter { isShown($0.entry) }.prefix(wanted))
        isLedgerEmpty = all.isEmpty
    }
}

/// An entry of the ledger with its intent and its commit: who applied, and what.
package struct LoggedEntry: Hashable, Sendable {
    package let entry: LedgerEntry
    /// The intent that it is or closes; `nil` for an observation, or if the intent is too far back.
    package let intent: Intent?
    /// The commit whose pins were applied or compared; `nil` if it cannot be read.
    package let revision: Revision?

    /// Joins each entry, newest first, with the intent of its run and with its commit.
    package static func joining(
        _ entries: [LedgerEntry], commits: [CommitID: Revision]
    ) -> [LoggedEntry] {
        let intents = entries.compactMap { entry -> (String, Intent)? in
            if case .intent(let intent) = entry.event { (entry.run, intent) } else { nil }
        }
        let byRun = Dictionary(intents, uniquingKeysWith: { newer, _ in newer })
        return entries.map { entry in
            let intent: Intent? =
                switch entry.event {
                case .intent(let intent): intent
                case .outcome: byRun[entry.run]
                case .observation, .unknown: nil
                }
            return LoggedEntry(
                entry: entry, intent: intent, revision: entry.commit.flatMap { commits[$0] })
        }
    }
}
