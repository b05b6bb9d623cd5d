import PinionModel

/// What ECR does with the images of a repository as they age.
///
/// Amazon ECR User Guide, "Lifecycle policy properties" and "Lifecycle policy evaluation rules".
struct LifecyclePolicy: Hashable, Sendable {
    /// Its rules by priority, without those for the archive, from which nothing can be pulled.
    let rules: [Rule]

    struct Rule: Hashable, Sendable {
        /// Its number: lower ones count first.
        let priority: Int
        /// What somebody wrote about it; empty for nothing.
        let comment: String
        /// Which images it is about.
        let selection: Selection
        /// Which of them have had their time.
        let count: Count
        /// What becomes of those.
        let action: Action
    }

    /// Which images a rule is about.
    enum Selection: Hashable, Sendable {
        case any
        case untagged
        /// Those on which every one of the patterns matches some tag.
        case tagged([TagWildcard])
        /// A way of choosing that is not known here: perhaps any image.
        case unknown
    }

    /// Which of a rule's images have had their time.
    enum Count: Hashable, Sendable {
        /// All but the newest ones.
        case moreThan(Int)
        /// Those that were pushed more days ago.
        case daysSincePush(Int)
        /// Those that were not pulled for more days.
        case daysSincePull(Int)
        /// A way of counting that is not known here.
        case unknown
    }

    enum Action: Hashable, Sendable {
        case expire
        /// It moves to the archive, from where nothing can be pulled.
        case archive
        /// It does something that is not known here.
        case unknown
    }
}

extension LifecyclePolicy.Selection {
    /// Whether a rule is about an image; what is not known may be about each.
    func matches(_ image: LifecycleImage) -> Bool {
        switch self {
        case .any, .unknown: true
        case .untagged: image.tags.isEmpty
        case .tagged(let patterns):
            patterns.allSatisfy { pattern in image.tags.contains(where: pattern.matches) }
        }
    }

    /// Whether it chooses one image at most: a tag that is written out stands on one.
    var isOfOneImage: Bool {
        if case .tagged(let patterns) = self {
            patterns.contains(where: \.isLiteral)
        } else {
            false
        }
    }
}

/// A pattern of a rule: `*` stands for any characters, also none.
struct TagWildcard: Hashable, Sendable, CustomStringConvertible {
    /// As it is written.
    let description: String

    init(_ text: String) { description = text }

    /// Whether it names a single tag.
    var isLiteral: Bool { !description.utf8.contains(UInt8(ascii: "*")) }

    /// Whether a tag is of its shape; in time proportional to both lengths at most.
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
