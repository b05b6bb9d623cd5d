package import PinionModel

/// Where images have run, from the ledger of one environment.
package struct ImageTrace: Hashable, Sendable {
    /// The runs of the images, newest first.
    package let runs: [ImageRun]
    private let environment: Environment.Name

    /// Reads the entries of an environment, newest first, and the state that its newest record holds.
    package init(
        of digests: Set<Digest>, in environment: Environment.Name, entries: [LedgerEntry],
        state: LedgerState
    ) {
        var walk = Walk(environment: environment, digests: digests)
        for entry in entries.reversed() { walk.take(entry) }
        self.environment = environment
        runs = walk.ended(state).sorted {
            ($1.since, $0.container, $0.image) < ($0.since, $1.container, $1.image)
        }
    }

    /// The digests of pins that entries name, and that begin with hexadecimal digits.
    package static func digests(
        beginningWith hex: String, in entries: some Sequence<LedgerEntry>
    ) -> Set<Digest> {
        var digests: Set<Digest> = []
        for entry in entries {
            switch entry.event {
            case .intent(let intent): digests.formUnion(intent.changes.map(\.after.digest))
            case .outcome(let outcome):
                digests.formUnion(outcome.results.map(\.change.after.digest))
            case .observation(let seen): digests.formUnion(seen.baseline.values.map(\.digest))
            case .unknown: break
            }
        }
        return digests.filter { $0.hex.hasPrefix(hex) }
    }

    /// Goes along the entries, oldest first.
    private struct Walk {
        let environment: Environment.Name
        let digests: Set<Digest>
        var current: [ContainerKey: ImageRun] = [:]
        var tried: [ContainerKey: ImageRun] = [:]
        var runs: [ImageRun] = []

        mutating func take(_ entry: LedgerEntry) {
            switch entry.event {
            case .intent, .unknown: break
            case .outcome(let outcome):
                for result in outcome.results { take(result, of: outcome.commit, at: entry.at) }
            case .observation(let seen):
                for (key, image) in seen.baseline {
                    verify(key, image, seen.commit, at: entry.at)
                }
            }
        }

        private mutating func take(_ result: RecordedResult, of commit: CommitID, at: Timestamp) {
            let (key, image) = (result.change.container, result.change.after)
            switch result.verdict {
            case .verified: verify(key, image, commit, at: at)
            case .notBegun, .obstructed: break
            case .underWay, .applied: attempt(key, image, commit, at: at, .underWay)
            case .failed(let reason), .lost(let reason):
                attempt(key, image, commit, at: at, .failed(reason))
            }
        }

        /// The same digest goes on, whatever its tag or repository is by now.
        private mutating func verify(
            _ key: ContainerKey, _ image: PinnedImage, _ commit: CommitID, at: Timestamp
        ) {
            if tried[key]?.image.digest == image.digest { tried[key] = nil }
            abandon(key)
            guard current[key]?.image.digest != image.digest else { return }
            if let former = current.removeValue(forKey: key) {
                runs.append(former.ending(.replaced(at: at)))
            }
            guard digests.contains(image.digest) else { return }
            current[key] = ImageRun(
                environment: environment, container: key, image: image, commit: commit, since: at,
                standing: .now)
        }

        private mutating func attempt(
            _ key: ContainerKey, _ image: PinnedImage, _ commit: CommitID, at: Timestamp,
            _ standing: ImageRun.Standing
        ) {
            guard tried[key]?.image.digest != image.digest else {
                tried[key] = tried[key]?.ending(standing)
                return
            }
            abandon(key)
            guard digests.contains(image.digest), current[key]?.image.digest != image.digest else {
                return
            }
            tried[key] = ImageRun(
                environment: environment, container: key, image: image, commit: commit, since: at,
                standing: standing)
        }

        /// What was tried and given up for another image.
        private mutating func abandon(_ key: ContainerKey) {
            guard let attempt = tried.removeValue(forKey: key) else { return }
            let isOpen = attempt.standing == .underWay
            runs.append(isOpen ? attempt.ending(.failed("it was never verified")) : attempt)
        }

        func ended(_ state: LedgerState) -> [ImageRun] {
            let open = current.values.map { run in
                let isThere = state.applied[run.container]?.image.digest == run.image.digest
                return isThere ? run : run.ending(.unknown)
            }
            return runs + open + tried.values
        }
    }
}
