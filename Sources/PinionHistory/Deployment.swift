package import PinionModel

/// An apply that was to bring new pins: an intent with its outcome, and what became of it later.
///
/// A pin is new where its digest is not the one that was verified last for its container. Bringing that one back is
/// a repair, and no deployment; bringing back one that was verified before that is a return.
package struct Deployment: Hashable, Sendable {
    /// The commit that was applied.
    package let commit: CommitID
    /// When its outcome was recorded.
    package let at: Timestamp
    /// Whether its run was gone, and another closed its intent.
    package let isInterrupted: Bool
    /// Its new pins that were begun; never empty.
    package var pins: [NewPin]

    /// One container that was to get another image.
    package struct NewPin: Hashable, Sendable {
        /// The container.
        package let container: ContainerKey
        /// The digest.
        package let digest: Digest
        /// What was verified before it; nil where nothing was.
        package let former: Digest?
        /// Whether it was verified there before.
        package let isReturn: Bool
        /// What became of it.
        package var ending: Ending
    }

    /// What became of a new pin.
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
