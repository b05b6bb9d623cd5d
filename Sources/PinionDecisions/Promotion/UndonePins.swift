package import PinionModel

/// The images that people reverted on the tracked branch, by pin: an older pin was restored.
///
/// A newer version ends this by itself, since it was not pinned before.
package struct UndonePins: Hashable, Sendable {
    /// A reverted image.
    package struct Undone: Hashable, Sendable {
        /// The image.
        package let image: PinnedImage
        /// The commit that reverted it.
        package let by: Revision
    }

    /// A file whose history could not be read, or only its newest part.
    package struct Unread: FailureReason {
        let path: String
        /// The number of newest commits that were read; `nil` for none.
        let known: Int?
        let cause: Failure

        /// The failure that led to it.
        package var causes: [Failure] { [cause] }
        /// The fact as a clause.
        package var description: String {
            let part = known.map { "known of its newest \($0) commits alone" } ?? "not known"
            return "what people took back in \(path) is \(part) (\(cause))"
        }
    }

    /// Each pin's reverted images, newest first.
    package private(set) var images: [PinKey: [Undone]] = [:]
    /// The files whose history could not be read, or only its newest part.
    package private(set) var unread: [String: Unread] = [:]

    /// Begins without reverted images.
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
        // The images pinned one after another, each with the commit that introduced it.
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
        // An image that was pinned before that too was only left and returned to.
        let former = Set(pinned[before...].map(\.image.digest))
        return (1..<before).compactMap { place in
            guard !former.contains(pinned[place].image.digest) else { return nil }
            return Undone(image: pinned[place].image, by: pinned[place - 1].by)
        }
    }

    /// The commits that reverted images.
    package var commits: Set<CommitID> { Set(images.values.flatMap { $0.map(\.by.id) }) }

    /// Returns the same without the images that some commits reverted, which no person decided.
    package func without(_ commits: Set<CommitID>) -> UndonePins {
        var rest = UndonePins()
        rest.unread = unread
        for (key, all) in images {
            let kept = all.filter { !commits.contains($0.by.id) }
            if !kept.isEmpty { rest.images[key] = kept }
        }
        return rest
    }

    /// Adds the images of another file.
    package mutating func merge(_ other: UndonePins) {
        images.merge(other.images) { one, _ in one }
        unread.merge(other.unread) { one, _ in one }
    }

    /// Records that the history of a file could not be read, or only its newest `commits`.
    package mutating func miss(_ path: String, _ cause: Failure, after commits: Int? = nil) {
        unread[path] = Unread(path: path, known: commits, cause: cause)
    }

    /// Returns how an image of a pin was reverted; `nil` if it was not.
    package func undone(_ key: PinKey, _ image: PinnedImage) -> Undone? {
        images[key]?.first { $0.image.digest == image.digest }
    }

    /// Returns a sentence for each pin, with the command to propose it again, and each unread file.
    package func sentences(of environment: Environment.Name) -> [String] {
        images.sorted { $0.key < $1.key }.compactMap { key, all in
            all.first.map { "\(key): \($0.clause(key, environment))" }
        } + warnings
    }

    /// A sentence for each unread file.
    package var warnings: [String] {
        unread.sorted { $0.key < $1.key }.map {
            "\($0.value), and `bump` and `promote` may propose it again"
        }
    }
}

extension UndonePins.Undone {
    /// Returns what happened to the image and how to propose it again.
    package func clause(_ key: PinKey, _ environment: Environment.Name) -> String {
        "\(image.nameForPeople) was undone by commit \(by.id.short), and no `bump` or `promote` "
            + "proposes it again; `pinion propose \(environment) \(key)=\(image.reference)` does"
    }
}

extension CommitDetails {
    /// Whether Pinion moved pins by rules in it: no person reverted anything by such a commit.
    package var isByRule: Bool { pinionPurpose == "bump" || pinionPurpose == "promote" }

    /// Whether Pinion rolled back in it: its hold says what may not return, and until when.
    package var isRollback: Bool { pinionPurpose == "rollback" }

    /// The purpose of Pinion's commit, by its trailers, or by the text of a squashed pull request;
    /// `nil` if a person made it, even if its message quotes Pinion's.
    private var pinionPurpose: String? {
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
    /// The lines without those at the end in which a git host credits authors of a squashed commit.
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
