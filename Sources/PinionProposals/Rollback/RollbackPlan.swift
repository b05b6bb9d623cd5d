package import PinionModel

/// A return to the pins of an earlier commit, with holds against the digests it moves away from.
package struct RollbackPlan: Hashable, Sendable {
    package let environment: Environment.Name
    /// The earlier commit.
    package let commit: CommitID
    /// The pins that go back, ordered.
    package let moves: [Move]
    /// The pins whose holds refuse the rollback, ordered; a single one blocks the whole plan.
    package let refusals: [Refusal]
    /// Sentences about pins that stay, or whose hold blocks nothing, ordered.
    package let notes: [String]

    /// A pin that goes back.
    package struct Move: Hashable, Sendable {
        package let key: PinKey
        package let from, to: PinnedImage
        /// The pin's new hold; `nil` if none is needed or the current one suffices.
        package let hold: Hold?
    }

    /// A rollback that the pin's hold refuses.
    package struct Refusal: Hashable, Sendable, CustomStringConvertible {
        package let key: PinKey
        /// The image of the earlier commit.
        package let image: PinnedImage
        package let hold: Hold

        package var description: String {
            "the hold of \(key) refuses \(image.nameForPeople)"
                + (hold.reason.map { " (\($0))" } ?? "")
                + "; roll back to another commit with --to, or release the hold first"
        }
    }

    /// Compares the tip's pins with a former commit's.
    ///
    /// `names` limits it to pins named as `SERVICE` or `SERVICE/CONTAINER`; if empty, all are
    /// compared. `reason` is written into the holds; by default it says what is rolled back.
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

    /// A hold against the digest that the pin moves away from, merged with the hold in force.
    ///
    /// The merged hold has no end date, since the new one has none. A freeze stays as it is: it
    /// blocks all moves except returns.
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
        let oldReason = hold.reason ?? ""
        let joined =
            oldReason.isEmpty || oldReason == words ? words : "\(oldReason); \(words)"
        return (Hold(refuse: Array(Set(hold.refuse).union([bad])), reason: joined), nil)
    }
}

extension RollbackPlan {
    /// The images to return to, which must still be in their registries; sorted, unique.
    package var imagesToCheck: [PinnedImage] { Set(moves.map(\.to)).sorted() }

    /// The proposal; empty if no pin moves.
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
