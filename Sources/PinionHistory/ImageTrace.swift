package import PinionModel

/// The runs of images, from the ledger of one environment.
package struct ImageTrace: Hashable, Sendable {
    /// The runs of the images, newest first.
    package let runs: [ImageRun]

    /// Reads the entries of an environment, newest first, and the state in its newest record.
    package init(
        of digests: Set<Digest>, in environment: Environment.Name, entries: [LedgerEntry],
        state: LedgerState
    ) {
        var walk = Walk(environment: environment, digests: digests)
        for entry in entries.reversed() { walk.take(entry) }
        runs = walk.ended(state).sorted {
            ($1.since, $0.container, $0.image) < ($0.since, $1.container, $1.image)
        }
    }

    /// Returns the digests of pins that entries name, and that begin with hexadecimal digits.
    package static func digests(
        beginningWith hex: String, in entries: some Sequence<LedgerEntry>
    ) -> Set<Digest> {
        Set(entries.flatMap(\.pinned).map(\.image.digest)).filter { $0.hex.hasPrefix(hex) }
    }

    /// The reading of the entries, oldest first.
    private struct Walk {
        let environment: Environment.Name
        let digests: Set<Digest>
        var current: [ContainerKey: ImageRun] = [:]
        var tried: [ContainerKey: ImageRun] = [:]
        var runs: [ImageRun] = []

        mutating func take(_ entry: LedgerEntry) {
            guard let commit = entry.commit else { return }
            for result in entry.results { take(result, of: commit, at: entry.at) }
            guard case .observation(let seen) = entry.event else { return }
            for (key, image) in seen.baseline { verify(key, image, commit, at: entry.at) }
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

        /// Records a verified image; the same digest goes on, even with another tag or repository.
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
                state: .now)
        }

        private mutating func attempt(
            _ key: ContainerKey, _ image: PinnedImage, _ commit: CommitID, at: Timestamp,
            _ state: ImageRun.State
        ) {
            guard tried[key]?.image.digest != image.digest else {
                tried[key] = tried[key]?.ending(state)
                return
            }
            abandon(key)
            guard digests.contains(image.digest), current[key]?.image.digest != image.digest else {
                return
            }
            tried[key] = ImageRun(
                environment: environment, container: key, image: image, commit: commit, since: at,
                state: state)
        }

        /// Ends the run of an image that was tried and abandoned for another one.
        private mutating func abandon(_ key: ContainerKey) {
            guard let attempt = tried.removeValue(forKey: key) else { return }
            let isOpen = attempt.state == .underWay
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

/// A time in which a container ran an image, or in which a change to it was tried.
package struct ImageRun: Hashable, Sendable {
    package let environment: Environment.Name
    package let container: ContainerKey
    package let image: PinnedImage
    /// The commit that was applied when the image came: the tip of the tracked branch at that time.
    package let commit: CommitID
    /// When it began: its verified outcome or baseline, or the outcome of a try.
    package let since: Timestamp
    /// Whether the image still runs, and how its run ended.
    package fileprivate(set) var state: State

    /// Whether an image still runs, and how its run ended.
    package enum State: Hashable, Sendable {
        /// It is the image that the ledger verified last.
        case now
        /// The image was sent, but is not verified yet.
        case underWay
        /// Another image was verified in its place.
        case replaced(at: Timestamp)
        /// The image was sent, but never verified.
        case failed(String)
        /// The ledger does not show it: the service is another one by now.
        case unknown
    }

    fileprivate func ending(_ state: State) -> ImageRun {
        var run = self
        run.state = state
        return run
    }
}
