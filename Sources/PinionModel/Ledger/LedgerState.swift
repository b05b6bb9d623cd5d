/// What every later run needs to know of an environment's history; stored whole in each ledger
/// commit, so that one read of the chain's tip is enough.
package struct LedgerState: Hashable, Sendable {
    /// The newest commit of the tracked branch that was acted on.
    package var commit: CommitID?
    /// What was last verified for each container, or applied where nothing was to run.
    package var applied: [ContainerKey: AppliedImage] = [:]
    /// Those of `applied` that were not seen running since nothing of them was to run, or since no
    /// pin named them: they have not soaked.
    package var unseen: Set<ContainerKey> = []
    /// What was sent since then and not verified within the run: it is never sent again.
    package var sent: [ContainerKey: AppliedImage] = [:]
    /// What was declared before `sent`, where that is not `applied`: a return to it is a failure.
    package var sentOver: [ContainerKey: String] = [:]
    /// The digest whose apply failed; it is not tried again until the pin changes or somebody asks.
    package var failed: [ContainerKey: Digest] = [:]
    /// What something on the host prevented; it is tried again by itself, at growing intervals.
    package var obstructed: [ContainerKey: Obstruction] = [:]
    /// The runtime's identity of each service when it was last recorded.
    package var objects: [String: String] = [:]
    /// What the runtime calls each service that is recorded, where that is not its key: under
    /// another name it is another service, and nothing was applied to it yet.
    package var names: [String: String] = [:]
    /// When each finding that stands was first seen.
    package var findings: [FindingKey: Timestamp] = [:]
    /// Where the environment's tag was put, by repository.
    package var tags: [ImageReference.Repository: Digest] = [:]
    /// The environment tags that a registry did not take, by repository with tag.
    package var refusedTags: [ImageReference: RefusedTag] = [:]
    /// The pauses that people ordered; those that ended stay until the next record.
    package var pauses: [Pause] = []
    /// The intent that has no outcome yet.
    package var intent: Intent?
    /// Set where a newer version of Pinion wrote the text that this was read from: some facts are
    /// then missing here, and nothing may be recorded after it.
    package var newer: NewerLedgerText?

    /// An empty history.
    package init() {}

    /// Whether a service is another object than the one that was recorded last.
    package func isRemade(_ objectID: String, _ service: String) -> Bool {
        objects[service].map { $0 != objectID } ?? false
    }

    /// What the open intent of a run says of a container.
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
        /// What the run puts there, at the latest by then.
        package let image: AppliedImage
        /// What was declared before it; nil where that had no digest.
        package let before: Digest?
        /// Whose change it is.
        package let holder: IntentHolder
    }
}

/// An image that was put on a container, when, and by which commit.
package struct AppliedImage: Hashable, Sendable {
    package let image: PinnedImage
    /// The commit that pinned it.
    package let commit: CommitID
    /// When it was verified, or sent where it was not verified yet.
    package let at: Timestamp

    package init(image: PinnedImage, commit: CommitID, at: Timestamp) {
        (self.image, self.commit, self.at) = (image, commit, at)
    }
}
