import PinionDecisions
import PinionModel

// The rule that pins must have run in another environment first.
extension PinJudge {
    func promotion(_ difference: PinDifference) -> [Violation] {
        guard let image = difference.newImage, let promotion = evidence.promotion,
            !isReturn(difference), !isAdoption(difference)
        else { return [] }
        let from = promotion.rule.from
        guard promotion.pins(image, as: difference.key) else {
            return [order(difference, image, promotion)]
        }
        guard let blocker = promotion.blocker(of: difference.key, image, at: now) else { return [] }
        if case .unknown(let reason) = blocker {
            return [blind(difference, from.description, reason)]
        }
        let then = blocker.endsAt.map { "; run the check again at \($0)" }
        let later = blocker.mayEndByWaiting ? then ?? "; run the check again later" : ""
        return [
            difference.violation(
                .promotionSoak,
                "\(image.digest.short) has not run in \(from) for "
                    + "\(DurationText(promotion.rule.soak)), verified: "
                    + "\(blocker.clause(from: from))\(later)")
        ]
    }

    private func order(
        _ difference: PinDifference, _ image: PinnedImage, _ promotion: PromotionEvidence
    ) -> Violation {
        let from = promotion.rule.from
        let there = (promotion.head[difference.key] ?? promotion.base[difference.key])?.image
        let pins =
            there.map { "\(from) pins \($0.reference.familiar), not \(image.digest.short)" }
            ?? "\(from) does not pin \(difference.key)"
        let unread =
            evidence.ledgerFailure.map {
                "; whether \(subject.name) ran it before could not be learnt: \($0)"
            } ?? ""
        return difference.violation(
            .promotionOrder,
            "\(subject.name) takes its pins from \(from), and \(pins); let \(image.digest.short) "
                + "run in \(from) first, then `pinion promote \(from) \(subject.name)`\(unread)")
    }

    private func blind(_ difference: PinDifference, _ from: String, _ reason: Failure) -> Violation
    {
        difference.violation(
            .ledgerUnreadable, "how long it ran in \(from) could not be learnt: \(reason)")
    }
}
