package import PinionModel

/// An apply that was to bring new pins: an intent with its outcome, and what became of it later.
///
/// A pin is new where another digest was verified last for its container. Bringing that one back is
/// a repair, and no deployment; bringing back one that was verified earlier is a return.
package struct Deployment: Hashable, Sendable {
    /// The commit that was applied.
    package let commit: CommitID
    /// When its outcome was recorded.
    package let at: Timestamp
    /// Whether its run died, so that another run closed its intent.
    package let isInterrupted: Bool
    /// Its new pins whose change was begun; never empty.
    package var pins: [NewPin]

    /// One container that was to get another image.
    package struct NewPin: Hashable, Sendable {
        package let container: ContainerKey
        package let digest: Digest
        /// What was verified there before; nil where nothing was.
        package let former: Digest?
        /// Whether this digest was verified there earlier.
        package let isReturn: Bool
        /// How its change ended.
        package var ending: Ending
    }

    /// How the change to a new pin ended.
    package enum Ending: Hashable, Sendable {
        case verified(Timestamp)
        case failed
        /// It was sent, and is not verified yet, or another image was sent first.
        case open
    }

    /// Whether any of its pins failed.
    package var hasFailed: Bool { pins.contains { $0.ending == .failed } }

    /// When the last of its pins was verified; nil where one is not.
    package var verified: Timestamp? {
        var last: Timestamp?
        for pin in pins {
            guard case .verified(let at) = pin.ending else { return nil }
            last = max(last ?? at, at)
        }
        return last
    }
}
