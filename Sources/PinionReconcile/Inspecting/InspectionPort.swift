package import PinionModel

/// What looking at environments and reconciling them needs besides the ports of a run.
package protocol InspectionPort: Sendable {
    /// The files of the commit that is compared.
    var project: Project { get }
    /// The commit.
    var revision: Revision { get }
    /// The tracked branch's tip.
    var tip: Revision { get }
    /// Whether git was not asked, so that the commit is what this host saw last.
    var isCached: Bool { get }
    /// What git remembers.
    var history: any History { get }

    /// The wall clock.
    func now() -> Timestamp
    /// This process, with a new run id.
    func holder() -> IntentHolder
    /// Minutes since Monday 00:00 in a named time zone; nil for an unknown one.
    func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int?
    /// Everything that a run over one environment talks to.
    func ports(of environment: Environment) async throws -> Ports
    /// The environments with these names, or all.
    func environments(named names: [String]) throws -> [ReadEnvironment]
    /// What is in the working copy and not on the tracked branch, in a sentence; nil for nothing.
    func unpublishedPins() async throws -> String?
    /// What is recorded of the looks at environments whose engine tells its starts.
    func known(of environments: [Environment]) async -> KnownLooks
    /// Who looked at environments last.
    func looks(of environments: [Environment]) async -> LastLooks
    /// The environments that have or had a ledger and have no folder, of these names or all.
    func gone(named names: [String]) async throws -> [FolderlessEnvironment]
    /// The pauses that this host alone knows, or why they cannot be read.
    func hostPauses(of environment: Environment.Name) -> (pauses: [Pause], failure: Failure?)
    /// Starts again what a change left stopped, in environments that a run cannot look at.
    func restoreOffline(_ names: [String]) async -> [String: [Restoration]]
    /// Starts again what an environment had before its file named another runtime or was removed.
    func restore(_ name: String, before present: (any RuntimeSettings)?) async -> [Restoration]
    /// Lets go of the pauses that the ledger has now; why that was not possible, for a notice.
    func forgetPauses(_ report: Report) -> String?
    /// Records that a reconcile looked; why that was not possible, for a notice.
    func recordLooks(_ report: Report) async -> String?
}

/// What is recorded of the looks at environments, by name.
package struct KnownLooks: Sendable {
    /// The engines that were met; none of those whose record could not be read.
    package var engines: [Environment.Name: EngineHistory] = [:]
    /// Who looks.
    package var watch: [Environment.Name: Watch] = [:]
    /// Why something could not be read.
    package var obstacle: String?

    /// Nothing is known.
    package init() {}
}

/// What is known of who looked at environments last, by name.
package struct LastLooks {
    /// The newest looks.
    package var looks: [String: LookRecord.Look] = [:]
    /// What is told of each that nobody has looked at for long.
    package var notices: [String: Finding] = [:]
    /// What is told of each of which nothing at all is recorded, where it is elsewhere.
    package var blanks: [String: Finding] = [:]
    /// Why some could not be learnt; nil where all could.
    package var obstacle: String?

    /// Nothing is known.
    package init() {}
}

/// An environment that has or had a ledger and has no folder.
package struct FolderlessEnvironment: Sendable {
    /// The environment.
    package let name: Environment.Name
    /// What is left of its ledger.
    package let end: LedgerEnd
    /// What is wrong with that; nil where it is given up, and its ledger has not moved since.
    package let failure: Failure?

    package init(name: Environment.Name, end: LedgerEnd, failure: Failure?) {
        (self.name, self.end, self.failure) = (name, end, failure)
    }
}
