package import PinionModel

/// The four figures of delivery of one environment over a period, and what they rest on.
///
/// - A **deployment** is an apply that brought at least one digest to a container that had not run it before there.
///   It counts where its outcome was recorded within the period.
/// - **Frequency**: verified deployments, over the days of the period that the ledger covers.
/// - **Lead time**: from the author's time of the commit that brought the new pin (of a merge: of what it merged; of several
///   commits: of the oldest) to the moment at which the last of the new pins was verified.
/// - **Failure rate**: deployments that failed, or whose digest was left by a way back, over those that ended.
/// - **Time to restore**: from the record of a failed apply or of a service's first critical finding to the first outcome
///   or observation without it, for the troubles that ended within the period.
///
/// Repairs and ways back are no deployments. What cannot be told is nil, never zero.
package struct DeliveryFigures: Hashable, Sendable {
    /// The beginning of the period that the ledger covers; nil where it covers nothing of it.
    package let from: Timestamp?
    /// The period's end.
    package let to: Timestamp
    /// How many days were asked for.
    package let days: Int
    /// How the deployments ended.
    package let deployments: Deployments
    /// Verified deployments a day.
    package let perDay: Double?
    /// From the commit to the verified outcome.
    package let leadTime: Spread
    /// Deployments whose lead time is not known: what brought a pin cannot be told, or its clock was ahead.
    package let withoutLeadTime: Int
    /// The share of deployments that failed or were taken back, from 0 to 1.
    package let failureRate: Double?
    /// From a trouble to its end.
    package let timeToRestore: Spread
    /// The troubles that stand at the end of the period.
    package let openTroubles: Int
    /// The runs within the period that were interrupted: their outcome was told by a later run.
    package let interruptions: Int

    /// How deployments ended.
    package struct Deployments: Hashable, Sendable {
        /// Every new pin was verified.
        package var verified = 0
        /// Of these, those that a way back left since.
        package var takenBack = 0
        /// A new pin failed.
        package var failed = 0
        /// Neither is known yet, or another image was sent first.
        package var open = 0
    }

    /// The middle and the end of some lengths of time.
    package struct Spread: Hashable, Sendable {
        /// How many there are.
        package let count: Int
        /// The median; nil where there is none.
        package let median: Duration?
        /// The length that nine of ten do not pass; nil for fewer than ten.
        package let ninetieth: Duration?

        init(_ lengths: [Duration]) {
            let sorted = lengths.sorted()
            count = sorted.count
            let middle = sorted.count / 2
            median =
                sorted.isEmpty
                ? nil
                : sorted.count.isMultiple(of: 2)
                    ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
            ninetieth = sorted.count < 10 ? nil : sorted[(sorted.count * 9 + 9) / 10 - 1]
        }
    }

    /// Verified deployments a week.
    package var perWeek: Double? { perDay.map { $0 * 7 } }
}

/// What figures need to know of a commit that brought a pin.
package struct DeliveredCommit: Hashable, Sendable {
    /// When its content was written, by its author's clock.
    package let authored: Timestamp
    /// Whether it is a way back: it carries `Pinion-Purpose: rollback`.
    package let isRollback: Bool

    package init(authored: Timestamp, isRollback: Bool) {
        (self.authored, self.isRollback) = (authored, isRollback)
    }

    /// The facts of a commit; of a merge, those of what it merged, where that can be read.
    package init(_ commit: CommitDetails, merged: CommitDetails?) {
        let isRollback = [commit, merged].compactMap(\.self).contains {
            CommitTrailers(parsing: $0.message).isPurpose(Proposal.Purpose.rollback.word)
        }
        self.init(
            authored: (merged ?? commit).revision.authored, isRollback: isRollback)
    }
}
