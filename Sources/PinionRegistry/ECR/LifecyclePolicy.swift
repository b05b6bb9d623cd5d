import PinionModel

/// The rules by which ECR deletes or archives images of a repository.
///
/// Amazon ECR User Guide, "Lifecycle policy properties" and "Lifecycle policy evaluation rules".
struct LifecyclePolicy: Hashable, Sendable {
    /// The rules by priority, without those for the archive, from which nothing can be pulled.
    let rules: [Rule]

    struct Rule: Hashable, Sendable {
        /// The priority: lower numbers are evaluated first.
        let priority: Int
        /// The rule's description by its author; may be empty.
        let comment: String
        /// The images that the rule applies to.
        let selection: Selection
        /// The condition on which an image is taken.
        let count: Count
        /// The action on the images that meet the condition.
        let action: Action
    }

    /// A selection of images by a rule.
    enum Selection: Hashable, Sendable {
        case any
        case untagged
        /// Images for which every pattern matches some tag.
        case tagged([TagWildcard])
        /// A selection that is unknown to this version: perhaps any image.
        case unknown
    }

    /// The condition on which a rule takes an image.
    enum Count: Hashable, Sendable {
        /// All but this number of the newest images.
        case moreThan(Int)
        /// Images that were pushed more than this number of days ago.
        case daysSincePush(Int)
        /// Images that were not pulled for more than this number of days.
        case daysSincePull(Int)
        /// A condition that is unknown to this version.
        case unknown
    }

    enum Action: Hashable, Sendable {
        case expire
        /// The image moves to the archive, from which nothing can be pulled.
        case archive
        /// An action that is unknown to this version.
        case unknown
    }
}

extension LifecyclePolicy.Selection {
    /// Whether a rule applies to an image; an unknown selection may apply to any.
    func matches(_ image: LifecycleImage) -> Bool {
        switch self {
        case .any, .unknown: true
        case .untagged: image.tags.isEmpty
        case .tagged(let patterns):
            patterns.allSatisfy { pattern in image.tags.contains(where: pattern.matches) }
        }
    }

    /// Whether it selects at most one image, because a tag without wildcards is on only one.
    var isOfOneImage: Bool {
        if case .tagged(let patterns) = self {
            patterns.contains(where: \.isLiteral)
        } else {
            false
        }
    }
}

/// A pattern of a rule; `*` matches any characters, or none.
struct TagWildcard: Hashable, Sendable, CustomStringConvertible {
    /// The pattern's text.
    let description: String

    init(_ text: String) { description = text }

    /// Whether it matches only one tag.
    var isLiteral: Bool { !description.utf8.contains(UInt8(ascii: "*")) }

    /// Whether the pattern matches a tag; takes time at most proportional to the lengths' product.
    func matches(_ tag: String) -> Bool {
        let pattern = Array(description.utf8)
        let text = Array(tag.utf8)
        var (index, next) = (0, 0)
        var star: (index: Int, next: Int)?
        while index < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                star = (index, next)
                next += 1
            } else if next < pattern.count, pattern[next] == text[index] {
                index += 1
                next += 1
            } else if let last = star {
                star = (last.index + 1, last.next)
                (index, next) = (last.index + 1, last.next + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
