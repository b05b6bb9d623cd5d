package import PinionModel

/// The decision of a bump on one pin, with its reason.
package struct BumpVerdict: Hashable, Sendable {
    package let key: PinKey
    /// The outcome for the pin.
    package let outcome: Outcome
    /// Newer images that the pin's hold refuses, newest first.
    package let skipped: [PinnedImage]
    /// How many tags there are, and how many of them the rule can read; `nil` if none were listed.
    package let count: TagCount?

    init(_ key: PinKey, _ outcome: Outcome, skipped: [PinnedImage] = [], count: TagCount? = nil) {
        (self.key, self.outcome, self.skipped, self.count) = (key, outcome, skipped, count)
    }

    /// The outcome for a pin.
    package enum Outcome: Hashable, Sendable {
        /// There is no newer image that may be taken.
        case unchanged
        /// The pin moves; the clause says how the image was found.
        case move(to: PinnedImage, clause: String)
        /// There is a newer image, but the pin is held.
        case frozen(newer: PinnedImage, Hold)
        /// The pin's rule cannot say what is newer; the clause says why.
        case undecidable(String)
        /// The registry could not be asked.
        case failed(Obstacle)
    }
}

/// The next question for the decision on a pin, or the decision.
package enum BumpStep: Hashable, Sendable {
    /// The tags of a repository.
    case list(ImageReference.Repository)
    /// The digest that a tag names now.
    case resolve(ImageReference)
    /// Whether the new image is, by another digest, what the pin's hold refuses.
    case ask(Set<RegistryQuestion>)
    case decided(BumpVerdict)
}
