/// A question to a registry whose answer a decision needs.
package enum RegistryQuestion: Hashable, Sendable {
    /// The digest that a reference without a digest names now.
    case resolve(ImageReference)
    /// The platform manifests of a pinned index.
    case members(PinnedImage)
    /// Whether a pinned digest is still there.
    case exists(PinnedImage)
    /// Whether a rule of the registry will delete an image.
    case expiry(PinnedImage)

    /// The repository that is asked about.
    package var repository: ImageReference.Repository {
        switch self {
        case .resolve(let reference): reference.repository
        case .members(let image), .exists(let image), .expiry(let image): image.repository
        }
    }
}

/// A registry's answer to one question.
package enum RegistryAnswer: Hashable, Sendable {
    /// The digest of a tag.
    case digest(Digest)
    /// The platform manifests of an index; empty if the digest is itself a platform's manifest.
    case members([Digest])
    /// The digest exists.
    case present
    /// The rule that will delete the image; `nil` if its registry reports none.
    case expiry(ImageExpiry?)
    /// The tag or digest does not exist.
    case absent
    /// The registry could not be asked; the clause says why.
    case unanswered(Obstacle)
}

/// The registries' answers in one run.
package struct RegistryAnswers: Hashable, Sendable {
    private var answers: [RegistryQuestion: RegistryAnswer]

    package init(_ answers: [RegistryQuestion: RegistryAnswer] = [:]) { self.answers = answers }

    /// The answer to a question; a question that was never asked counts as unanswered.
    package subscript(question: RegistryQuestion) -> RegistryAnswer {
        answers[question] ?? .unanswered(Obstacle("the registry was not asked"))
    }

    /// Adds further answers.
    package mutating func merge(_ others: RegistryAnswers) {
        answers.merge(others.answers) { _, new in new }
    }

    /// Whether a question was asked.
    package func holds(_ question: RegistryQuestion) -> Bool { answers[question] != nil }

    /// A host that could not be asked.
    package struct SilentHost: Hashable, Sendable {
        package let host: String
        package let reason: Obstacle
        /// Whether only questions about retention rules failed, which need a further permission.
        package let isRetentionOnly: Bool
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
            SilentHost(host: host, reason: reason, isRetentionOnly: !onImages.contains(host))
        }
    }
}

extension PinnedImage {
    /// The question for the digest that its tag names now; `nil` if it has no tag.
    package var tagQuestion: RegistryQuestion? {
        tag.map { .resolve(ImageReference(repository: repository, tag: $0)) }
    }
}
