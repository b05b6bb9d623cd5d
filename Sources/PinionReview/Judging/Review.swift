package import PinionModel

/// The effect of merging a change, and whether the rules of its base allow it.
package struct Review: Hashable, Sendable {
    /// The time of the review.
    package let generatedAt: Timestamp
    /// The commit whose rules apply.
    package let base: CommitID
    /// The commit whose pins are judged.
    package private(set) var head: CommitID
    /// The environments that the change touches, ordered by name.
    package let environments: [EnvironmentReview]
    /// The violations of the change as a whole, ordered.
    package private(set) var violations: [Violation]
    /// Notes on the change as a whole.
    package private(set) var notes: [String]
    /// The keys of `pinion.yaml` by which the change relaxes rules for all environments.
    package let relaxedSettings: [String]

    package init(
        generatedAt: Timestamp, base: CommitID, head: CommitID,
        environments: [EnvironmentReview] = [], violations: [Violation] = [], notes: [String] = [],
        relaxedSettings: [String] = []
    ) {
        (self.generatedAt, self.base, self.head) = (generatedAt, base, head)
        self.environments = environments.sorted { $0.name < $1.name }
        self.violations = Set(violations).sorted()
        (self.notes, self.relaxedSettings) = (notes, relaxedSettings)
    }

    /// Returns a copy for a change that was merged into its base first, with notes on that.
    func of(_ change: CommitID, _ more: [String], _ against: [Violation]) -> Review {
        var review = adding(violations: against)
        review.head = change
        review.notes.insert(contentsOf: more, at: 0)
        return review
    }

    /// Returns a copy with further violations and notes.
    func adding(violations against: [Violation], notes more: [String] = []) -> Review {
        var review = self
        review.violations = Set(violations + against).sorted()
        review.notes += more
        return review
    }

    /// Every violation, those of the whole change first.
    package var allViolations: [Violation] { violations + environments.flatMap(\.violations) }

    /// The relaxed rules by place: `production: freeze, hold of web`.
    package var relaxations: [String] {
        let all =
            [("pinion.yaml", relaxedSettings)]
            + environments.map { ($0.name, $0.relaxed.map(\.words)) }
        return all.filter { !$1.isEmpty }.map { "\($0): \($1.joined(separator: ", "))" }
    }

    /// The verdict on the change.
    package var verdict: ReviewVerdict { ReviewVerdict(allViolations) }
}

extension Violation {
    /// Creates a violation if `pinion.yaml` now leads to other pins; otherwise `nil`.
    package init?(from old: ProjectSettings, to new: ProjectSettings) {
        let keys = old.changes(to: new).filter(ProjectSettings.sourceKeys.contains)
        guard !keys.isEmpty else { return nil }
        let list = keys.map { "`\($0)`" }.joined(separator: ", ")
        self.init(
            .stateMoved,
            "pinion.yaml changes \(list), so that other pins would count than those that are "
                + "judged here; whoever may merge without this check brings that in, by a change "
                + "of its own")
    }

    /// Creates a violation if an environment of the head may hold what another one holds at the
    /// base.
    ///
    /// Rules and holds of that one would no longer apply. `nil` if the runtime is unchanged or
    /// takes nothing from another.
    package init?(_ environment: Environment, at base: [Environment]) {
        let former = base.first { $0.name == environment.name }
        if let former, former.runtime.isEqual(to: environment.runtime) { return nil }
        let owner = base.first {
            $0.name != environment.name && $0.runtime.mayOverlap(environment.runtime)
        }
        guard let owner else { return nil }
        self.init(
            .runtimeTaken,
            "\(environment.name) may hold services of \(owner.name), whose rules and holds would "
                + "not count any more; keep the folder's name, give it another scope, or write "
                + "the `id` of both if they are two machines")
    }
}
