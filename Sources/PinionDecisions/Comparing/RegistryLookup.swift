package import PinionModel

/// Answers at hand, and the questions that were met without one.
///
/// A comparison is run, its open questions are asked, and it is run again with the answers, until
/// none is open: so no list of questions has to be kept in step with the comparison.
package struct RegistryLookup: Sendable {
    /// The answers at hand.
    package let answers: RegistryAnswers
    /// What was needed and not at hand.
    package private(set) var open: Set<RegistryQuestion> = []

    /// Starts with the answers at hand.
    package init(answers: RegistryAnswers) { self.answers = answers }

    /// The answer; an open question counts as unanswered until it is asked.
    package mutating func ask(_ question: RegistryQuestion) -> RegistryAnswer {
        if !answers.holds(question) { open.insert(question) }
        return answers[question]
    }

    /// Whether one of the digests names the image's bits: the pinned digest itself, or a platform
    /// manifest that belongs to the pinned index.
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

/// Whether something is on an image.
package enum Match: Hashable, Sendable {
    case yes
    case no
    /// It cannot be told without an answer that is missing.
    case unknown(Obstacle)
}

/// How much a comparison asks the registries.
package enum Depth: Hashable, Sendable {
    /// Only what deciding needs: `status`, `plan`, `reconcile`.
    case decision
    /// Also whether pins can still be pulled and tags have moved: `drift`.
    case report
}
