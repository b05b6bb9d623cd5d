/// What a hold says against an image, once it is known which manifests the indexes have.
package enum ImageHoldVerdict: Hashable, Sendable {
    /// Nothing that a refused digest would be a reason for.
    case none
    /// It refuses the image, an index that has it, or a manifest that it has.
    case refused
    /// Whether it refuses the image could not be learnt.
    case unknown(Obstacle)
}

// A refused digest stands for the bits behind it: an index and its manifests are refused together.
extension Hold {
    /// What to ask before it can say whether it refuses an image: the manifests of both.
    ///
    /// Nothing where it refuses no digest, is not in force, or names the image itself. `repository`
    /// is that of the hold's own pin, which the refused digests are in.
    package func manifestQuestions(
        about image: PinnedImage, in repository: ImageReference.Repository, at now: Timestamp
    ) -> Set<RegistryQuestion> {
        guard isInForce(at: now), !refuse.isEmpty, !refuse.contains(image.digest) else { return [] }
        let refused = refuse.map { PinnedImage(repository: repository, digest: $0) }
        return Set(([image.withoutTag] + refused).map { .members($0) })
    }

    /// What it says against an image; a freeze is none of that.
    ///
    /// A refused digest that is gone from its registry has no manifests that could be asked for.
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
