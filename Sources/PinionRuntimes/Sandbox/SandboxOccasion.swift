package import PinionModel

/// Who acts on the sandbox, when, and what the registries answered before.
package struct SandboxOccasion: Sendable {
    package let who: String
    package let at: Timestamp
    package let answers: RegistryAnswers

    package init(who: String, at: Timestamp, answers: RegistryAnswers = RegistryAnswers()) {
        (self.who, self.at, self.answers) = (who, at, answers)
    }
}

/// Why the sandbox does not do what it is told.
package enum SandboxObstruction: Error, Hashable, Sendable {
    /// It must know this first: ask, and try again with the answer.
    case unanswered(RegistryQuestion)
    /// It refuses; nothing was changed.
    case refused(RuntimeError)
}

extension SandboxObstruction {
    /// A refusal: what cannot be done, why, and what to do instead.
    static func refusal(_ operation: String, _ reason: String, _ remedy: String) -> Self {
        .refused(.refused(operation: operation, reason: reason, remedy: remedy))
    }
}

extension SandboxOccasion {
    /// The author of a change, as the sandbox keeps it.
    var attribution: Attribution { Attribution(who: who, at: at) }

    /// The digest with which an instance starts; nil if the registry has no such tag.
    func resolve(_ reference: ImageReference) throws(SandboxObstruction) -> Digest? {
        if let digest = reference.digest { return digest }
        let question = RegistryQuestion.resolve(reference.floating)
        switch try answer(to: question) {
        case .digest(let digest): return digest
        case .absent: return nil
        case .present, .members, .expiry, .unanswered: throw .unanswered(question)
        }
    }

    /// The digest that a deployment gets; it must be pullable, unless it ran here before.
    func pull(
        _ reference: ImageReference, for service: String, isCached: Bool = false
    ) throws(SandboxObstruction) -> Digest {
        if let image = PinnedImage(reference) {
            if isCached { return image.digest }
            guard try answer(to: .exists(image)) == .present else {
                throw .refused(Self.unpullable(reference, service))
            }
            return image.digest
        }
        guard let digest = try resolve(reference) else {
            throw .refused(Self.unpullable(reference, service))
        }
        return digest
    }

    private func answer(to question: RegistryQuestion) throws(SandboxObstruction) -> RegistryAnswer
    {
        guard answers.holds(question) else { throw .unanswered(question) }
        let answer = answers[question]
        guard case .unanswered(let reason) = answer else { return answer }
        throw .refused(
            .unreachable(
                endpoint: "registry \(question.repository.registry)", reason: "\(reason)",
                remedy: "nothing was changed; run the command again when it answers"))
    }

    private static func unpullable(_ reference: ImageReference, _ service: String) -> RuntimeError {
        .failed(
            service: service,
            reason: "\(reference.familiar) cannot be pulled, it is not in its registry; "
                + "nothing was changed, and what ran before runs")
    }
}
