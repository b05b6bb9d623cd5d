package import PinionModel

/// The soaks of an environment's containers, according to its ledger.
package enum LedgerSoaks: Hashable, Sendable {
    /// The soaks of verified images, and the record of looks if there is one.
    ///
    /// The slack is added to the longest gap allowed between looks.
    case read(
        [ContainerKey: Soak], looks: LookRecord? = nil, slack: Duration = LookSettings().slack)
    /// The environment applies nothing, so no observation of it is recorded.
    case notKept
    /// Ledgers are kept on each host, and this host has none of the environment.
    case onAnotherHost
    /// The ledger cannot be read.
    case unreadable(Failure)

    /// Makes the soaks of an environment whose records were read.
    package init(
        _ soaks: [ContainerKey: Soak], isEmpty: Bool, place: LedgerLocation, apply: ApplyMode,
        looks: LookRecord? = nil, slack: Duration = LookSettings().slack
    ) {
        self =
            switch (apply, place) {
            case (.never, _): .notKept
            case (_, .local) where isEmpty: .onAnotherHost
            case (_, _): .read(soaks, looks: looks, slack: slack)
            }
    }

    /// Returns the blocker for a digest that must have soaked under a pin, `nil` if there is none,
    /// and how long it has soaked.
    ///
    /// Only the digest counts: the same bits from another repository have soaked as well.
    package func judgement(
        of key: PinKey, _ digest: Digest, needing wanted: Duration, at now: Timestamp
    ) -> (blocker: PromotionBlocker?, length: Duration) {
        let soaks: [ContainerKey: Soak]
        let looks: LookRecord?
        let bound: Duration
        switch self {
        case .notKept: return (.notRecorded, .zero)
        case .onAnotherHost: return (.ledgerElsewhere, .zero)
        case .unreadable(let failure): return (.unknown(failure), .zero)
        case .read(let read, let recorded, let slack):
            (soaks, looks) = (read, recorded)
            bound = max(wanted / 4, .seconds(3_600)) + slack
        }
        let own = soaks.filter { key.covers($0.key) }.sorted { $0.key < $1.key }.map(\.value)
        guard let soak = own.first(where: { $0.image.digest == digest }) else {
            return (own.first.map { .stillRuns($0.image) } ?? .neverVerified, .zero)
        }
        switch soak.clock {
        case .changing: return (.changing, .zero)
        case .stopped(let finding, let since):
            return (.disturbed(finding.kind, since: since), .zero)
        case .running(let since):
            let length = soak.length(at: now)
            guard let looks else {
                guard length < wanted * 2 else { return (nil, length) }
                return (.unrecorded(length, of: wanted, until: since + wanted * 2), length)
            }
            let watched = looks.watched(from: since, to: now, gapsUpTo: bound)
            return Self.judgement(length, watched, bound, needing: wanted, at: now)
        }
    }

    /// Judges a soak by the time watched; other time does not count.
    ///
    /// A gap between two looks is unwatched if it exceeds a quarter of the soak, but at least an
    /// hour, plus the slack. Without a record of looks, the soak takes twice as long.
    private static func judgement(
        _ length: Duration, _ watched: Duration, _ bound: Duration, needing wanted: Duration,
        at now: Timestamp
    ) -> (blocker: PromotionBlocker?, length: Duration) {
        guard watched < wanted else { return (nil, watched) }
        let until = now + (wanted - watched)
        guard watched < length else {
            return (.soaking(watched, of: wanted, until: until), watched)
        }
        return (
            .unwatched(
                watched, of: wanted, missed: length - watched, gapsOver: bound, until: until),
            watched
        )
    }
}
