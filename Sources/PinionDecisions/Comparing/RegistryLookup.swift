package import PinionModel

/// The answers so far, and the questions that still need one.
///
/// A comparison is run, its open questions are asked, and it is run again with the answers, until
/// no question is open: so no list of questions must be kept consistent with the comparison.
package struct RegistryLookup: Sendable {
    /// The answers so far.
    package let answers: RegistryAnswers
    /// The questions that were needed and have no answer yet.
    package private(set) var open: Set<RegistryQuestion> = []

    /// Starts with the answers so far.
    package init(answers: RegistryAnswers) { self.answers = answers }

    /// Returns the answer; an open question counts as unanswered until it is asked.
    package mutating func ask(_ question: RegistryQuestion) -> RegistryAnswer {
        if !answers.holds(question) { open.insert(question) }
        return answers[question]
    }

    /// Whether one of the digests is the image's own, or a platform manifest in the pinned index.
    mutating func match(_ digests: [Digest], with image: PinnedImage) -> Match {
        if digests.contains(image.digest) { return .yes }
        if digests.isEmpty { return .no }
        switch ask(.members(image)) {
        case .members(let members): return members.contains(where: digests.contains) ? .yes : .no
        case .unanswered(let obstacle): return .unknown(obstacle)
        case .absent: return .unknown(Obstacle("the pinned digest is not in its registry"))
        case .digest, .present, .expiry:
            return .unknown(Obstacle("the registry's answer makes no sense"))
        }
    }
}

/// Whether digests match an image.
package enum Match: Hashable, Sendable {
    case yes
    case no
    /// The answer that decides is missing.
    case unknown(Obstacle)
}

/// How much a comparison asks the registries.
package enum Depth: Hashable, Sendable {
    /// Only the questions that decisions need: `status`, `plan`, `reconcile`.
    case decision
    /// Also whether pins can still be pulled and whether tags have moved: `drift`.
    case report
}
