package import PinionModel

/// The four figures of delivery of one environment over a period, and their basis.
///
/// - A **deployment** is an apply that brought a container at least one digest that it had not run
///   before. It counts if its outcome was recorded within the period.
/// - **Frequency**: verified deployments, over the days of the period that the ledger covers.
/// - **Lead time**: from the author's time of the commit that brought the new pin (of a merge: of
///   what it merged; of several commits: of the oldest) to the moment when the last new pin was
///   verified.
/// - **Failure rate**: deployments that failed or were rolled back, over those that ended.
/// - **Time to restore**: from the record of a failed apply or of a service's first critical
///   finding to the first outcome or observation without it, for the troubles that ended within the
///   period.
///
/// Repairs and rollbacks are no deployments. An unknown value is `nil`, never zero.
package struct DeliveryFigures: Hashable, Sendable {
    /// The beginning of the part that the ledger covers; `nil` if it covers none of the period.
    package let from: Timestamp?
    /// The period's end.
    package let to: Timestamp
    /// How many days were asked for.
    package let days: Int
    /// The deployments by their ending.
    package let deployments: Deployments
    /// Verified deployments a day.
    package let perDay: Double?
    /// The time from the commit to the verified outcome.
    package let leadTime: Spread
    /// Deployments of unknown lead time: a pin's commit is unknown, or its clock was ahead.
    package let withoutLeadTime: Int
    /// The share of deployments that failed or were taken back, from 0 to 1.
    package let failureRate: Double?
    /// The time from the beginning of a trouble to its end.
    package let timeToRestore: Spread
    /// The troubles that have not ended.
    package let openTroubles: Int
    /// The interrupted runs within the period, whose outcome a later run recorded.
    package let interruptions: Int

    /// The numbers of deployments by their ending.
    package struct Deployments: Hashable, Sendable {
        /// Every new pin was verified.
        package var verified = 0
        /// The verified deployments that have since been rolled back.
        package var takenBack = 0
        /// A new pin failed.
        package var failed = 0
        /// Neither is known yet, or another image was sent in the meantime.
        package var open = 0
    }

    /// The spread of some lengths of time.
    package struct Spread: Hashable, Sendable {
        /// The number of lengths.
        package let count: Int
        /// The median; `nil` if there is none.
        package let median: Duration?
        /// The 90th percentile; `nil` for fewer than ten.
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

/// The facts about a commit that brought a pin.
package struct DeliveredCommit: Hashable, Sendable {
    /// When its content was written, by its author's clock.
    package let authored: Timestamp
    /// Whether it is a rollback: it carries `Pinion-Purpose: rollback`.
    package let isRollback: Bool

    package init(authored: Timestamp, isRollback: Bool) {
        (self.authored, self.isRollback) = (authored, isRollback)
    }

    /// Reads the facts of a commit; for a merge, those of what it merged, if that can be read.
    package init(_ commit: CommitDetails, merged: CommitDetails?) {
        let isRollback = [commit, merged].compactMap(\.self).contains {
            CommitTrailers(parsing: $0.message).isPurpose(Proposal.Purpose.rollback.word)
        }
        self.init(authored: (merged ?? commit).revision.authored, isRollback: isRollback)
    }
}
