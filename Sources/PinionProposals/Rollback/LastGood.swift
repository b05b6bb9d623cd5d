package import PinionModel

/// The commits and digests that the ledger verified: where a rollback goes if no commit is named.
package struct LastGood: Hashable, Sendable {
    /// The commits of entries that verified all that they touched of the services, newest first.
    package let candidates: [CommitID]
    /// Every digest that was verified, by service.
    private let verified: [String: Set<Digest>]
    /// Every digest that a service declared when a change of it began, except those that Pinion
    /// itself put there and that failed or were never verified.
    private let replaced: [String: Set<Digest>]
    private let names: Set<String>

    /// Reads an environment's entries, newest first, for a rollback of `SERVICE` and
    /// `SERVICE/CONTAINER`, or of all if none is named.
    package init(_ entries: some Sequence<LedgerEntry>, of names: Set<String> = []) {
        var candidates: [CommitID] = []
        var known: Set<CommitID> = []
        var verified: [String: Set<Digest>] = [:]
        var replaced: [String: Set<Digest>] = [:]
        var failed: [String: Set<Digest>] = [:]
        for entry in entries {
            let (commit, images, isWhole) = entry.verification(of: names)
            for (key, image) in images { verified[key.service, default: []].insert(image.digest) }
            for step in entry.steps {
                if step.hasFailed { failed[step.service, default: []].insert(step.after) }
                if !step.isVerified { replaced[step.service]?.remove(step.after) }
                if let before = step.before { replaced[step.service, default: []].insert(before) }
            }
            guard isWhole, entry.newer == nil, let commit, known.insert(commit).inserted else {
                continue
            }
            candidates.append(commit)
        }
        (self.candidates, self.verified) = (candidates, verified)
        self.replaced = replaced.reduce(into: [:]) {
            $0[$1.key] = $1.value.subtracting(failed[$1.key] ?? [])
        }
        self.names = names
    }

    /// The trust in a digest that a rollback returns to.
    package enum Trust: Hashable, Sendable {
        /// A run verified the digest.
        case verified
        /// A service declared it before a change, and it neither failed nor was put there
        /// unverified by Pinion; after a first run that made changes, no more is known.
        case replaced
    }

    /// Whether the pins of a commit are a way back from the tip's: at least one differs, and each
    /// that differs was verified or replaced and is not refused by its pin's hold.
    package func accepts(
        _ former: Environment, insteadOf tip: Environment, trusting trust: Trust = .verified,
        at now: Timestamp
    ) -> Bool {
        let before = former.pins
        var differs = false
        for (key, pin) in tip.pins where names.isEmpty || key.isNamed(in: names) {
            guard let image = before[key]?.image, !image.isSameImage(as: pin.image.reference) else {
                continue
            }
            let service = key.service.description
            let isKnown =
                verified[service]?.contains(image.digest) == true
                || (trust == .replaced && replaced[service]?.contains(image.digest) == true)
            guard isKnown,
                pin.hold?.verdict(on: image.digest, at: now) != .refused
            else { return false }
            differs = true
        }
        return differs
    }
}

extension LedgerEntry {
    /// A change that was begun: the digests before and after, and whether it proved itself.
    fileprivate struct Step {
        let service: String
        /// The digest that was declared; `nil` for a literal reference without one.
        let before: Digest?
        let after: Digest
        let isVerified: Bool
        let hasFailed: Bool
    }

    /// The changes that the entry records.
    fileprivate var steps: [Step] {
        guard case .outcome(let outcome) = event else { return [] }
        return outcome.results.filter(\.verdict.isBegun).map { result in
            let text = result.change.before
            let hasFailed = if case .failed = result.verdict { true } else { false }
            return Step(
                service: result.change.container.service,
                before: (try? Digest(parsing: text))
                    ?? (try? ImageReference(parsing: text))?.digest,
                after: result.change.after.digest, isVerified: result.verdict == .verified,
                hasFailed: hasFailed)
        }
    }

    /// Returns the entry's commit, the images that it verified, and whether it touched only those.
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
