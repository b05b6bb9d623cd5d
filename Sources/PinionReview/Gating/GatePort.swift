package import PinionModel
package import PinionReconcile

/// A repository with a change and its base.
package protocol ReviewRepository: ReviewPort {
    /// The commit that the change is to be merged into.
    var base: Revision { get }
    /// The commits of the working copy, which has the change.
    var checkout: any Source & History & Merging { get }

    /// Returns what a review of a change asks, with addresses that are not public allowed only for
    /// the known registries; `onAction` receives the actions of a look at what runs.
    func services(
        of change: CommitID, trusting known: Set<String>, isOffline: Bool,
        onAction: @escaping @Sendable (Action, Environment.Name) -> Void
    ) -> ReviewServices
}

/// A repository whose base is the tracked branch as its remote has it.
package protocol GateRepository: ReviewRepository {
    /// The tracked branch's name.
    var branch: String { get }

    /// Reads the present tip of the tracked branch.
    func tip() async throws -> CommitID
    /// Returns the forge of the base's settings.
    func forge() async throws -> any Forge
}

/// The port that opens a gate's repository and forge.
package protocol GatePort: Sendable {
    /// Asks the remote for the tracked branch, and reads its settings.
    func open() async throws -> any GateRepository
    /// Returns the forge that the remote's address names, if nothing could be opened.
    func forgeOfRemote() async throws -> any Forge
}
