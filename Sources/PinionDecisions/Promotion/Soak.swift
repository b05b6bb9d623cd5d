package import PinionModel

/// The time for which a container's last verified image has been undisturbed, by the ledger.
///
/// The clock starts at the verified outcome or the baseline of the image. It starts again at the
/// entry that ends the last critical or unverified finding of the service or of the environment as
/// a whole; while there is one, or a change is under way, the clock is stopped.
package struct Soak: Hashable, Sendable {
    /// The image that was last verified.
    package let image: PinnedImage
    /// The time of the verification.
    package let verified: Timestamp
    /// The state of the clock.
    package let clock: Clock

    /// The states of the clock.
    package enum Clock: Hashable, Sendable {
        /// The clock has run since then, which is never before the verification.
        case running(since: Timestamp)
        /// There has been a critical or unverified finding since then.
        case stopped(FindingKey, since: Timestamp)
        /// Another image was sent, or a run is about to send one.
        case changing
    }

    package init(image: PinnedImage, verified: Timestamp, clock: Clock) {
        (self.image, self.verified, self.clock) = (image, verified, clock)
    }

    /// Returns the length at a moment; zero while the clock is stopped, and never negative.
    package func length(at now: Timestamp) -> Duration {
        guard case .running(let since) = clock else { return .zero }
        return max(.zero, now - since)
    }
}
