/// The facts of an environment's history that every later run needs; stored whole in each ledger
/// commit, so that one read of the chain's tip is enough.
package struct LedgerState: Hashable, Sendable {
    /// The newest commit of the tracked branch that was acted on.
    package var commit: CommitID?
    /// The image last verified for each container, or applied if no instance was to run.
    package var applied: [ContainerKey: AppliedImage] = [:]
    /// The containers in `applied` that have not been seen running since they had no instances to
    /// run, or since no pin named them: they have not soaked.
    package var unseen: Set<ContainerKey> = []
    /// The image sent after `applied` and not verified within its run: it is never sent again.
    package var sent: [ContainerKey: AppliedImage] = [:]
    /// The declared image before `sent`, if it is not `applied`: a return to it is a failure.
    package var declaredBeforeSent: [ContainerKey: String] = [:]
    /// The digest whose apply failed; it is tried again if the pin changes or someone orders it.
    package var failed: [ContainerKey: Digest] = [:]
    /// The changes that a host prevented; they are tried again by themselves, at growing intervals.
    package var obstructed: [ContainerKey: Obstruction] = [:]
    /// The runtime's identity of each service when it was last recorded.
    package var objects: [String: String] = [:]
    /// The runtime's name for each recorded service, if it is not the service's key: under another
    /// name it is another service, to which nothing has been applied yet.
    package var names: [String: String] = [:]
    /// The time at which each present finding was first seen.
    package var findings: [FindingKey: Timestamp] = [:]
    /// The digest on which the environment's tag was put, by repository.
    package var tags: [ImageReference.Repository: Digest] = [:]
    /// The environment tags that a registry refused, by repository with tag.
    package var refusedTags: [ImageReference: RefusedTag] = [:]
    /// The pauses that operators ordered; those that have ended stay until the next record.
    package var pauses: [Pause] = []
    /// The intent without an outcome yet.
    package var intent: Intent?
    /// Set if a newer version of Pinion wrote the text that this was read from: some facts may then
    /// be missing here, and nothing may be recorded after it.
    package var newer: NewerLedgerText?

    /// Makes an empty history.
    package init() {}

    /// Whether a service is another object than the one recorded last.
    package func isRemade(_ objectID: String, _ service: String) -> Bool {
        objects[service].map { $0 != objectID } ?? false
    }

    /// Returns a container's change in the open intent; `nil` if there is none.
    package func underWay(_ key: ContainerKey) -> UnderWay? {
        guard let intent, let change = intent.changes.first(where: { $0.container == key }) else {
            return nil
        }
        return UnderWay(
            image: AppliedImage(image: change.after, commit: intent.commit, at: intent.expires),
            before: try? Digest(parsing: change.before), holder: intent.holder)
    }

    /// A change that a run recorded as begun, and whose end is not recorded.
    package struct UnderWay: Hashable, Sendable {
        /// The image that the run applies, with the end of its intent as the time.
        package let image: AppliedImage
        /// The declared digest before the change; `nil` if there was none.
        package let before: Digest?
        /// The process whose change it is.
        package let holder: IntentHolder
    }
}

/// An image that was put on a container, with the time and the commit.
package struct AppliedImage: Hashable, Sendable {
    package let image: PinnedImage
    /// The commit that pinned it.
    package let commit: CommitID
    /// When it was verified, or sent if it is not verified yet.
    package let at: Timestamp

    package init(image: PinnedImage, commit: CommitID, at: Timestamp) {
        (self.image, self.commit, self.at) = (image, commit, at)
    }
}
