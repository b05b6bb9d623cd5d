package import PinionFiles
package import PinionModel

/// What the history of deliveries is read from.
package struct HistoryPorts: Sendable {
    /// The files of the tracked branch's tip.
    package let project: Project
    /// The tracked branch's tip.
    package let tip: Revision
    /// Reads the files of commits.
    package let reader: ProjectReader
    /// The tracked branch.
    package let source: any Source
    /// What git remembers of it.
    package let history: any History
    /// The ledgers.
    package let ledger: any Ledger
    /// What is doubtful about the history of an environment, a sentence each.
    package let doubts: @Sendable (Environment.Name) async throws -> [String]
    /// The environments that have a ledger and no folder, and were not given up, a sentence each.
    package let vanished: @Sendable () async throws -> [String]

    /// Puts the ports together.
    package init(
        project: Project, tip: Revision, reader: ProjectReader, source: any Source,
        history: any History,
        ledger: any Ledger,
        doubts: @escaping @Sendable (Environment.Name) async throws -> [String],
        vanished: @escaping @Sendable () async throws -> [String]
    ) {
        self.project = project
        self.tip = tip
        self.reader = reader
        self.source = source
        self.history = history
        self.ledger = ledger
        self.doubts = doubts
        self.vanished = vanished
    }
}
