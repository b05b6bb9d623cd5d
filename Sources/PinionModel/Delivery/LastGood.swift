/// What the ledger knows to have been good: where a rollback goes when nobody says where.
package struct LastGood: Hashable, Sendable {
    /// The commits of entries that verified everything that they touched of the services, newest first, each once.
    package let candidates: [CommitID]
    /// Every digest that was verified, by service.
    private let verified: [String: Set<Digest>]
    private let names: Set<String>

    /// Reads an environment's entries, newest first, for a rollback of `SERVICE` and `SERVICE/CONTAINER`, or of all
    /// where none is named.
    package init(_ entries: some Sequence<LedgerEntry>, of names: Set<String> = []) {
        var candidates: [CommitID] = []
        var known: Set<CommitID> = []
        var verified: [String: Set<Digest>] = [:]
        for entry in entries {
            let (commit, images, isWhole) = entry.verification(of: names)
            for (key, image) in images { verified[key.service, default: []].insert(image.digest) }
            guard isWhole, entry.newer == nil, let commit, known.insert(commit).inserted else {
                continue
            }
            candidates.append(commit)
        }
        self.candidates = candidates
        self.verified = verified
        self.names = names
    }

    /// Whether the pins of a candidate are a way back from the tip's: one of the services differs, and each
    /// that differs was verified, and is not refused by the hold of its pin.
    package func accepts(
        _ former: Environment, insteadOf tip: Environment, at now: Timestamp
    ) -> Bool {
        let before = former.pins
        var differs = false
        for (key, pin) in tip.pins where names.isEmpty || key.isNamed(in: names) {
            guard let image = before[key]?.image, !image.isSameImage(as: pin.image.reference) else {
                continue
            }
            guard verified[key.service.description]?.contains(image.digest) == true,
                pin.hold?.stand(on: image.digest, at: now) != .refused
            else { return false }
            differs = true
        }
        return differs
    }
}

extension LedgerEntry {
    /// The commit, the images that it verified, and whether it verified all that it touched of some services.
    fileprivate func verification(
        of names: Set<String>
    ) -> (commit: CommitID?, images: [(ContainerKey, PinnedImage)], isWhole: Bool) {
        func isNamed(_ key: ContainerKey) -> Bool { names.isEmpty || key.isNamed(in: names) }
        switch event {
        case .intent, .unknown: return (nil, [], false)
        case .outcome(let outcome):
            let results = outcome.results.filter { isNamed($0.change.container) }
            let good = results.filter { $0.verdict == .verified }
            return (
                outcome.commit, good.map { ($0.change.container, $0.change.after) },
                !good.isEmpty && good.count == results.count
            )
        case .observation(let seen):
            let good = seen.baseline.filter { isNamed($0.key) }
            return (seen.commit, good.map { ($0.key, $0.value) }, !good.isEmpty)
        }
    }
}
