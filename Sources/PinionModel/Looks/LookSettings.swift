/// How often a reconcile records its look, and after how long without a look Pinion reports it.
package struct LookSettings: Hashable, Sendable {
    /// The least time between two records of an environment.
    package let every: Duration
    /// The longest time without a look that is not reported.
    package let notice: Duration

    /// How far a gap may exceed its bound: cron is inexact, and not all looks are recorded.
    package var slack: Duration { max(every, .seconds(300)) }

    /// How far clocks of hosts may differ; the time of a look further ahead than this is unknown.
    private static let skew = Duration.seconds(900)

    package init(every: Duration = .seconds(900), notice: Duration = .seconds(86_400)) {
        (self.every, self.notice) = (every, notice)
    }

    /// Returns the finding for a look that is too long ago; `nil` if it is not.
    package func notice(of look: LookRecord.Look, at now: Timestamp) -> Finding? {
        let age = now - look.at
        let lead = look.at - now
        if lead > Self.skew {
            return Finding(
                .unwatched,
                message: """
                    when somebody last looked at it is not known: \(look.host) says at \(look.at), \
                    by a clock that is \(lead.inHours) ahead of this host's; set the clock that is \
                    wrong, and reconcile again
                    """)
        }
        guard age > notice else { return nil }
        return Finding(
            .unwatched,
            message: """
                nobody has looked at it for \(age.inHours): the last reconcile that did was that \
                of \(look.host), at \(look.at); see whether its cron job, or its process, still runs
                """)
    }

    /// The finding for an environment on another machine without any look or ledger.
    package static let blank = Finding(
        .unwatched,
        message: """
            no look at it and no ledger of it is recorded: reconcile it once on its machine, or \
            see whether its `id` is that of a machine that is still there
            """)

    /// Returns the finding for an old newest ledger entry, if no look is recorded; else `nil`.
    package func notice(ofEntry newest: Timestamp, at now: Timestamp) -> Finding? {
        let age = now - newest
        guard age > notice else { return nil }
        return Finding(
            .unwatched,
            message: """
                no look at it is recorded, and the newest entry of its ledger is \(age.inHours) \
                old, of \(newest): see whether a reconcile of this version runs anywhere, and may push \
                refs/pinion/seen/*
                """)
    }
}

extension LookRecord.Look {
    /// `at 2026-11-29T12:00:00Z by build-1 (Pinion 0.2.0), 2 findings then`.
    package var words: String {
        "at \(at) by \(host) (Pinion \(version)), \(plural(size, "finding")) then"
    }
}
