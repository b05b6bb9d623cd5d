import PinionModel

/// What a lifecycle policy will do with an image.
enum LifecycleVerdict: Hashable, Sendable {
    /// Nothing, as the repository is now.
    case kept
    /// The rule takes it within a day: too many are newer.
    case due(LifecyclePolicy.Rule)
    /// The rule takes it as soon as one more image comes that it is about.
    case next(LifecyclePolicy.Rule)
    /// The rule takes it within a day of the moment, which may have passed.
    case dated(LifecyclePolicy.Rule, Timestamp)
    /// The rule is about it, and what it does is not known here.
    case unknown(LifecyclePolicy.Rule)
}

extension LifecyclePolicy {
    /// What becomes of an image; `images` are all of its repository.
    ///
    /// Only the first rule that is about an image can take it. It counts its images as if no rule
    /// before it had taken any. Images of the same second count as newer than this one.
    func verdict(on image: LifecycleImage, among images: [LifecycleImage]) -> LifecycleVerdict {
        guard let rule = rules.first(where: { $0.selection.matches(image) }) else { return .kept }
        if rule.selection == .unknown || rule.action == .unknown { return .unknown(rule) }
        switch rule.count {
        case .unknown: return .unknown(rule)
        case .daysSincePush(let days): return .dated(rule, image.age + .days(days))
        case .daysSincePull(let days): return .dated(rule, image.use + .days(days))
        case .moreThan(let limit):
            let newer = images.count {
                $0.digest != image.digest && $0.age >= image.age && rule.selection.matches($0)
            }
            if newer >= limit { return .due(rule) }
            return newer + 1 >= limit && rule.isFleeting ? .next(rule) : .kept
        }
    }
}

extension LifecyclePolicy.Rule {
    /// Whether the next image can push another out of the rule's count.
    ///
    /// A rule that keeps one image with a tag is how people keep that image: the tag moves along.
    fileprivate var isFleeting: Bool {
        if selection.isOfOneImage { return false }
        if case .tagged = selection, count == .moreThan(1) { return false }
        return true
    }
}

extension Duration {
    fileprivate static func days(_ count: Int) -> Duration {
        .seconds(count * 86_400)
    }
}

extension LifecyclePolicy.Rule: CustomStringConvertible {
    /// A clause: "rule 2 (Keep ten) of its lifecycle policy keeps the newest 10 images and …".
    var description: String {
        let name = "rule \(priority)" + (comment.isEmpty ? "" : " (\"\(comment)\")")
        return "\(name) of its lifecycle policy \(deed)"
    }

    private var deed: String {
        let verb = action == .archive ? "archives" : "deletes"
        let end = action == .archive ? ", and nothing can be pulled from the archive" : ""
        switch count {
        case .moreThan(let limit):
            let kept = "\(Self.images(limit))\(selection.clause)"
            return "keeps the newest \(kept) and \(verb) the others\(end)"
        case .daysSincePush(let days):
            return "\(verb) images\(selection.clause) \(plural(days, "day")) after their push\(end)"
        case .daysSincePull(let days):
            return "\(verb) images\(selection.clause) \(plural(days, "day")) after their last "
                + "pull\(end)"
        case .unknown: return "counts in a way that is not known here"
        }
    }

    private static func images(_ count: Int) -> String { count == 1 ? "image" : "\(count) images" }
}

extension LifecyclePolicy.Selection {
    fileprivate var clause: String {
        switch self {
        case .any, .unknown: ""
        case .untagged: " without a tag"
        case .tagged(let patterns):
            " tagged \(patterns.map(\.description).joined(separator: " and "))"
        }
    }
}
