import PinionModel

/// The review of one environment that a change touches.
package struct EnvironmentReview: Hashable, Sendable {
    /// The folder's name.
    package let name: String
    /// The change of the environment itself.
    package let change: EnvironmentChange
    /// The differences of its pins, ordered.
    package let differences: [PinDifference]
    /// The keys of `environment.yaml` that change.
    package let changedRules: [String]
    /// The rules that the change removes or weakens, in the order of the documentation.
    package let relaxed: [Relaxation]
    /// The violations, ordered.
    package let violations: [Violation]
    /// Further notes for the reviewer.
    package let notes: [String]
    /// The effect of merging on what runs now.
    package let plan: PlanPreview

    package init(
        name: String, change: EnvironmentChange, differences: [PinDifference] = [],
        changedRules: [String] = [], relaxed: [Relaxation] = [], violations: [Violation] = [],
        notes: [String] = [], plan: PlanPreview
    ) {
        (self.name, self.change, self.differences) = (name, change, differences)
        (self.changedRules, self.relaxed) = (changedRules, relaxed)
        self.violations = Set(violations).sorted()
        (self.notes, self.plan) = (notes, plan)
    }

    /// The verdict by its violations.
    package var verdict: ReviewVerdict { ReviewVerdict(violations) }
}

/// The change of an environment as a whole.
package enum EnvironmentChange: String, Hashable, Sendable {
    /// The environment stays.
    case kept
    /// The base has no environment of that name.
    case new
    /// The head has no environment of that name.
    case deleted
}

/// Whether a change may be merged.
package enum ReviewVerdict: String, Hashable, Sendable {
    /// The change may be merged.
    case passes
    /// A rule refuses the change.
    case refused
    /// The change is wrong, or cannot be judged.
    case invalid

    /// Derives the verdict from violations: invalid before refused.
    package init(_ violations: some Sequence<Violation>) {
        let weights = Set(violations.map(\.kind.weight))
        self =
            weights.contains(.invalid) ? .invalid : weights.contains(.refuses) ? .refused : .passes
    }
}
