package import PinionModel

/// The content of a stack's template about images.
package struct TemplateText: Hashable, Sendable {
    /// All mentions: containers, images for nested stacks, and parts that may write either.
    package let mentions: [Mention]

    package init(_ mentions: [Mention]) { self.mentions = mentions }

    /// An image, or a part that something else writes.
    package struct Mention: Hashable, Sendable {
        /// The verdict on a mention.
        package enum Verdict: Hashable, Sendable {
            /// The image has a digest.
            case pinned
            /// The image has no digest.
            case floating
            /// The creation of the stack must supply the image.
            case supplied
            /// The text does not show the image.
            case unknown
            /// A macro, a loop or a transform may write images or add some.
            case written
            /// The part holds images of its own, which are not looked at.
            case opaque
        }

        /// The verdict on it.
        package let verdict: Verdict
        /// The logical id of the task definition or of the nested stack; for a part, its clause.
        package let owner: String
        /// The container, or the parameter of a nested stack; `nil` if its name is unknown.
        package let container: String?
        /// The position of the text that decides.
        package let position: FilePosition
        /// The verdict as a sentence, with its remedy.
        package let sentence: String

        package init(
            _ verdict: Verdict, owner: String, container: String?, at position: FilePosition,
            _ sentence: String
        ) {
            (self.verdict, self.owner, self.container) = (verdict, owner, container)
            (self.position, self.sentence) = (position, sentence)
        }

        /// The identity of the mention, without its position and tag.
        fileprivate var key: [String?] { [owner, container] }

        /// Whether the image is known; a supplied one is, since whoever created the stack chose it.
        fileprivate var isKnown: Bool { [.pinned, .floating, .supplied].contains(verdict) }
    }

    /// The mentions that cannot be judged.
    var unknown: [Mention] {
        mentions.filter { [.unknown, .written, .opaque].contains($0.verdict) }
    }

    /// Returns the mentions of a verdict that a former text does not account for, in text order.
    func newly(_ verdict: Mention.Verdict, since former: TemplateText?) -> [Mention] {
        var before: [[String?]: Int] = [:]
        for one in former?.mentions ?? [] where one.verdict == verdict {
            before[one.key, default: 0] += 1
        }
        return mentions.filter { $0.verdict == verdict }.filter { one in
            guard let left = before[one.key], left > 0 else { return true }
            before[one.key] = left - 1
            return false
        }
    }

    /// Returns what a former text showed and this one does not: an image that was known, under this
    /// name or one that is gone, and a part that something new writes.
    ///
    /// A part that is not followed may hold what is gone if it is new, or is given less than
    /// before. What has moved to another template (`arrived`) is not lost.
    func lost(since former: TemplateText?, arrived: Set<Name> = []) -> [Mention] {
        guard let former else { return [] }
        let known = former.known
        let gone = known.subtracting(mentions.map(\.key)).filter {
            !arrived.contains(Name(container: $0[1]))
        }
        return newly(.unknown, since: former).filter { known.contains($0.key) || !gone.isEmpty }
            + opaque(since: former, gone) + newly(.written, since: former)
    }

    private func opaque(since former: TemplateText, _ gone: Set<[String?]>) -> [Mention] {
        guard !gone.isEmpty else { return [] }
        let new = Set(newly(.opaque, since: former))
        let came = known.subtracting(former.known)
        return mentions.filter { $0.verdict == .opaque }.filter { part in
            let less = gone.count { $0[0] == part.owner } - came.count { $0[0] == part.owner }
            return new.contains(part) || less > 0
        }
    }

    private var known: Set<[String?]> { Set(mentions.filter(\.isKnown).map(\.key)) }

    /// The name of a container, in any task definition; `nil` for a service.
    struct Name: Hashable { fileprivate let container: String? }

    /// Returns the names of what is known here and was not in a former text.
    func arrivals(since former: TemplateText?) -> Set<Name> {
        Set(known.subtracting(former?.known ?? []).map { Name(container: $0[1]) })
    }

    /// Whether a part that is not followed describes itself differently than before.
    func isOther(_ part: Mention, than former: TemplateText?) -> Bool {
        guard part.verdict == .opaque else { return false }
        let before = (former?.mentions ?? []).filter {
            $0.verdict == .opaque && $0.key == part.key
        }
        return !before.isEmpty && !before.contains { $0.sentence == part.sentence }
    }
}
