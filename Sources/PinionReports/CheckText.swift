import PinionDecisions
import PinionModel
import PinionReconcile
package import PinionReview

/// `check`: what merging a change would do, and whether the rules of its base let it.
package enum CheckText {
    /// The review for people.
    package static func text(of review: Review, _ palette: Palette) -> String {
        var sections = review.environments.map { environment(of: $0, palette) }
        let whole =
            review.violations.map { violation($0) } + review.notes.map { "note: \($0.printable)" }
        if !whole.isEmpty { sections.insert(whole, at: 0) }
        sections.append([CheckWords.verdict(of: review)])
        return sections.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }

    private static func environment(
        of review: EnvironmentReview, _ palette: Palette
    ) -> [String] {
        let change = review.change == .kept ? "" : "  \(review.change.rawValue)"
        var lines = [
            "\(palette.strong(review.name.printable))  \(review.verdict.words)\(change)"
        ]
        lines += review.differences.flatMap { CheckWords.difference($0, palette) }.map { "  " + $0 }
        lines += review.violations.map { "  " + violation($0) }
        lines += review.notes.map { "  note: \($0.printable)" }
        return lines + plan(review.plan, palette).map { "  " + $0 }
    }

    private static func violation(_ violation: Violation) -> String {
        "\(violation.kind.weight.words) \(violation.kind.rawValue): \(CheckWords.sentence(violation))"
    }

    /// What merging would do to what runs, indented once below its heading.
    static func plan(_ plan: PlanPreview, _ palette: Palette) -> [String] {
        switch plan {
        case .skipped(let failure):
            let lines = failure.description.printableLines
            return ["plan: not looked at, \(lines.first ?? "")"]
                + lines.dropFirst().map { "  | " + $0 }
        case .seen(let result):
            guard let assessment = result.assessment else { return ["plan: not looked at"] }
            let plan = assessment.plan
            let heading =
                plan.isEmpty
                ? "plan: no changes to what runs now"
                : "plan: \(plan.size), \(result.planHash?.description ?? "")"
            return [heading] + PlanText.changes(plan, palette)
                + (PlanText.refusedTags(result) + PlanText.waits(assessment)
                + CheckWords.afterwards(result)).map { "  " + $0 }
        }
    }
}
