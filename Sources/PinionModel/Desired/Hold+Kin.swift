/// What a hold says against an image, once it is known which manifests the indexes have.
package enum KinStand: Hashable, Sendable {
    /// Nothing that a refused digest would be a reason for.
    case none
    /// It refuses the image, an index that has it, or a manifest that it has.
    case refused
    /// Whether it refuses the image could not be learnt.
    case unknown(Obstacle)
}

// A refused digest stands for the bits behind it: an index refuses its platforms' manifests.
extension Hold {
    /// What must be asked before it can say whether it refuses an image: the manifests of the image
    /// and of each refused digest.
    ///
    /// Nothing where it refuses no digest, is not in force, or names the image itself.
    /// The refused digests are in `repository`, that of the hold's own pin.
    package func kinQuestions(
        about image: PinnedImage, in repository: ImageReference.Repository, at now: Timestamp
    ) -> Set<RegistryQuestion> {
        guard isInForce(at: now), !refuse.isEmpty, !refuse.contains(image.digest) else { return [] }
        return Set([Self.members(of: image)] + refuse.map { Self.members(of: $0, in: repository) })
    }

    /// What it says against an image; a freeze is none of that.
    ///
    /// A refused digest that its registry has no more has no manifests to learn of.
    package func stand(
        on image: PinnedImage, in repository: ImageReference.Repository, at now: Timestamp,
        knowing answers: RegistryAnswers
    ) -> KinStand {
        switch stand(on: image.digest, at: now) {
        case .refused: return .refused
        case .frozen: return .none
        case .none: break
        }
        var obstacle: Obstacle?
        for question in kinQuestions(about: image, in: repository, at: now) {
            switch answers[question] {
            case .members(let digests):
                let isKin =
                    question == Self.members(of: image)
                    ? digests.contains { refuse.contains($0) } : digests.contains(image.digest)
                if isKin { return .refused }
            case .absent: continue
            case .unanswered(let reason):
                obstacle = [obstacle, reason].compactMap(\.self).min {
                    $0.description < $1.description
                }
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

    private static func members(of image: PinnedImage) -> RegistryQuestion {
        .members(PinnedImage(repository: image.repository, digest: image.digest))
    }

    private static func members(
        of digest: Digest, in repository: ImageReference.Repository
    ) -> RegistryQuestion {
        .members(PinnedImage(repository: repository, digest: digest))
    }
}
