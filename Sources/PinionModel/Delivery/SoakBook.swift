/// What the ledger of an environment says of its containers.
package enum SoakBook: Hashable, Sendable {
    /// What was read; containers that were never verified are not in it.
    case read([ContainerKey: Soak])
    /// The environment applies nothing, and so nobody records what is seen there.
    case notKept
    /// Ledgers are kept on each host, and this host has none of the environment.
    case onAnotherHost
    /// It cannot be read; the sentence says why.
    case unreadable(String)

    /// The book of an environment whose records were read.
    package init(
        _ soaks: [ContainerKey: Soak], isEmpty: Bool, place: LedgerPlace, apply: ApplyMode
    ) {
        self =
            switch (apply, place) {
            case (.never, _): .notKept
            case (_, .local) where isEmpty: .onAnotherHost
            case (_, _): .read(soaks)
            }
    }

    /// What stands in the way of an image that must have been left in peace for some time under a pin, nil where
    /// nothing does; and for how long it has been.
    ///
    /// The digest alone decides: the same bits from another repository have soaked as well.
    package func judgement(
        of key: PinKey, _ digest: Digest, needing wanted: Duration, at now: Timestamp
    ) -> (blocker: PromotionBlocker?, length: Duration) {
        let soaks: [ContainerKey: Soak]
        switch self {
        case .notKept: return (.notRecorded, .zero)
        case .onAnotherHost: return (.ledgerElsewhere, .zero)
        case .unreadable(let reason): return (.unknown(reason), .zero)
        case .read(let read): soaks = read
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
            guard length < wanted else { return (nil, length) }
            return (.soaking(length, of: wanted, until: since + wanted), length)
        }
    }
}
