package import PinionModel
package import PinionReconcile

/// A repository with a change and its base.
package protocol ReviewRepository: ReviewPort {
    /// The commit that the change is to be merged into.
    var base: Revision { get }
    /// The commits of the working copy, which has the change.
    var checkout: any Source & History & Merging { get }

    /// What a review of a change asks, where none but the known registries may be at addresses that
    /// are not public; `onAction` is told what a look at what runs does.
    func services(
        of change: CommitID, trusting known: Set<String>, isOffline: Bool,
        onAction: @escaping @Sendable (Action, Environment.Name) -> Void
    ) -> ReviewServices
}

/// A repository whose base is the tracked branch as its remote has it.
package protocol GateRepository: ReviewRepository {
    /// The tracked branch's name.
    var branch: String { get }

    /// Where the tracked branch is now.
    func tip() async throws -> CommitID
    /// The forge of the base's settings.
    func forge() async throws -> any Forge
}

/// Opens what a gate needs.
package protocol GatePort: Sendable {
    /// Asks the remote for the tracked branch, and reads its settings.
    func open() async throws -> any GateRepository
    /// The forge that the remote's address tells by itself, where nothing could be opened.
    func forgeOfRemote() async throws -> any Forge
}
