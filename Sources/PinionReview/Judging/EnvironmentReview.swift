import PinionModel

/// What is to be said of one environment that a change touches.
package struct EnvironmentReview: Hashable, Sendable {
    /// The folder's name.
    package let name: String
    /// What becomes of the environment itself.
    package let change: EnvironmentChange
    /// The differences of its pins, ordered.
    package let differences: [PinDifference]
    /// The keys of `environment.yaml` that change.
    package let changedRules: [String]
    /// The rules that it takes away or makes weaker, in the order of the documentation.
    package let relaxed: [Relaxation]
    /// What speaks against merging, ordered.
    package let violations: [Violation]
    /// What a reviewer should know besides.
    package let notes: [String]
    /// What merging would do to what runs now.
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

    /// The weights of its violations.
    package var verdict: ReviewVerdict { ReviewVerdict(violations) }
}

/// What becomes of an environment by a change.
package enum EnvironmentChange: String, Hashable, Sendable {
    /// It stays.
    case kept
    /// The base has none of that name.
    case new
    /// The head has none of that name.
    case deleted
}

/// Whether a change may be merged.
package enum ReviewVerdict: String, Hashable, Sendable {
    /// It may.
    case passes
    /// A rule refuses it.
    case refused
    /// It is wrong, or cannot be judged.
    case invalid

    /// What violations mean: invalid before refused.
    package init(_ violations: some Sequence<Violation>) {
        let weights = Set(violations.map(\.kind.weight))
        self =
            weights.contains(.invalid) ? .invalid : weights.contains(.refuses) ? .refused : .passes
    }
}
