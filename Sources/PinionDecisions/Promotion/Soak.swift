package import PinionModel

/// How long what was verified last in a container has been left in peace, by the ledger.
///
/// The clock starts at the image's verified outcome or baseline, and again at the entry by which no
/// critical or unverified finding of the service or the whole environment stands any more; while
/// one stands, or a change is under way, it does not run.
package struct Soak: Hashable, Sendable {
    /// What was verified last.
    package let image: PinnedImage
    /// When that was.
    package let verified: Timestamp
    /// Whether the clock runs.
    package let clock: Clock

    /// Whether the clock runs.
    package enum Clock: Hashable, Sendable {
        /// It runs since then, which is never before the verification.
        case running(since: Timestamp)
        /// A critical or unverified finding stands since then.
        case stopped(FindingKey, since: Timestamp)
        /// Another image was sent, or a run is about to send one.
        case changing
    }

    package init(image: PinnedImage, verified: Timestamp, clock: Clock) {
        (self.image, self.verified, self.clock) = (image, verified, clock)
    }

    /// How long it has lasted at a moment; zero while the clock stands still, and never less.
    package func length(at now: Timestamp) -> Duration {
        guard case .running(let since) = clock else { return .zero }
        return max(.zero, now - since)
    }
}
