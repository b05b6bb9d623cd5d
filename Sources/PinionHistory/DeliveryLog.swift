package import PinionModel

/// The entries of an environment's ledger that `log` shows.
package struct DeliveryLog: Sendable {
    /// The entries, newest first.
    package let entries: [LoggedEntry]
    /// Whether nothing at all is recorded, also not from before.
    package let isLedgerEmpty: Bool

    /// Reads the newest entries, at most `limit` where one is given, and none from before a moment where one is given.
    package init(
        of environment: Environment.Name, limit: Int?, since start: Timestamp?,
        _ ports: HistoryPorts
    ) async throws {
        let wanted = limit ?? (start == nil ? 20 : Int.max)
        // One more, so that the oldest outcome finds its intent.
        let reach = start == nil && wanted < .max ? wanted + 1 : Int.max
        let all = try await ports.ledger.parsedEntries(
            of: environment, limit: reach, since: start)
        let isShown = { (entry: LedgerEntry) in start.map { entry.at >= $0 } ?? true }
        var commits: [CommitID: Revision] = [:]
        for id in Set(all.filter(isShown).prefix(wanted).compactMap(\.commit)).sorted() {
            commits[id] = await ports.history.knownCommit(id)?.revision
        }
        let logged = LoggedEntry.joining(all, commits: commits)
        entries = Array(logged.filter { isShown($0.entry) }.prefix(wanted))
        isLedgerEmpty = all.isEmpty
    }
}
