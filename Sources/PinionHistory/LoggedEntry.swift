package import PinionModel

/// An entry of the ledger with what else is known of it: who applied, and by whose commit.
package struct LoggedEntry: Hashable, Sendable {
    /// The entry.
    package let entry: LedgerEntry
    /// The intent that it is or that it closes; nil for an observation, and where it is out of sight.
    package let intent: Intent?
    /// The commit whose pins were applied or compared; nil where it cannot be read.
    package let revision: Revision?

    /// Joins each of some entries, newest first, with the intent of its run and with its commit.
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
