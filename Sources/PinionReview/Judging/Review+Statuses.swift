import PinionDecisions
package import PinionModel
import PinionReconcile

extension Review {
    /// Returns the statuses of the change's commit, each with what it was judged against.
    ///
    /// `pinion` is for the whole and `pinion/rules` for the rules: they are always there, and can
    /// be required of every pull request. `pinion/ENV` is for each environment that it touches.
    ///
    /// A change that relaxes rules fails `pinion/rules`, but those who own the rules may merge it.
    /// An environment named `rules` shares that status, which is the worse of the two. `base` is
    /// text such as `main at 1a2b3c4`.
    package func statuses(against base: String) -> [CommitStatus] {
        statuses.map {
            CommitStatus(
                context: $0.context, state: $0.state, sentence: "\(base): \($0.sentence)",
                address: $0.address)
        }
    }

    private var statuses: [CommitStatus] {
        let whole = CommitStatus(
            context: "pinion", state: verdict.state,
            sentence: environments.isEmpty && verdict == .passes
                ? "may be merged; no environment is touched"
                : Self.sentence(verdict, allViolations))
        let own = environments.map { review in
            CommitStatus(
                context: "pinion/\(review.name)", state: review.verdict.state,
                sentence: review.verdict == .passes
                    ? review.planSentence : Self.sentence(review.verdict, review.violations))
        }
        let namesake = own.first { $0.context == rules.context && $0.state != .success }
        return [whole, namesake ?? rules] + own.filter { $0.context != rules.context }
    }

    private var rules: CommitStatus {
        let relaxed = relaxations
        let isUnknown = allViolations.contains {
            [.fileInvalid, .baseUnreadable, .mergeConflict, .rebaseDiffers].contains($0.kind)
        }
        if relaxed.isEmpty, isUnknown {
            return CommitStatus(
                context: "pinion/rules", state: .error,
                sentence:
                    "what merging gives cannot be read, so that it is not known which rules are "
                    + "relaxed")
        }
        return CommitStatus(
            context: "pinion/rules", state: relaxed.isEmpty ? .success : .failure,
            sentence: relaxed.isEmpty
                ? "no rule is relaxed"
                : "relaxes \(relaxed.joined(separator: "; ")); whoever owns the rules decides")
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
    /// The state of a commit: an error means that it could not be judged.
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
