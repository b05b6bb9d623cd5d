package import PinionModel

/// A pin with its `track` rule, at a moment of time.
///
/// `versions`, `semver` and `regex` take tags above the present one, never below or equal to it, and
/// do not follow a tag that was moved. `tag` follows its tag anywhere.
package struct TrackedPin: Hashable, Sendable {
    /// The most candidates that are resolved if the hold refuses one after the other.
    package static let mostCandidates = 5

    /// The pin's key.
    package let key: PinKey
    /// The pin's image.
    package let image: PinnedImage
    /// The pin's rule, with its present tag.
    package let rule: TagRule
    /// The pin's hold, if one is in force.
    package let hold: Hold?
    private let moment: Timestamp

    /// Creates a tracked pin; `nil` if the pin has no rule.
    package init?(_ pin: Pin, under key: PinKey, at moment: Timestamp) {
        guard let track = pin.track else { return nil }
        self.key = key
        image = pin.image
        rule = TagRule(track, at: pin.image.tag)
        hold = pin.hold.flatMap { $0.isInForce(at: moment) ? $0 : nil }
        self.moment = moment
    }

    /// Returns the verdict if the tags of its repository cannot be listed.
    func verdict(on obstacle: Obstacle) -> BumpVerdict {
        if let reason = rule.obstacle { return BumpVerdict(key, .undecidable(reason)) }
        return BumpVerdict(key, .failed(obstacle))
    }

    /// Whether the tags of its repository must be listed.
    var needsListing: Bool {
        if case .tag = rule.track { return false }
        return rule.obstacle == nil
    }

    /// Returns the next question, or the decision.
    ///
    /// - Parameters:
    ///   - ranking: The tags of its repository; `nil` if they were not asked for.
    ///   - answers: The answers about its candidates so far.
    /// - Returns: A verdict, or a question. Its answer and all earlier ones are due at the next
    /// call.
    package func step(ranking: TagRanking?, _ answers: RegistryAnswers) -> BumpStep {
        if case .tag(let channel) = rule.track {
            return choose(from: [channel], nil, answers)
        }
        if let reason = rule.obstacle { return .decided(BumpVerdict(key, .undecidable(reason))) }
        guard let ranking else { return .list(image.repository) }
        return choose(from: ranking.candidates, ranking.count, answers)
    }

    private func choose(
        from tags: [ImageReference.Tag], _ count: TagCount?, _ answers: RegistryAnswers
    ) -> BumpStep {
        let clause = rule.track.words + (count.map { ", newest of \($0.clause)" } ?? "")
        var skipped: [PinnedImage] = []
        var outcome = BumpVerdict.Outcome.unchanged
        search: for tag in tags {
            let reference = ImageReference(repository: image.repository, tag: tag)
            guard answers.holds(.resolve(reference)) else { return .resolve(reference) }
            switch answers[.resolve(reference)] {
            case .digest(image.digest): break search
            case .digest(let digest):
                let newer = PinnedImage(repository: image.repository, tag: tag, digest: digest)
                let wanted =
                    hold?.manifestQuestions(about: newer, in: image.repository, at: moment) ?? []
                guard wanted.allSatisfy(answers.holds) else { return .ask(wanted) }
                switch hold?.verdict(on: newer, in: image.repository, at: moment, knowing: answers)
                {
                case .refused?:
                    skipped.append(newer)
                    continue search
                case .unknown(let obstacle)?: outcome = .failed(obstacle)
                case .none?, nil: outcome = taking(newer, clause, isSecondBest: !skipped.isEmpty)
                }
                break search
            case .absent:
                // A tag that was deleted since it was listed gives way to the next one.
                guard case .tag = rule.track else { continue search }
                outcome = .failed(Obstacle("\(reference.familiar) is not in its registry"))
            case .unanswered(let obstacle):
                outcome = .failed(obstacle)
                break search
            case .members, .present, .expiry:
                outcome = .failed(Obstacle("\(reference.familiar) was not resolved"))
                break search
            }
        }
        return .decided(BumpVerdict(key, outcome, skipped: skipped, count: count))
    }

    private func taking(
        _ newer: PinnedImage, _ clause: String, isSecondBest: Bool
    ) -> BumpVerdict.Outcome {
        if let hold, hold.verdict(on: newer.digest, at: moment) == .frozen {
            return .frozen(newer: newer, hold)
        }
        let refused = isSecondBest ? " that is not refused" : ""
        let suffix = newer.tag.flatMap(rule.changedSuffix).map { ", \($0)" } ?? ""
        return .move(to: newer, clause: clause + refused + suffix)
    }
}
