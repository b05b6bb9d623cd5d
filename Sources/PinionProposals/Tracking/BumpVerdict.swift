package import PinionModel

/// What a bump does with one pin, and why.
package struct BumpVerdict: Hashable, Sendable {
    /// The pin.
    package let key: PinKey
    /// What becomes of it.
    package let outcome: Outcome
    /// Newer images that the pin's hold refuses, the newest first.
    package let skipped: [PinnedImage]
    /// Whether something newer may have been missed, since the list of tags was cut short.
    package let isPartial: Bool

    init(
        _ key: PinKey, _ outcome: Outcome, skipped: [PinnedImage] = [], isPartial: Bool = false
    ) {
        (self.key, self.outcome, self.skipped, self.isPartial) = (key, outcome, skipped, isPartial)
    }

    /// What becomes of a pin.
    package enum Outcome: Hashable, Sendable {
        /// There is nothing newer that may be taken.
        case unchanged
        /// It moves; the clause says how the image was found.
        case move(to: PinnedImage, clause: String)
        /// There is something newer, and the pin is held.
        case frozen(newer: PinnedImage, Hold)
        /// Its rule cannot say what is newer; the clause says why.
        case left(String)
        /// The registry could not be asked.
        case failed(Obstacle)
    }
}

/// What the decision about a pin needs next, or the decision.
package enum BumpStep: Hashable, Sendable {
    /// The tags of a repository.
    case list(ImageReference.Repository)
    /// What a tag names now.
    case resolve(ImageReference)
    /// Whether what it would move to is what its hold refuses, by another digest.
    case ask(Set<RegistryQuestion>)
    /// It is decided.
    case decided(BumpVerdict)
}
