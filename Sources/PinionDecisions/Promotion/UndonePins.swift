package import PinionModel

/// The images that people took back on the tracked branch, by pin: an older pin came back.
///
/// It ends by itself with a newer version: what is pinned then was not pinned before.
package struct UndonePins: Hashable, Sendable {
    /// An image that was taken back.
    package struct Undone: Hashable, Sendable {
        /// The image.
        package let image: PinnedImage
        /// The commit that took it back.
        package let by: Revision
    }

    /// A file whose history could not be read, or only the end of it.
    package struct Unread: FailureReason {
        let path: String
        /// How many of the newest commits were read; nil for none.
        let known: Int?
        let cause: Failure

        /// What it came from.
        package var causes: [Failure] { [cause] }
        /// A clause for people.
        package var description: String {
            let part = known.map { "known of its newest \($0) commits alone" } ?? "not known"
            return "what people took back in \(path) is \(part) (\(cause))"
        }
    }

    /// Each pin's images that were taken back, newest first.
    package private(set) var images: [PinKey: [Undone]] = [:]
    /// The files whose history could not be read, or only the end of it.
    package private(set) var unread: [String: Unread] = [:]

    /// Nothing was taken back.
    package init() {}

    /// Compares the versions of the pins along the tracked branch, newest first.
    package init(in versions: [(revision: Revision, pins: [PinKey: PinnedImage])]) {
        for key in versions.first?.pins.keys.sorted() ?? [] {
            let found = Self.undone(key, in: versions)
            if !found.isEmpty { images[key] = found }
        }
    }

    private static func undone(
        _ key: PinKey, in versions: [(revision: Revision, pins: [PinKey: PinnedImage])]
    ) -> [Undone] {
        // What was pinned one after the other, each with the commit that brought it.
        var pinned: [Undone] = []
        for version in versions {
            guard let image = version.pins[key] else { break }
            if pinned.last?.image.digest == image.digest { pinned.removeLast() }
            pinned.append(Undone(image: image, by: version.revision))
        }
        guard let now = pinned.first,
            let before = pinned.dropFirst().lastIndex(where: { $0.image.digest == now.image.digest }
            )
        else { return [] }
        // What was pinned even before that was only left and returned to.
        let former = Set(pinned[before...].map(\.image.digest))
        return (1..<before).compactMap { place in
            guard !former.contains(pinned[place].image.digest) else { return nil }
            return Undone(image: pinned[place].image, by: pinned[place - 1].by)
        }
    }

    /// The commits that took something back.
    package var commits: Set<CommitID> { Set(images.values.flatMap { $0.map(\.by.id) }) }

    /// The same without what some commits took back: those that no person decided.
    package func without(_ commits: Set<CommitID>) -> UndonePins {
        var rest = UndonePins()
        rest.unread = unread
        for (key, all) in images {
            let kept = all.filter { !commits.contains($0.by.id) }
            if !kept.isEmpty { rest.images[key] = kept }
        }
        return rest
    }

    /// Adds those of another file.
    package mutating func merge(_ other: UndonePins) {
        images.merge(other.images) { one, _ in one }
        unread.merge(other.unread) { one, _ in one }
    }

    /// Notes that the history of a file could not be read, or only of the newest `commits`.
    package mutating func miss(_ path: String, _ cause: Failure, after commits: Int? = nil) {
        unread[path] = Unread(path: path, known: commits, cause: cause)
    }

    /// How an image of a pin was taken back; nil where it was not.
    package func undone(_ key: PinKey, _ image: PinnedImage) -> Undone? {
        images[key]?.first { $0.image.digest == image.digest }
    }

    /// A sentence for each pin, with the command that proposes it again, and for each unread file.
    package func sentences(of environment: Environment.Name) -> [String] {
        images.sorted { $0.key < $1.key }.compactMap { key, all in
            all.first.map { "\(key): \($0.clause(key, environment))" }
        } + warnings
    }

    /// A sentence for each file whose history could not be read.
    package var warnings: [String] {
        unread.sorted { $0.key < $1.key }.map {
            "\($0.value), and `bump` and `promote` may propose it again"
        }
    }
}

extension UndonePins.Undone {
    /// What became of it and how it comes back.
    package func clause(_ key: PinKey, _ environment: Environment.Name) -> String {
        "\(image.nameForPeople) was undone by commit \(by.id.short), and no `bump` or `promote` "
            + "proposes it again; `pinion propose \(environment) \(key)=\(image.reference)` does"
    }
}

extension CommitDetails {
    /// Whether Pinion moved pins by rules in it: such a commit took nothing back for anybody.
    package var isByRule: Bool { madeFor == "bump" || madeFor == "promote" }

    /// Whether Pinion rolled back in it: its hold says what may not come again, and until when.
    package var isRollback: Bool { madeFor == "rollback" }

    /// What Pinion made the commit for, by its trailers, or by the pull request's text where it was
    /// squashed with that; nil where a person made it, also one whose message quotes Pinion's.
    private var madeFor: String? {
        let lines = message.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        guard let subject = lines.first, !subject.hasPrefix("Revert ") else { return nil }
        let rest = lines.dropFirst().drop { $0.allSatisfy(\.isWhitespace) }
        let trailers = CommitTrailers(parsing: lines.withoutCredits.joined(separator: "\n"))
        guard !trailers.values(of: "Pinion-Intent").isEmpty else { return nil }
        let words = trailers.values(of: "Pinion-Purpose")
        if !words.isEmpty { return words.count == 1 ? words[0] : nil }
        guard let first = rest.first, first.hasPrefix("Merging this commits ") else { return nil }
        return ["bump", "promote", "rollback"].first { first.contains("(`\($0)`)") }
    }
}

extension [Substring] {
    /// Without the lines at the end by which a git host names who else wrote a squashed commit.
    fileprivate var withoutCredits: ArraySlice<Substring> {
        var lines = self[...]
        while let last = lines.last,
            last.allSatisfy({ $0.isWhitespace || $0 == "-" })
                || ["Co-authored-by:", "Signed-off-by:"].contains(where: last.hasPrefix)
        {
            lines.removeLast()
        }
        return lines
    }
}
