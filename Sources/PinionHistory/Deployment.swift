package import PinionModel

/// An apply that was to bring new pins: an intent with its outcome, and its later results.
///
/// A pin is new if another digest was last verified for its container. Bringing that digest back is
/// a repair, and no deployment; bringing back one that was verified earlier is a return.
package struct Deployment: Hashable, Sendable {
    /// The commit that was applied.
    package let commit: CommitID
    /// When its outcome was recorded.
    package let at: Timestamp
    /// Whether its run was interrupted, so that another run closed its intent.
    package let isInterrupted: Bool
    /// Its new pins whose change was begun; never empty.
    package var pins: [NewPin]

    /// One container that was to get another image.
    package struct NewPin: Hashable, Sendable {
        package let container: ContainerKey
        package let digest: Digest
        /// The digest that was verified there before; `nil` if there was none.
        package let former: Digest?
        /// Whether this digest was verified there earlier.
        package let isReturn: Bool
        /// The ending of its change.
        package var ending: Ending
    }

    /// The ending of the change to a new pin.
    package enum Ending: Hashable, Sendable {
        case verified(Timestamp)
        case failed
        /// The image was sent, but is not verified yet, or another image was sent first.
        case open
    }

    /// Whether any of its pins failed.
    package var hasFailed: Bool { pins.contains { $0.ending == .failed } }

    /// When the last of its pins was verified; `nil` if one is not.
    package var verified: Timestamp? {
        var last: Timestamp?
        for pin in pins {
            guard case .verified(let at) = pin.ending else { return nil }
            last = max(last ?? at, at)
        }
        return last
    }
}
