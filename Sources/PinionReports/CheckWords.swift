import PinionModel
import PinionReconcile
import PinionReview

/// Words that the formats of a review share.
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

    /// A difference that moves no image, in words.
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
    /// The verdict as it stands behind a name.
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
