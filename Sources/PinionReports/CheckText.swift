import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReview

/// `check`: the effect of merging a change, and whether the rules of its base allow it.
enum CheckText {
    static func blocks(_ review: Review) -> [Block] {
        let whole = review.violations.map(violation) + review.notes.map(note)
        return
            ((whole.isEmpty ? [] : [whole]) + review.environments.map(environment)
            + [[.line(0, "\(CheckWords.verdict(of: review))")]]).asDocument
    }

    private static func environment(_ review: EnvironmentReview) -> [Block] {
        let fate = review.change == .kept ? "" : "  \(review.change.rawValue)"
        let below =
            review.differences.flatMap(difference) + review.violations.map(violation)
            + review.notes.map(note) + plan(review.plan)
        return [.line(0, "\(.heading(review.name))  \(review.verdict.words)\(fate)")]
            + below.indented(by: 2)
    }

    private static func note(_ text: String) -> Block { .line(0, "note: \(text)") }

    /// The line `error KIND: file:line:column: production/web: what is wrong; the remedy`.
    private static func violation(_ violation: Violation) -> Block {
        let position: RichText = violation.position.map { "\($0): " } ?? ""
        let pin = violation.pin.map { "\($0): " } ?? ""
        return .line(
            0,
            """
            \(violation.kind.weight.words) \(violation.kind.rawValue): \
            \(position)\(pin)\(violation.sentence)
            """)
    }

    private static func difference(_ difference: PinDifference) -> [Block] {
        let name = RichText.Span.heading(difference.key.description)
        return switch difference.kind {
        case .added(let image): [.line(0, "+ \(name)  \(image)")]
        case .removed(let image): [.line(0, "- \(name)  \(image)")]
        case .moved(let old, let new):
            [.line(0, "~ \(name)"), .line(4, "from \(old)"), .line(4, "to   \(new)")]
        case .retagged, .held, .released, .tracked, .renamed:
            [.line(0, "~ \(name)  \(CheckWords.words(difference))")]
        }
    }

    /// Returns the effect of merging on what runs: a heading and the lines below it.
    static func plan(_ plan: PlanPreview) -> [Block] {
        switch plan {
        case .skipped(let failure):
            return failure.description.blocks(0, "plan: not looked at, ", rest: 2, "| ")
        case .seen(let result):
            guard let assessment = result.assessment else {
                return [.line(0, "plan: not looked at")]
            }
            let plan = assessment.plan
            let heading: RichText =
                plan.isEmpty
                ? "plan: no changes to what runs now"
                : "plan: \(plan.size), \(result.planHash?.description ?? "")"
            let below = PlanText.refusedTags(result) + PlanText.waits(assessment)
            return [.line(0, heading)] + PlanText.changes(plan) + below.indented(by: 2)
                + afterwards(result)
        }
    }

    /// Returns what the rules will require of the reconcile that follows a merge.
    private static func afterwards(_ result: EnvironmentResult) -> [Block] {
        result.refusals.map { .line(2, "after the merge: \($0)") }
            + (result.heldBy.map { [.line(2, "held by \($0)")] } ?? []) + PlanText.never(result)
    }
}

/// Words that the formats of a review share.
enum CheckWords {
    /// Returns the end of every report.
    static func verdict(of review: Review) -> String {
        let violations = review.allViolations
        let wrong = violations.count { $0.kind.weight == .invalid }
        let refused = violations.count - wrong
        let counts = [
            wrong == 0 ? nil : "\(wrong) invalid or not judgeable",
            refused == 0 ? nil : "\(refused) refused by rules",
        ].compactMap(\.self)
        let commits = "\(review.base.short)..\(review.head.short)"
        switch review.verdict {
        case .passes: return "may be merged: \(commits)"
        case .refused, .invalid:
            return "may not be merged: \(commits), \(counts.joined(separator: ", "))"
        }
    }

    /// Returns a difference that moves no image, in words.
    static func words(_ difference: PinDifference) -> RichText {
        switch difference.kind {
        case .added, .removed, .moved: "\(difference.kind.word)"
        case .retagged(let old, let new):
            "tag \(old.tag?.description ?? "none") → \(new.tag?.description ?? "none"), the same bits"
        case .held(let hold, let before):
            "\(before == nil ? "new hold" : "hold changed"): \(hold.words())"
        case .released(let hold): "hold taken off: \(hold.words())"
        case .tracked: "track changed"
        case .renamed(let old, let new, _): "runs as \(new), before as \(old)"
        }
    }
}

extension ReviewVerdict {
    /// The verdict as the word after a name.
    var words: String {
        switch self {
        case .passes: "passes"
        case .refused: "refused"
        case .invalid: "invalid"
        }
    }
}

extension Violation.Weight {
    /// The weight as the start of a line.
    var words: String {
        switch self {
        case .invalid: "error"
        case .refuses: "refused"
        }
    }
}
