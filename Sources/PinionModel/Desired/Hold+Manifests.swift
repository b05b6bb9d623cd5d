/// A hold's verdict on an image, once the manifests of the indexes are known.
package enum ImageHoldVerdict: Hashable, Sendable {
    /// No refused digest concerns the image.
    case none
    /// The hold refuses the image, an index that contains it, or a manifest in it.
    case refused
    /// It is unknown whether the hold refuses the image.
    case unknown(Obstacle)
}

// A refused digest means the bits behind it: an index and its manifests are refused together.
extension Hold {
    /// Returns the questions needed to judge an image: its manifests and those of refused digests.
    ///
    /// There are none if the hold refuses no digest, is not in force, or names the image itself.
    /// `repository` is that of the hold's own pin, which has the refused digests.
    package func manifestQuestions(
        about image: PinnedImage, in repository: ImageReference.Repository, at now: Timestamp
    ) -> Set<RegistryQuestion> {
        guard isInForce(at: now), !refuse.isEmpty, !refuse.contains(image.digest) else { return [] }
        let refused = refuse.map { PinnedImage(repository: repository, digest: $0) }
        return Set(([image.withoutTag] + refused).map { .members($0) })
    }

    /// Judges an image by the refused digests; a freeze does not count.
    ///
    /// A refused digest that is gone from its registry has no manifests to compare.
    package func verdict(
        on image: PinnedImage, in repository: ImageReference.Repository, at now: Timestamp,
        knowing answers: RegistryAnswers
    ) -> ImageHoldVerdict {
        switch verdict(on: image.digest, at: now) {
        case .refused: return .refused
        case .frozen: return .none
        case .none: break
        }
        var obstacle: Obstacle?
        for question in manifestQuestions(about: image, in: repository, at: now) {
            switch answers[question] {
            case .members(let digests):
                let isRefused =
                    question == .members(image.withoutTag)
                    ? digests.contains { refuse.contains($0) } : digests.contains(image.digest)
                if isRefused { return .refused }
            case .absent: continue
            case .unanswered(let reason): obstacle = min(obstacle ?? reason, reason)
            case .digest, .present, .expiry:
                obstacle = obstacle ?? Obstacle("the answer is of another kind")
            }
        }
        return obstacle.map {
            .unknown(
                Obstacle(
                    "whether \(image.digest.short) and what the hold refuses are one image could "
                        + "not be learnt: \($0)"))
        } ?? .none
    }
}
