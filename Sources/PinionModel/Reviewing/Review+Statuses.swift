extension Review {
    /// The statuses of the change's commit: one for the whole, `pinion`, which is always there and so can be required
    /// of every pull request, and one for each environment that it touches, `pinion/ENV`.
    package var statuses: [CommitStatus] {
        let whole = CommitStatus(
            context: "pinion", state: verdict.state,
            sentence: environments.isEmpty && verdict == .passes
                ? "no environment is touched" : Self.sentence(verdict, allViolations))
        return [whole]
            + environments.map { review in
                CommitStatus(
                    context: "pinion/\(review.name)", state: review.verdict.state,
                    sentence: review.verdict == .passes
                        ? review.planSentence : Self.sentence(review.verdict, review.violations))
            }
    }

    private static func sentence(_ verdict: ReviewVerdict, _ violations: [Violation]) -> String {
        guard let first = violations.first(where: { $0.kind.weight == verdict.weight }) else {
            return "may be merged"
        }
        let more = violations.count > 1 ? " (and \(violations.count - 1) more)" : ""
        return first.kind.rawValue + (first.pin.map { " \($0)" } ?? "") + more + ": "
            + first.sentence
    }
}

extension EnvironmentReview {
    fileprivate var planSentence: String {
        switch plan {
        case .skipped: "may be merged; the plan was not looked at"
        case .seen(let result):
            "may be merged; \(result.assessment?.plan.size ?? plural(0, "change")) to what runs now"
        }
    }
}

extension ReviewVerdict {
    /// The state of a commit: an error says that it could not be judged.
    fileprivate var state: CommitStatus.State {
        switch self {
        case .passes: .success
        case .refused: .failure
        case .invalid: .error
        }
    }

    fileprivate var weight: Violation.Weight? {
        switch self {
        case .passes: nil
        case .refused: .refuses
        case .invalid: .invalid
        }
    }
}
