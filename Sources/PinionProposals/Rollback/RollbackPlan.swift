package import PinionModel

/// A return to the pins of a former commit, with holds that bar the digests that are left.
package struct RollbackPlan: Hashable, Sendable {
    /// The environment.
    package let environment: Environment.Name
    /// The former commit.
    package let commit: CommitID
    /// The pins that go back, ordered.
    package let moves: [Move]
    /// The pins that the rules keep from going back, ordered; any of them refuses the whole.
    package let refusals: [Refusal]
    /// What to know of pins that stay, or whose hold bars nothing: a sentence each, ordered.
    package let notes: [String]

    /// A pin that goes back.
    package struct Move: Hashable, Sendable {
        /// The pin.
        package let key: PinKey
        /// What it leaves.
        package let from: PinnedImage
        /// What it returns to.
        package let to: PinnedImage
        /// The hold that it gets; nil where the one that it has says enough.
        package let hold: Hold?
    }

    /// A former digest that the pin's hold refuses.
    package struct Refusal: Hashable, Sendable, CustomStringConvertible {
        /// The pin.
        package let key: PinKey
        /// The former image.
        package let image: PinnedImage
        /// The hold.
        package let hold: Hold

        /// A sentence for people.
        package var description: String {
            "the hold of \(key) refuses \(image.nameForPeople)"
                + (hold.reason.map { " (\($0))" } ?? "")
                + "; roll back to another commit with --to, or release the hold first"
        }
    }

    /// Compares the tip's pins with a former commit's.
    ///
    /// Only those are compared that are named as `SERVICE` or `SERVICE/CONTAINER`; all where none
    /// is. The reason goes into the holds; by default it says what is rolled back.
    package init(
        of tip: Environment, to former: Environment, at commit: CommitID,
        only names: Set<String> = [], reason: String? = nil, now: Timestamp
    ) {
        environment = tip.name
        self.commit = commit
        let before = former.pins
        var moves: [Move] = []
        var refusals: [Refusal] = []
        var notes: [String] = []
        for (key, pin) in tip.pins.sorted(by: { $0.key < $1.key })
        where names.isEmpty || key.isNamed(in: names) {
            guard let image = before[key]?.image else {
                notes.append("\(key) stays: it was not pinned so at commit \(commit.short)")
                continue
            }
            guard !image.isSameImage(as: pin.image.reference) else { continue }
            if let hold = pin.hold, hold.verdict(on: image.digest, at: now) == .refused {
                refusals.append(Refusal(key: key, image: image, hold: hold))
                continue
            }
            let (hold, note) = Self.hold(on: pin, returningTo: image, reason, now)
            moves.append(Move(key: key, from: pin.image, to: image, hold: hold))
            if let note { notes.append("\(key): \(note)") }
        }
        (self.moves, self.refusals, self.notes) = (moves, refusals, notes)
    }

    /// The hold that bars the digest that is left, joined with the one in force.
    ///
    /// The joined hold has no end, since the new one has none. A freeze bars all but returns, and
    /// stays as it is.
    private static func hold(
        on pin: Pin, returningTo former: PinnedImage, _ reason: String?, _ now: Timestamp
    ) -> (hold: Hold?, note: String?) {
        let bad = pin.image.digest
        guard bad != former.digest else { return (nil, nil) }
        let words = reason ?? "rolled back from \(pin.image.nameForPeople)"
        guard let hold = pin.hold, hold.isInForce(at: now) else {
            return (Hold(refuse: [bad], reason: words), nil)
        }
        guard !hold.refuse.isEmpty else {
            let note =
                hold.until.map {
                    "it is held until the end of \($0) UTC, and nothing bars \(bad.short) after "
                        + "that"
                } ?? "it is held where it is, which lets returns pass, also one to \(bad.short) "
                + "if that was verified here; release it and refuse that digest to bar it"
            return (nil, note)
        }
        let former = hold.reason ?? ""
        let joined = former.isEmpty || former == words ? words : "\(former); \(words)"
        return (Hold(refuse: Array(Set(hold.refuse).union([bad])), reason: joined), nil)
    }
}

extension RollbackPlan {
    /// The former images, which must still be in their registries; ordered, without repetition.
    package var imagesToCheck: [PinnedImage] { Set(moves.map(\.to)).sorted() }

    /// The proposal; empty where nothing differs.
    package var proposal: Proposal {
        let changes = moves.flatMap { move -> [PinChange] in
            [.move(move.key, from: move.from, to: move.to)]
                + (move.hold.map { [.hold(move.key, $0)] } ?? [])
        }
        let origin = ChangeOrigin(clause: "as of commit \(commit.short)")
        return Proposal(
            environment: environment, purpose: .rollback, changes: changes,
            origins: Dictionary(uniqueKeysWithValues: moves.map { ($0.key, origin) }))
    }
}
