package import PinionFiles
package import PinionModel
package import PinionProcess
package import PinionReconcile

/// What proposals are made over: a repository that is open at its tracked branch's tip.
package protocol ProposalPort: Sendable {
    /// The tracked branch's tip, as the run found it.
    var tip: Revision { get }
    /// Its files.
    var project: Project { get }
    /// Reads the files of commits.
    var reader: ProjectReader { get }
    /// The tracked branch.
    var source: any Source { get }
    /// What git remembers of it.
    var history: any History { get }
    /// Puts commits and branches into git.
    var publisher: any Publisher { get }
    var imageRegistries: any Registry & TagLister & ImageInspector { get }
    /// Waits for random times, so that losers of one race do not meet again, and measures limits.
    var clock: ProcessClock { get }

    /// Where people review; nil where a pushed branch is all.
    func forge() async throws(ForgeError) -> (any Forge)?
    func runtime(of environment: Environment) async throws -> any Runtime
    /// Looks at what runs in an environment, against the pins of a commit.
    func look(at environment: Environment, of commit: CommitID) async -> EnvironmentReport
    /// The ledgers, for those who decide by them: one that went back is an error.
    func guardedLedger() async throws(LedgerError) -> any Ledger
    /// Throws where the tracked branch or a ledger went back: nothing is committed onto that.
    func refuseSetback(of environment: Environment.Name) async throws
    /// Gives what remembers, on this host, a commit that was put onto the tracked branch.
    func remembering() async throws -> @Sendable (CommitID, Environment.Name) async -> Void
    /// Minutes since Monday 00:00 in a named time zone; nil for an unknown one.
    func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int?
}
