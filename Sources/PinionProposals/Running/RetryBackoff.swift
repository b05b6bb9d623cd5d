package import PinionModel
import PinionProcess

/// How long a run goes on after lost races, with pauses of random length between attempts.
///
/// While the ref moves, others get on, and the run's turn comes: on a loaded machine eight at one
/// branch take minutes. It gives up when nothing has moved for a while.
///
/// Pauses become shorter with the run's age, so that whoever has lost for long goes before whoever
/// has just come: many at one branch are served in about the order of their arrival, and little
/// work is in vain. For the same reason a run that finds others at the branch pauses before its
/// first attempt.
struct RetryBackoff: Sendable {
    /// The time without progress of anybody after which nothing is begun again.
    static let limit: Duration = .seconds(30)
    /// The time after which nothing is begun again, whoever makes progress.
    static let longestRun: Duration = .seconds(600)
    /// The longest pause of a run that has just begun.
    private static let longest: Duration = .seconds(4)
    private static let shortest: Duration = .milliseconds(200)
    /// The age from which on pauses are the shortest.
    private static let grown: Duration = .seconds(4)

    private let clock: ProcessClock
    private let stopwatch: Stopwatch
    /// Where the ref was when a race was lost last, and since when; nil before that.
    private var last: (tip: CommitID?, since: Duration)?

    init(_ clock: ProcessClock) { (self.clock, stopwatch) = (clock, Stopwatch(clock)) }

    /// Lets those go first who wait already.
    func giveWay() async throws { try await pause(atMost: Self.longest) }

    /// Waits before the next attempt; throws `reason` when nobody gets on, or time is up.
    ///
    /// `tip` is where the ref stood when the race that was lost began.
    mutating func wait(after reason: any Error, at tip: CommitID?) async throws {
        let age = stopwatch.elapsed()
        if last == nil || last?.tip != tip { last = (tip, last == nil ? .zero : age) }
        guard let since = last?.since, age - since < Self.limit, age < Self.longestRun else {
            throw reason
        }
        try await pause(atMost: max(Self.shortest, Self.longest * (1 - age / Self.grown)))
    }

    private func pause(atMost bound: Duration) async throws {
        try await clock.sleep(for: bound * clock.fraction())
    }
}

/// Whether many runs push to one branch at the same moment, told by its newest commits alone.
///
/// Pinion dates a commit with the start of its run. A commit that is older than its parent is of a
/// run that had to wait while another came and went: whoever comes now lets those go first who wait
/// already.
package enum PushContention {
    /// How many commits are looked at.
    static let depth = 8
    /// For how long contention is remembered.
    private static let memory: Duration = .seconds(15)
    /// How far a committer's clock may be ahead; what is dated further on says nothing of now.
    private static let skew: Duration = .seconds(60)

    /// Judges by the dates of a branch's newest commits, newest first.
    package static func isSeen(in dates: [Timestamp], at now: Timestamp) -> Bool {
        guard let latest = dates.max() else { return false }
        let age = now - latest
        guard age < memory, .zero - age <= skew else { return false }
        return zip(dates, dates.dropFirst()).contains { commit, parent in commit < parent }
    }
}
