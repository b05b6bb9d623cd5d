/// The images that people took back on the tracked branch, by pin: what is pinned now was pinned before them too.
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

    /// Each pin's images that were taken back, newest first.
    package private(set) var images: [PinKey: [Undone]] = [:]

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
        for (key, all) in images {
            let kept = all.filter { !commits.contains($0.by.id) }
            if !kept.isEmpty { rest.images[key] = kept }
        }
        return rest
    }

    /// Adds those of another file.
    package mutating func merge(_ other: UndonePins) {
        images.merge(other.images) { one, _ in one }
    }

    /// How an image of a pin was taken back; nil where it was not.
    package func undone(_ key: PinKey, _ image: PinnedImage) -> Undone? {
        images[key]?.first { $0.image.digest == image.digest }
    }

    /// A sentence for each pin, with the command that has it proposed again.
    package func sentences(of environment: Environment.Name) -> [String] {
        images.sorted { $0.key < $1.key }.compactMap { key, all in
            all.first.map { "\(key): \($0.clause(key, environment))" }
        }
    }
}

extension UndonePins.Undone {
    /// What became of it and how it comes back.
    package func clause(_ key: PinKey, _ environment: Environment.Name) -> String {
        "\(image.nameForPeople) was undone by commit \(by.id.short), and no `bump` or `promote` proposes it again; "
            + "`pinion propose \(environment) \(key)=\(image.reference)` does"
    }
}

extension CommitDetails {
    /// Whether its message says that Pinion moved pins by rules: such a commit took nothing back for anybody.
    package var isByRule: Bool {
        message.contains("Pinion-Intent:")
            && ["Pinion-Purpose: bump", "Pinion-Purpose: promote", "(`bump`)", "(`promote`)"]
                .contains { message.contains($0) }
    }
}
