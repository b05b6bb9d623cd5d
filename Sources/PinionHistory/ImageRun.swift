package import PinionModel

/// A time in which a container ran an image, or in which it was tried.
package struct ImageRun: Hashable, Sendable {
    /// The environment.
    package let environment: Environment.Name
    /// The container.
    package let container: ContainerKey
    /// The image.
    package let image: PinnedImage
    /// The commit that was applied when it came: the tip of the tracked branch then.
    package let commit: CommitID
    /// Since when: its verified outcome or baseline, or the outcome of a try.
    package let since: Timestamp
    /// Whether it still runs, and how it ended.
    package let standing: Standing

    /// Whether an image still runs.
    package enum Standing: Hashable, Sendable {
        /// It is what the ledger verified last.
        case now
        /// It was sent, and is not verified yet.
        case underWay
        /// Another image was verified in its place.
        case replaced(at: Timestamp)
        /// It was sent, and never verified.
        case failed(String)
        /// The ledger does not tell: the service is another one by now.
        case unknown
    }

    func ending(_ standing: Standing) -> ImageRun {
        ImageRun(
            environment: environment, container: container, image: image, commit: commit,
            since: since, standing: standing)
    }
}
