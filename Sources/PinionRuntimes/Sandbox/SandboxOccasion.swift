package import PinionModel

/// The author and time of an action on the sandbox, with earlier answers of registries.
package struct SandboxOccasion: Sendable {
    package let who: String
    package let at: Timestamp
    package let answers: RegistryAnswers

    package init(who: String, at: Timestamp, answers: RegistryAnswers = RegistryAnswers()) {
        (self.who, self.at, self.answers) = (who, at, answers)
    }
}

/// The reason why the sandbox does not do something.
package enum SandboxObstruction: Error, Hashable, Sendable {
    /// A question must be answered first; the caller asks it and tries again with the answer.
    case unanswered(RegistryQuestion)
    /// The sandbox refuses, and nothing was changed.
    case refused(RuntimeError)
}

extension SandboxObstruction {
    /// Makes a refusal from the operation, the reason and the remedy.
    static func refusal(_ operation: String, _ reason: String, _ remedy: String) -> Self {
        .refused(.refused(operation: operation, reason: reason, remedy: remedy))
    }
}

extension SandboxOccasion {
    /// The author of a change, as the sandbox stores it.
    var attribution: Attribution { Attribution(who: who, at: at) }

    /// Returns the digest that an instance starts with; `nil` if the registry has no such tag.
    func resolve(_ reference: ImageReference) throws(SandboxObstruction) -> Digest? {
        if let digest = reference.digest { return digest }
        let question = RegistryQuestion.resolve(reference.floating)
        switch try answer(to: question) {
        case .digest(let digest): return digest
        case .absent: return nil
        case .present, .members, .expiry, .unanswered: throw .unanswered(question)
        }
    }

    /// Returns the digest that a deployment gets; it must be pullable unless it ran before.
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
