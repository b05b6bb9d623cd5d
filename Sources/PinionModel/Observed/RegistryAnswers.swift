/// A question to a registry whose answer a decision needs.
package enum RegistryQuestion: Hashable, Sendable {
    /// What a reference without a digest means now.
    case resolve(ImageReference)
    /// Which platform manifests belong to a pinned index.
    case members(PinnedImage)
    /// Whether a pinned digest is still there.
    case exists(PinnedImage)
    /// Whether a rule of the registry will delete an image.
    case expiry(PinnedImage)

    /// The repository that is asked.
    package var repository: ImageReference.Repository {
        switch self {
        case .resolve(let reference): reference.repository
        case .members(let image), .exists(let image), .expiry(let image): image.repository
        }
    }
}

/// A registry's answer to one question.
package enum RegistryAnswer: Hashable, Sendable {
    /// A tag's digest.
    case digest(Digest)
    /// An index's platform manifests; none where the digest is itself a platform's manifest.
    case members([Digest])
    /// The digest is there.
    case present
    /// What will delete the image; nil where no rule will, as far as its registry tells.
    case expiry(ImageExpiry?)
    /// The registry says that there is no such tag or digest.
    case absent
    /// The registry could not be asked; the clause says why.
    case unanswered(Obstacle)
}

/// What the registries answered in one run.
package struct RegistryAnswers: Hashable, Sendable {
    private var answers: [RegistryQuestion: RegistryAnswer]

    package init(_ answers: [RegistryQuestion: RegistryAnswer] = [:]) { self.answers = answers }

    /// The answer to a question; one that was never asked counts as unanswered.
    package subscript(question: RegistryQuestion) -> RegistryAnswer {
        answers[question] ?? .unanswered(Obstacle("the registry was not asked"))
    }

    /// Takes further answers in.
    package mutating func merge(_ others: RegistryAnswers) {
        answers.merge(others.answers) { _, new in new }
    }

    /// Whether a question was asked.
    package func holds(_ question: RegistryQuestion) -> Bool { answers[question] != nil }

    /// A host that could not be asked.
    package struct SilentHost: Hashable, Sendable {
        package let host: String
        package let reason: Obstacle
        /// Whether it did not answer about its retention rules alone, which not everybody may read.
        package let isOfRulesAlone: Bool
    }

    /// The hosts that could not be asked, ordered.
    package var silentHosts: [SilentHost] {
        var hosts: [String: Obstacle] = [:]
        var onImages: Set<String> = []
        for (question, answer) in answers {
            guard case .unanswered(let reason) = answer else { continue }
            let host = question.repository.registry
            if case .expiry = question {} else { onImages.insert(host) }
            hosts[host] = min(hosts[host] ?? reason, reason)
        }
        return hosts.sorted { $0.key < $1.key }.map { host, reason in
            SilentHost(host: host, reason: reason, isOfRulesAlone: !onImages.contains(host))
        }
    }
}

extension PinnedImage {
    /// What its tag names now; nil where it has none.
    package var tagQuestion: RegistryQuestion? {
        tag.map { .resolve(ImageReference(repository: repository, tag: $0)) }
    }
}
