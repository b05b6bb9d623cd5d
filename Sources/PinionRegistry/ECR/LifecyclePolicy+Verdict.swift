import PinionModel

/// The effect that a lifecycle policy will have on an image.
enum LifecycleVerdict: Hashable, Sendable {
    /// The image stays, as the repository is now.
    case kept
    /// The rule takes the image within a day: too many images are newer.
    case due(LifecyclePolicy.Rule)
    /// The rule takes the image as soon as one more matching image is pushed.
    case next(LifecyclePolicy.Rule)
    /// The rule takes the image within a day of the time, which may have passed.
    case dated(LifecyclePolicy.Rule, Timestamp)
    /// The rule matches the image, but its effect is unknown to this version.
    case unknown(LifecyclePolicy.Rule)
}

extension LifecyclePolicy {
    /// Returns the policy's effect on an image; `images` are all images of its repository.
    ///
    /// Only the first rule that matches an image can take it. It counts its images as if no earlier
    /// rule had taken any. Images of the same second count as newer than this one.
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
            return newer + 1 >= limit && rule.canDisplaceImages ? .next(rule) : .kept
        }
    }
}

extension LifecyclePolicy.Rule {
    /// Whether the next image can push another out of the rule's count.
    ///
    /// A rule that keeps one image with a tag is meant to keep that image: the tag moves along.
    fileprivate var canDisplaceImages: Bool {
        if selection.isOfOneImage { return false }
        if case .tagged = selection, count == .moreThan(1) { return false }
        return true
    }
}

extension Duration {
    fileprivate static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
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
