import PinionModel
import PinionReconcile
import PinionReview

/// Wording shared by all review reports; escaped for terminals only, not for Markdown or HTML.
enum CheckWords {
    /// The end of every report.
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

    /// `file:line:column: SERVICE: what is wrong; what to do`.
    static func sentence(_ violation: Violation) -> String {
        let position = violation.position.map { "\($0.shown): " } ?? ""
        let pin = violation.pin.map { "\($0.shown): " } ?? ""
        return position + pin + violation.sentence.printable
    }

    /// A difference as lines of text.
    static func difference(_ difference: PinDifference, _ palette: Palette) -> [String] {
        let name = palette.strong(difference.key.shown)
        return switch difference.kind {
        case .added(let image): ["+ \(name)  \(image.reference.familiar)"]
        case .removed(let image): ["- \(name)  \(image.reference.familiar)"]
        case .moved(let old, let new):
            [
                "~ \(name)", "    from \(old.reference.familiar)",
                "    to   \(new.reference.familiar)",
            ]
        case .retagged, .held, .released, .tracked, .renamed:
            ["~ \(name)  \(words(difference))"]
        }
    }

    /// Describes a difference that does not change the image.
    static func words(_ difference: PinDifference) -> String {
        switch difference.kind {
        case .added, .removed, .moved: difference.kind.word
        case .retagged(let old, let new):
            "tag \(old.tag?.description ?? "none") → \(new.tag?.description ?? "none"), the same bits"
        case .held(let hold, let before):
            "\(before == nil ? "held" : "hold changed"): \(words(hold))"
        case .released(let hold): "hold taken off: \(words(hold))"
        case .tracked: "track changed"
        case .renamed(let old, let new, _): "runs as \(new.printable), before as \(old.printable)"
        }
    }

    private static func words(_ hold: Hold) -> String {
        let what =
            hold.refuse.isEmpty
            ? "frozen" : "refuses \(hold.refuse.map(\.short).joined(separator: ", "))"
        let until = hold.until.map { "until the end of \($0) UTC" }
        return [what, hold.reason?.printable, until].compactMap(\.self).joined(separator: ", ")
    }

    /// What will hold back the reconcile that follows the merge.
    static func afterwards(_ result: EnvironmentResult) -> [String] {
        let refusals = result.refusals.map { "after the merge: \($0.shown)" }
        let holder = result.heldBy.map { ["held by \($0.shown)"] } ?? []
        return refusals + holder + PlanText.never(result).map { String($0.drop { $0 == " " }) }
    }
}

extension ReviewVerdict {
    /// The verdict as printed after an environment's name.
    var words: String {
        switch self {
        case .passes: "passes"
        case .refused: "refused"
        case .invalid: "invalid"
        }
    }
}

extension Violation.Weight {
    /// The weight as printed at the start of a line.
    var words: String {
        switch self {
        case .invalid: "error"
        case .refuses: "refused"
        }
    }
}
