package import PinionModel

/// What the text of a stack's template says of images.
package struct TemplateText: Hashable, Sendable {
    /// What it says of each container, each image given to a nested stack, and parts that may write
    /// either.
    package let mentions: [Mention]

    /// Puts a reading together.
    package init(_ mentions: [Mention]) { self.mentions = mentions }

    /// One image, or one part that something else writes.
    package struct Mention: Hashable, Sendable {
        /// What is known of it.
        package enum Verdict: Hashable, Sendable {
            /// It has a digest.
            case pinned
            /// It has none.
            case floating
            /// A creation of the stack has to be given it.
            case given
            /// The text does not say.
            case unknown
            /// A macro, a loop or a transform may write images or add some.
            case written
            /// It holds images of its own, which are not looked at.
            case closed
        }

        /// What is known.
        package let verdict: Verdict
        /// The logical id of the task definition or of the nested stack; of a part its clause.
        package let owner: String
        /// The container, or the parameter of a nested stack; nil where its name is not known.
        package let container: String?
        /// Where what decides stands.
        package let position: FilePosition
        /// What is so, and the way out.
        package let sentence: String

        package init(
            _ verdict: Verdict, owner: String, container: String?, at position: FilePosition,
            _ sentence: String
        ) {
            (self.verdict, self.owner, self.container) = (verdict, owner, container)
            (self.position, self.sentence) = (position, sentence)
        }

        /// Tells which are the same one, wherever they stand and whatever tag they name.
        fileprivate var key: [String?] { [owner, container] }

        /// What is given counts too: whoever created the stack decided it.
        fileprivate var isKnown: Bool { [.pinned, .floating, .given].contains(verdict) }
    }

    /// Everything that cannot be judged.
    var unknown: [Mention] {
        mentions.filter { [.unknown, .written, .closed].contains($0.verdict) }
    }

    /// Those of a verdict that a former text does not account for, in the order of the text.
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

    /// What a former text said and this one no longer says: an image that was known there, under
    /// this name or one that is gone, and a part that something new writes.
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
            + closed(since: former, gone) + newly(.written, since: former)
    }

    private func closed(since former: TemplateText, _ gone: Set<[String?]>) -> [Mention] {
        guard !gone.isEmpty else { return [] }
        let new = Set(newly(.closed, since: former))
        let came = known.subtracting(former.known)
        return mentions.filter { $0.verdict == .closed }.filter { part in
            let less = gone.count { $0[0] == part.owner } - came.count { $0[0] == part.owner }
            return new.contains(part) || less > 0
        }
    }

    private var known: Set<[String?]> { Set(mentions.filter(\.isKnown).map(\.key)) }

    /// The name of a container, in whatever task definition; of a service none.
    struct Name: Hashable { fileprivate let container: String? }

    /// The names of what is known here and was not in a former text.
    func arrivals(since former: TemplateText?) -> Set<Name> {
        Set(known.subtracting(former?.known ?? []).map { Name(container: $0[1]) })
    }

    /// Whether a part that is not followed says something else of itself than it did.
    func isOther(_ part: Mention, than former: TemplateText?) -> Bool {
        guard part.verdict == .closed else { return false }
        let before = (former?.mentions ?? []).filter {
            $0.verdict == .closed && $0.key == part.key
        }
        return !before.isEmpty && !before.contains { $0.sentence == part.sentence }
    }
}
