package import PinionModel

/// The reason why a pin does not qualify for a promotion.
package enum PromotionBlocker: Hashable, Sendable {
    /// The source could not be observed, or its ledger could not be read.
    case unknown(Failure)
    /// The source applies nothing, so no observation of it is recorded.
    case notRecorded
    /// The source's ledger is kept on another host, or in another state folder of this one.
    case ledgerElsewhere
    /// The service is not in step in the source at this moment.
    case notSynced(Status, kinds: [Finding.Kind])
    /// The source's pin is ahead of the image that was last verified there.
    case stillRuns(PinnedImage)
    /// The source's ledger has verified no image for the pin.
    case neverVerified
    /// A critical or unverified finding is recorded in the source's ledger and not ended.
    case disturbed(Finding.Kind, since: Timestamp)
    /// A change of the container is under way in the source.
    case changing
    /// The image has not run for long enough.
    case soaking(Duration, of: Duration, until: Timestamp)
    /// The image has not run for long enough, since part of the time was not watched.
    case unwatched(Duration, of: Duration, missed: Duration, gapsOver: Duration, until: Timestamp)
    /// The image has not run for long enough, since there is no record of looks.
    case unrecorded(Duration, of: Duration, until: Timestamp)
    /// The target's hold freezes its pin.
    case frozen(Hold)
    /// The target's hold refuses this digest.
    case refused(Hold)
    /// It is unknown whether the target's hold refuses this digest.
    case unjudged(Obstacle)
    /// The service is pinned in another form in the source: with containers, or without.
    case otherForm
    /// The target's repository does not have the digest.
    case missing(PinnedImage)

    /// The time at which it ends by itself; `nil` if it does not.
    package var endsAt: Timestamp? {
        switch self {
        case .soaking(_, _, let until), .unwatched(_, _, _, _, let until),
            .unrecorded(_, _, let until):
            until
        case .frozen(let hold), .refused(let hold): hold.until?.endInUTC
        case .unknown, .notRecorded, .ledgerElsewhere, .notSynced, .stillRuns, .neverVerified,
            .disturbed, .changing, .otherForm, .missing, .unjudged:
            nil
        }
    }

    /// Whether waiting alone may end it; false if someone must change a file or the run's host.
    package var mayEndByWaiting: Bool {
        switch self {
        case .unknown, .notSynced, .stillRuns, .neverVerified, .disturbed, .changing, .soaking,
            .unwatched, .unrecorded, .frozen, .unjudged:
            true
        case .refused(let hold): hold.until != nil
        case .notRecorded, .ledgerElsewhere, .otherForm, .missing: false
        }
    }

    /// The kind of reason for leaving the pin out; a digest that a hold refuses is only skipped.
    package var cause: LeftOut.Cause {
        switch self {
        case .unknown, .missing, .unjudged: .failed
        case .refused: .skipped
        case .notRecorded, .ledgerElsewhere, .notSynced, .stillRuns, .neverVerified, .disturbed,
            .changing, .soaking, .unwatched, .unrecorded, .frozen, .otherForm:
            .refused
        }
    }

    /// Returns the reason as a clause, which names the source.
    package func clause(from source: Environment.Name) -> String {
        switch self {
        case .unknown(let failure): "\(source) could not be judged: \(failure)"
        case .notRecorded:
            "\(source) has `apply: never`, so no ledger tells for how long it ran there; let "
                + "Pinion apply it (`apply: manual` or `automatic`), or name another source in "
                + "`promotion`"
        case .ledgerElsewhere:
            "the ledger of \(source) is kept on another host, or in another state folder of this "
                + "one (`ledger: local`), and soak can be told there only; run it there, or set "
                + "`ledger: remote` in pinion.yaml"
        case .notSynced(let status, let kinds):
            "\(source) is \(status.rawValue) now"
                + (kinds.isEmpty
                    ? "" : " (\(kinds.map(\.rawValue).joined(separator: ", ")))")
                + (status == .progressing
                    ? "; `pinion plan \(source)` tells what is to come"
                    : "; end that there first: `pinion drift \(source)`")
        case .stillRuns(let image): "\(source) still runs \(image.nameForPeople)"
        case .neverVerified:
            "\(source) has not verified it yet, or not since it was scaled to nothing or not pinned"
        case .disturbed(let kind, let since):
            "\(source) has \(kind.rawValue) since \(since); end that there first: `pinion drift "
                + "\(source)`"
        case .changing: "a change of it is under way in \(source)"
        case .soaking(let length, let wanted, let until):
            "soaked \(length.inHours) of \(wanted.inHours) in \(source), enough at \(until)"
        case .unwatched(let length, let wanted, let missed, let bound, let until):
            "soaked \(length.inHours) of \(wanted.inHours) in \(source), for \(missed.inHours) in "
                + "which nobody looked do not count (gaps of more than \(bound.inHours) in "
                + "refs/pinion/seen/\(source)); enough at \(until), if a reconcile looks until then"
        case .unrecorded(let length, let wanted, let until):
            "soaked \(length.inHours) of \(wanted.inHours) in \(source), and nothing tells whether "
                + "anybody looked meanwhile (there is no refs/pinion/seen/\(source)), so that it "
                + "takes twice as long: enough at \(until), or earlier once a reconcile of this "
                + "version records its looks (`ledger: remote`)"
        case .frozen(let hold): "held\(hold.tail)"
        case .refused(let hold): "its hold refuses this digest\(hold.tail)"
        case .unjudged(let obstacle): obstacle.description
        case .otherForm: "it is pinned in another form in \(source)"
        case .missing(let image):
            "\(image.repository.familiar) has no \(image.digest.short); copy the image there first"
        }
    }
}
