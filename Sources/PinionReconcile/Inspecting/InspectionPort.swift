package import PinionModel

/// The port for looking at environments and reconciling them, beside the ports of each run.
package protocol InspectionPort: Sendable {
    /// The files of the commit whose pins are compared.
    var project: Project { get }
    /// The commit whose pins are compared.
    var revision: Revision { get }
    /// The tracked branch's tip.
    var tip: Revision { get }
    /// Whether git was not asked, so that the commit is the last one that this host saw.
    var isCached: Bool { get }
    /// The history in git.
    var history: any History { get }

    /// Returns the time of the wall clock.
    func now() -> Timestamp
    /// Returns this process as a holder, with a new run id.
    func holder() -> IntentHolder
    /// Returns the minutes since Monday 00:00 in a named time zone; `nil` if the zone is unknown.
    func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int?
    /// Returns the ports of a run over one environment.
    func ports(of environment: Environment) async throws -> Ports
    /// Returns the environments with these names, or all.
    func environments(named names: [String]) throws -> [ReadEnvironment]
    /// Describes, in a sentence, pins that are only in the working copy; `nil` if there are none.
    func unpublishedPins() async throws -> String?
    /// Reads the recorded looks at environments, and the engine starts that they met.
    func known(of environments: [Environment]) async -> KnownLooks
    /// Reads who looked at environments last.
    func looks(of environments: [Environment]) async -> LastLooks
    /// Finds the environments that have or had a ledger but no folder, of these names or all.
    func gone(named names: [String]) async throws -> [FolderlessEnvironment]
    /// Returns the pauses that only this host has, or why they cannot be read.
    func hostPauses(of environment: Environment.Name) -> (pauses: [Pause], failure: Failure?)
    /// Starts again what a change left stopped, in environments that a run cannot look at.
    func restoreOffline(_ names: [String]) async -> [String: [Restoration]]
    /// Starts again what an environment ran before its file named another runtime or was removed.
    func restore(_ name: String, before present: (any RuntimeSettings)?) async -> [Restoration]
    /// Deletes this host's pauses that the ledger has now; returns the obstacle if it could not.
    func forgetPauses(_ report: Report) -> String?
    /// Records that a reconcile looked; returns the obstacle if it could not.
    func recordLooks(_ report: Report) async -> String?
}

/// The records of looks at environments, by environment name.
package struct KnownLooks: Sendable {
    /// The engine starts that were met; environments whose record could not be read have no entry.
    package var engines: [Environment.Name: EngineHistory] = [:]
    /// Who looks at each environment.
    package var watch: [Environment.Name: Watch] = [:]
    /// Why a record could not be read.
    package var obstacle: String?

    package init() {}
}

/// The newest looks at environments, by environment name.
package struct LastLooks {
    /// The newest look at each environment.
    package var looks: [String: LookRecord.Look] = [:]
    /// The finding for each environment at which no one has looked for long.
    package var notices: [String: Finding] = [:]
    /// The finding for each environment that has no recorded look, if it is elsewhere.
    package var unrecordedNotices: [String: Finding] = [:]
    /// Why some looks could not be read; `nil` if all could.
    package var obstacle: String?

    package init() {}
}

/// An environment that has or had a ledger but has no folder.
package struct FolderlessEnvironment: Sendable {
    /// The environment.
    package let name: Environment.Name
    /// The end of its ledger.
    package let end: LedgerEnd
    /// What is wrong; `nil` if it was retired and its ledger has not moved since.
    package let failure: Failure?

    package init(name: Environment.Name, end: LedgerEnd, failure: Failure?) {
        (self.name, self.end, self.failure) = (name, end, failure)
    }
}
