/// What merging a change would do, and whether the rules of its base let it.
package struct Review: Hashable, Sendable {
    /// When it was made.
    package let generatedAt: Timestamp
    /// The commit whose rules judge.
    package let base: CommitID
    /// The commit whose pins are judged.
    package let head: CommitID
    /// The environments that it touches, ordered by name.
    package let environments: [EnvironmentReview]
    /// What speaks against the change as a whole, ordered.
    package let violations: [Violation]
    /// What a reviewer should know of the change as a whole.
    package let notes: [String]

    /// Puts a review together; its parts are ordered here.
    package init(
        generatedAt: Timestamp, base: CommitID, head: CommitID,
        environments: [EnvironmentReview] = [], violations: [Violation] = [], notes: [String] = []
    ) {
        self.generatedAt = generatedAt
        self.base = base
        self.head = head
        self.environments = environments.sorted { $0.name < $1.name }
        self.violations = Set(violations).sorted()
        self.notes = notes
    }

    /// Every violation, those of the whole first.
    package var allViolations: [Violation] { violations + environments.flatMap(\.violations) }

    /// Whether it may be merged.
    package var verdict: ReviewVerdict { ReviewVerdict(allViolations) }
}

extension ProjectSettings {
    /// The keys of `pinion.yaml` whose meaning differs, in the order of the documentation.
    package func changes(to new: ProjectSettings) -> [String] {
        let pairs: [(String, Bool)] = [
            ("branch", branch == new.branch), ("remote", remote == new.remote),
            ("environments", environmentsFolder == new.environmentsFolder),
            ("ledger", ledger == new.ledger), ("registries", registries == new.registries),
            ("images", imageLayout == new.imageLayout), ("forge", forge == new.forge),
        ]
        return pairs.filter { !$0.1 }.map(\.0)
    }
}
