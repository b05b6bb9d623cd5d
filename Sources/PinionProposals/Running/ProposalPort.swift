package import PinionFiles
package import PinionModel
package import PinionProcess
package import PinionReconcile

/// The port of proposals: a repository that is open at its tracked branch's tip.
package protocol ProposalPort: Sendable {
    /// The tracked branch's tip, as the run found it.
    var tip: Revision { get }
    /// The files of the tip.
    var project: Project { get }
    /// The reader of commits' files.
    var reader: ProjectReader { get }
    /// The tracked branch.
    var source: any Source { get }
    /// The history of the tracked branch.
    var history: any History { get }
    /// The writer of commits and branches.
    var publisher: any Publisher { get }
    var imageRegistries: any Registry & TagLister & ImageInspector { get }
    /// Waits for random times, so that losers of one race do not meet again, and measures limits.
    var clock: ProcessClock { get }

    /// Returns the forge for reviews; `nil` if a pushed branch is enough.
    func forge() async throws(ForgeError) -> (any Forge)?
    func runtime(of environment: Environment) async throws -> any Runtime
    /// Looks at what runs in an environment, compared with the pins of a commit.
    func look(at environment: Environment, of commit: CommitID) async -> EnvironmentReport
    /// Returns the ledgers for decisions: one that went back is an error.
    func guardedLedger() async throws(LedgerError) -> any Ledger
    /// Throws if the tracked branch or a ledger went back: no commit may follow that.
    func refuseSetback(of environment: Environment.Name) async throws
    /// Returns a function that remembers, on this host, a commit put onto the tracked branch.
    func remembering() async throws -> @Sendable (CommitID, Environment.Name) async -> Void
    /// Returns the minutes since Monday 00:00 in a named time zone; `nil` if the zone is unknown.
    func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int?
}
